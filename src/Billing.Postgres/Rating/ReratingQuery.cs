using Billing.Contracts.Paging;
using Billing.Contracts.Rating;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

namespace Billing.Postgres.Rating;

internal sealed class ReratingQuery(Database database) : IReratingQuery
{
    private const string Columns = """
        r.number, r.session_id, r.part, r.account_id, a.login, r.service, r.started_at, r.currency, r.was, r.becomes, r.before, r.after,
        r.problem, r.posted, r.sequence
        """;

    private const string Joins = """
        join rerating_row r using (rerating_id, number)
        join account a on a.account_id = r.account_id
        """;

    private const string TotalsSql = """
        select service, currency, count(*), sum(was), sum(becomes), sum(greatest(was - becomes, 0)), sum(greatest(becomes - was, 0))
        from rerating_row
        where rerating_id = $1 and becomes is not null
        group by 1, 2
        order by 2, 1
        """;

    private static readonly SortKey[] ByNumber = [new("r.number", "int")];

    public Task<Page<ReratingRow>> RowsAsync(ReratingFilter filter, PageRequest<ReratingSort> page, CancellationToken cancellation)
    {
        var list = new ListQuery(database.Lists, "rerating_row r").Where("r.rerating_id = $?", filter.Key);

        if (TypedText.Of(filter.Text) is { Text: var typed })
        {
            list.Filter(
                """
                (strpos(lower(concat_ws(' ', r.service, r.before, r.after)), $?) > 0
                 or r.service = any($?)
                 or (select strpos(lower(a.login), $?) > 0 from account a where a.account_id = r.account_id))
                """,
                typed, filter.Services.ToArray(), typed);
        }

        return (filter.OnlyProblems ? list.Where("r.problem is not null") : list)
            .PageAsync(page, ByNumber, "r.rerating_id, r.number", Columns, Joins, Read, cancellation);
    }

    public Task<IReadOnlyList<ReratingTotal>> TotalsAsync(string key, CancellationToken cancellation) => database.Lists.ListAsync(
        TotalsSql,
        row => new ReratingTotal(
            row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetDecimal(3), row.GetDecimal(4), row.GetDecimal(5), row.GetDecimal(6)),
        cancellation,
        key);

    private static ReratingRow Read(NpgsqlDataReader row) => new(
        row.GetInt32(0),
        row.GetGuid(1),
        row.GetInt32(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetString(5),
        row.At(6),
        row.GetString(7),
        row.GetDecimal(8),
        row.Amount(9),
        row.Text(10),
        row.Text(11),
        (RerateProblem?)row.Small(12),
        row.Amount(13),
        row.Number(14));
}
