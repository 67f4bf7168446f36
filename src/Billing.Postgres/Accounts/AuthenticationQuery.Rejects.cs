using Billing.Contracts.Accounts;
using Billing.Contracts.Paging;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Accounts;

// Of all accounts, the latest first: where the counts by reason can be looked into.
internal sealed partial class AuthenticationQuery
{
    private const string RejectKey = "r.account_id, r.rejected_on, r.node_id, r.reason";

    private const string RejectColumns = """
        r.account_id, a.login, a.customer_id, c.name, r.rejected_on, r.node_id, coalesce(n.name, r.node_id::text), r.reason, r.user_name, r.service,
        r.times, r.first_at, r.last_at
        """;

    private const string RejectJoins = """
        join access_reject r using (account_id, rejected_on, node_id, reason)
        join account a on a.account_id = r.account_id
        join customer c on c.customer_id = a.customer_id
        left join node n on n.node_id = r.node_id
        """;

    private static readonly SortKey[] ByLast =
    [
        new("r.last_at", "timestamptz"), new("r.account_id", "bigint"), new("r.rejected_on", "date"), new("r.node_id", "int"), new("r.reason", "int"),
    ];

    public Task<Page<RejectRow>> RejectsAsync(RejectFilter filter, PageRequest<RejectSort> page, CancellationToken cancellation) =>
        new ListQuery(database.Lists, "access_reject r")
            .WhereIf("r.last_at >= $?", filter.From?.ToDateTimeUtc())
            .WhereIf("r.last_at < $?", filter.To?.ToDateTimeUtc())
            .FilterIf("r.reason = any($?)", filter.Reason is { } reason ? Numbers(reason) : null)
            .FilterIf("r.node_id = $?", filter.NodeId)
            .PageAsync(page, ByLast, RejectKey, RejectColumns, RejectJoins, ReadReject, cancellation);

    // Several results are told in the same words.
    private static int[] Numbers(string reason) =>
    [
        .. Enum.GetValues<AccessResult>().Where(result => result is not (AccessResult.Granted or AccessResult.Recognized) && result.Reason() == reason)
            .Select(result => (int)result),
    ];

    private static RejectRow ReadReject(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetString(3),
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
