using Billing.Contracts.Accounts;
using Billing.Contracts.Paging;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Accounts;

// Of all accounts, the latest first: where the counts by reason can be looked into.
internal sealed partial class AuthenticationQuery
{
    private const string RejectKey = "r.account_id, r.rejected_on, r.node_id, r.reason, r.user_name, r.service, r.times, r.first_at, r.last_at";

    private const string RejectColumns = """
        page.account_id, a.login, a.customer_id, c.name, page.rejected_on, page.node_id, coalesce(n.name, page.node_id::text), page.reason,
        page.user_name, page.service, page.times, page.first_at, page.last_at
        """;

    private const string RejectJoins = """
        left join account a on a.account_id = page.account_id
        left join customer c on c.customer_id = a.customer_id
        left join node n on n.node_id = page.node_id
        """;

    private static readonly SortKey[] ByLast =
    [
        new("r.last_at", "timestamptz"), new("r.account_id", "bigint"), new("r.rejected_on", "date"), new("r.node_id", "int"), new("r.reason", "int"),
        new("r.user_name", "text"),
    ];

    public Task<Page<RejectRow>> RejectsAsync(RejectFilter filter, PageRequest<RejectSort> page, CancellationToken cancellation)
    {
        var list = new ListQuery(database.Lists, "rejected_login r");

        if (filter.IsUnknown is { } isUnknown)
        {
            list.Where(isUnknown ? "r.account_id = 0" : "r.account_id > 0");
        }

        return list
            .WhereIf("r.last_at >= $?", filter.From?.ToDateTimeUtc())
            .WhereIf("r.last_at < $?", filter.To?.ToDateTimeUtc())
            .WhereIf("lower(r.user_name) collate \"C\" = lower($?)", filter.UserName)
            .FilterIf("r.reason = any($?)", filter.Reason is { } reason ? Numbers(reason) : null)
            .FilterIf("r.node_id = $?", filter.NodeId)
            .PageAsync(page, ByLast, RejectKey, RejectColumns, RejectJoins, ReadReject, cancellation);
    }

    // Several results are told in the same words.
    private static int[] Numbers(string reason) =>
    [
        .. Enum.GetValues<AccessResult>().Where(result => result is not (AccessResult.Granted or AccessResult.Recognized) && result.Reason() == reason)
            .Select(result => (int)result),
    ];

    private static RejectRow ReadReject(NpgsqlDataReader row) => new(
        row.Text(1) is { } login ? new(row.GetInt64(0), login, row.GetInt64(2), row.GetString(3)) : null,
        LocalDate.FromDateOnly(row.GetFieldValue<DateOnly>(4)),
        row.GetInt32(5),
        row.GetString(6),
        ((AccessResult)row.GetInt32(7)).Reason(),
        row.GetString(8),
        row.Text(9),
        row.GetInt32(10),
        row.At(11),
        row.At(12));
}
