using Billing.Contracts;
using Billing.Contracts.Paging;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Postgres.Accounts;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

namespace Billing.Postgres.Sessions;

internal sealed partial class SessionQuery(Database database) : ISessionQuery
{
    private const string Columns = """
        s.session_id, s.service, s.state, s.account_id, a.login, a.customer_id, c.name, s.balance_id, s.user_name,
        coalesce(s.called_number, s.called_party), s.calling_party, s.framed_address, s.node_id, coalesce(n.name, s.node_id::text),
        s.acct_session_id, nullif(s.destination, ''), s.authorized_at, s.started_at, s.reported_at, s.ended_at, s.unit,
        s.used_units, s.granted_units, s.duration_seconds, s.input_octets, s.output_octets, s.charged, s.held, b.currency, t.name,
        s.rate_id is not null, s.terminate_cause, t.tariff_id
        """;

    private const string Joins = """
        join session s using (session_id)
        join account a on a.account_id = s.account_id
        join customer c on c.customer_id = a.customer_id
        join balance b on b.balance_id = s.balance_id
        left join node n on n.node_id = s.node_id
        left join tariff t on t.tariff_id = s.tariff_id
        """;

    // By gateway, so that each look uses the index of names.
    private const string NamedSql = $"""
        select {Columns}
        from (
            select o.session_id
            from node g
            cross join lateral (select session_id from session where node_id = g.node_id and acct_session_id = $1 order by session_id desc limit $2) o
        ) named
        {Joins}
        order by s.session_id desc
        limit $2
        """;

    // By the balance, which the index of open sessions is of; then by the account itself.
    private const string OfCustomer = """
        s.account_id in (select account_id from account where customer_id = $?)
        and s.balance_id = any(array(select balance_id from account where customer_id = $?))
        """;

    private const string OfAccount = """
        s.account_id = $? and s.balance_id = (select balance_id from account where account_id = $?)
        """;

    private const string OfAccounts = """
        s.account_id = any($?) and s.balance_id = any(array(select balance_id from account where account_id = any($?)))
        """;

    private static readonly SortKey[] ByTime = [new("s.session_id", "uuid")];

    private static readonly SortKey[] BySorted = [new("s.sorted", "numeric"), new("s.session_id", "uuid")];

    private static readonly Dictionary<SessionSort, string> Sorted = new()
    {
        [SessionSort.Cost] = "s.charged",
        [SessionSort.Held] = "s.held",
        [SessionSort.State] = "case when s.rate_id is null then 0 when s.started_at is null then 1 else 2 end",
    };

    public async Task<Page<SessionRow>> OpenAsync(
        Scope scope, SessionFilter filter, PageRequest<SessionSort> page, CancellationToken cancellation)
    {
        if (filter.IsAtPortal)
        {
            return await AtPortalAsync(scope, filter, page, cancellation);
        }

        var list = new ListQuery(database.Lists, "session s").Where("s.ended_at is null");
        Narrow(list, scope.CustomerId, scope.AccountId);
        Narrow(list, filter.CustomerId, filter.AccountId);
        list.WhereIf("s.framed_address = $?", filter.FramedAddress?.Trim())
            .FilterIf("s.service = $?", filter.Service)
            .FilterIf("s.node_id = $?", filter.NodeId);

        if (filter.IsDisobeyed)
        {
            list.Where($"s.session_id in (select c.session_id from session_control c where {SessionControlQuery.Disobeyed})");
        }

        if (filter.AuthorizedBefore is { } before)
        {
            list.Where("s.session_id < $?", SessionTime.FirstIdOf(before));
        }

        if (TypedText.Of(filter.Peer) is { } peer)
        {
            var number = peer.Number ?? peer.Text;
            list.Filter("lower(coalesce(s.called_number, s.called_party)) collate \"C\" >= $? and lower(coalesce(s.called_number, s.called_party)) collate \"C\" < $?", number, Narrowing.EndOf(number));
        }

        if (TypedText.Of(filter.Account) is { } typed)
        {
            await NarrowAsync(list, typed, cancellation);
        }

        if (Sorted.TryGetValue(page.Sort, out var sorted))
        {
            list.SortedBy(sorted);
        }

        return await list.PageAsync(page, sorted is null ? ByTime : BySorted, "s.session_id", Columns, Joins, Read, cancellation);
    }

    public async Task<SessionRow?> FindAsync(Scope scope, Guid sessionId, CancellationToken cancellation)
    {
        var one = new ListQuery(database.Lists, "session s").Where("s.session_id = $?", sessionId);
        Narrow(one, scope.CustomerId, scope.AccountId);

        return await one.FindAsync("s.session_id", Columns, Joins, Read, cancellation)
            ?? await FindAtPortalAsync(scope, sessionId, cancellation);
    }

    public Task<IReadOnlyList<SessionRow>> NamedAsync(string acctSessionId, int most, CancellationToken cancellation) =>
        database.Lists.ListAsync(NamedSql, Read, cancellation, acctSessionId, most);

    private static void Narrow(ListQuery list, long? customerId, long? accountId)
    {
        if (customerId is { } customer)
        {
            list.Where(OfCustomer, customer, customer);
        }

        if (accountId is { } account)
        {
            list.Where(OfAccount, account, account);
        }
    }

    // Gateways send aliases as user names: a few accounts' sessions are found by their balances.
    private async Task NarrowAsync(ListQuery list, TypedText typed, CancellationToken cancellation)
    {
        const int few = 200;
        var (accounts, areAll) = await AliasText.FindAsync(database.Lists, typed, few, cancellation);

        if (areAll)
        {
            list.Where(OfAccounts, accounts, accounts);
        }
        else
        {
            list.Filter("lower(s.user_name) collate \"C\" >= $? and lower(s.user_name) collate \"C\" < $?", typed.Number ?? typed.Text, Narrowing.EndOf(typed.Number ?? typed.Text));
        }
    }

    private static SessionRow Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        (SessionState)row.GetInt32(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetInt64(5),
        row.GetString(6),
        row.GetInt64(7),
        row.GetString(8),
        row.Text(9),
        row.Text(10),
        row.Text(11),
        row.GetInt32(12),
        row.GetString(13),
        row.Text(14),
        row.Text(15),
        row.At(16),
        row.AtOrNull(17),
        row.At(18),
        row.AtOrNull(19),
        (Unit)row.GetInt32(20),
        row.GetInt64(21),
        row.GetInt64(22),
        row.GetInt64(23),
        row.GetInt64(24),
        row.GetInt64(25),
        row.GetDecimal(26),
        row.GetDecimal(27),
        row.GetString(28),
        row.Text(29),
        row.GetBoolean(30),
        row.Text(31),
        TariffId: row.Number(32));
}
