using Billing.Contracts;
using Billing.Contracts.Paging;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;

namespace Billing.Postgres.Sessions;

/// <summary>Logins at captive portals, in the shape of sessions. There are few at a time, and they stay for minutes.</summary>
internal sealed partial class SessionQuery
{
    private static readonly string PortalColumns = FormattableString.Invariant($"""
        s.session_id, coalesce(s.service, ''), {(int)SessionState.Running}, s.account_id, a.login, a.customer_id, c.name, s.balance_id, s.user_name,
        null::text, s.calling_party, s.framed_address, s.node_id, coalesce(n.name, s.node_id::text),
        s.acct_session_id, null::text, s.created_at, s.created_at, coalesce(s.heard_at, s.created_at), null::timestamptz, {(int)Unit.Byte},
        s.input_octets + s.output_octets, 0::bigint, s.duration_seconds, s.input_octets, s.output_octets, 0::numeric, 0::numeric, b.currency,
        null::text, true, null::text, null::bigint
        """);

    private const string PortalJoins = """
        join portal_login s using (session_id)
        join account a on a.account_id = s.account_id
        join customer c on c.customer_id = a.customer_id
        join balance b on b.balance_id = s.balance_id
        left join node n on n.node_id = s.node_id
        """;

    private async Task<Page<SessionRow>> AtPortalAsync(
        Scope scope, SessionFilter filter, PageRequest<SessionSort> page, CancellationToken cancellation)
    {
        var list = AtPortal();
        Narrow(list, scope.CustomerId, scope.AccountId);
        Narrow(list, filter.CustomerId, filter.AccountId);
        list.WhereIf("s.framed_address = $?", filter.FramedAddress?.Trim())
            .WhereIf("s.service = $?", filter.Service)
            .WhereIf("s.node_id = $?", filter.NodeId);

        if (filter.AuthorizedBefore is { } before)
        {
            list.Where("s.created_at < $?", before.ToDateTimeUtc());
        }

        if (TypedText.Of(filter.Account) is { } typed)
        {
            await NarrowAsync(list, typed, cancellation);
        }

        return await list.PageAsync(
            page with { Sort = SessionSort.AuthorizedAt }, ByTime, "s.session_id", PortalColumns, PortalJoins, row => Read(row) with { IsAtPortal = true }, cancellation);
    }

    private Task<SessionRow?> FindAtPortalAsync(Scope scope, Guid sessionId, CancellationToken cancellation)
    {
        var one = AtPortal().Where("s.session_id = $?", sessionId);
        Narrow(one, scope.CustomerId, scope.AccountId);

        return one.FindAsync("s.session_id", PortalColumns, PortalJoins, row => Read(row) with { IsAtPortal = true }, cancellation);
    }

    private ListQuery AtPortal() => new ListQuery(database.Lists, "portal_login s").Where("s.lifted_at is null and s.expires_at > now()");
}
