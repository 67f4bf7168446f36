using Billing.Contracts.Paging;
using Billing.Contracts.Suspense;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

namespace Billing.Postgres.Suspense;

internal sealed class SuspenseQuery(Database database) : ISuspenseQuery
{
    private const string Columns = """
        u.node_id, coalesce(n.name, u.node_id::text), u.acct_session_id, u.user_name, u.reason, u.reports, u.duration_seconds,
        u.input_octets, u.output_octets, u.first_heard_at, u.last_heard_at
        """;

    private const string Joins = """
        join suspense_usage u using (node_id, acct_session_id, user_name)
        left join node n on n.node_id = u.node_id
        """;

    private static readonly SortKey[] ByTime =
    [
        new("u.first_heard_at", "timestamptz"), new("u.node_id", "int"), new("u.acct_session_id", "text"), new("u.user_name", "text"),
    ];

    public Task<Page<SuspenseRow>> ListAsync(SuspenseFilter filter, PageRequest<SuspenseSort> page, CancellationToken cancellation)
    {
        var list = new ListQuery(database.Lists, "suspense_usage u")
            .WhereIf("u.first_heard_at >= $?", filter.From?.ToDateTimeUtc())
            .WhereIf("u.first_heard_at < $?", filter.To?.ToDateTimeUtc())
            .FilterIf("u.node_id = $?", filter.NodeId);

        if (TypedText.Of(filter.UserName) is { } typed)
        {
            list.Filter("""lower(u.user_name) collate "C" >= $? and lower(u.user_name) collate "C" < $?""", typed.Text, Narrowing.EndOf(typed.Text));
        }

        return list.PageAsync(page, ByTime, "u.node_id, u.acct_session_id, u.user_name", Columns, Joins, Read, cancellation);
    }

    private static SuspenseRow Read(NpgsqlDataReader row) => new(
        row.GetInt32(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetInt32(5),
        row.Number(6),
        row.Number(7),
        row.Number(8),
        row.At(9),
        row.At(10));
}
