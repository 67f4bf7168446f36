using System.Runtime.CompilerServices;
using Billing.Contracts.Balances;
using Billing.Contracts.Records;
using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Postgres.Balances;
using Billing.Postgres.Paging;
using Billing.Postgres.Tariffs;

namespace Billing.Postgres.Records;

internal sealed class RecordQuery(Database database, BalanceStore balances) : IRecordQuery
{
    private const string SessionsSql = """
        select s.session_id, a.login, coalesce(n.name, s.node_id::text), s.service, s.state, s.acct_session_id,
               s.called_party, s.calling_party, s.authorized_at, s.started_at, s.reported_at, s.ended_at,
               s.used_units, s.granted_units, s.charged, s.held, b.currency
        from session s
        join account a on a.account_id = s.account_id
        join balance b on b.balance_id = s.balance_id
        left join node n on n.node_id = s.node_id
        where ($1::bigint is null or s.balance_id = (select balance_id from account where account_id = $1) and s.account_id = $1)
          and (not $2 or s.ended_at is null)
        order by s.session_id desc
        limit $3
        """;

    private const string XdrsSql = """
        select x.session_id, x.part, x.service, x.acct_session_id, x.called_party, x.destination, x.started_at, x.ended_at,
               x.used_units, x.charged_units, x.amount, b.currency, x.terminate_cause, x.parts::text, x.recorded_at, x.called_number
        from xdr x
        join balance b on b.balance_id = x.balance_id
        where x.account_id = $1
        order by x.recorded_at desc, x.session_id desc, x.part desc
        limit $2
        """;

    private const string LedgerSql = $"""
        select e.sequence, e.amount, e.posted_after, {Reasons.OfEntry}, e.session_id, e.part, e.recorded_at, e.operation_id, e.note, b.currency
        from ledger_entry e
        join balance b on b.balance_id = e.balance_id
        where e.balance_id = $1
        order by e.sequence desc
        limit $2
        """;

    private const string TariffsSql = """
        select t.name, t.currency, t.unit, t.version,
               (select count(*) from rate r where r.tariff_id = t.tariff_id and r.removed_in is null)
        from tariff t
        order by t.name
        """;

    private const string RatesSql = """
        select r.destination, r.effective_from, r.effective_to, r.status, r.connect_fee, r.price_unit_size, r.ladders::text
        from rate r
        join tariff t on t.tariff_id = r.tariff_id
        where t.name = $1 and r.removed_in is null
        order by r.destination, r.effective_from desc
        limit $2
        """;

    public async Task<BalanceView> BalanceAsync(long balanceId, CancellationToken cancellation)
    {
        var balance = await balances.LoadAsync(balanceId).WaitAsync(cancellation)
            ?? throw new KeyNotFoundException($"there is no balance {balanceId}");

        return new(
            balance.Currency.Code,
            balance.Posted,
            balance.Held,
            balance.Unsettled,
            balance.Available,
            balance.CreditLimit,
            balance.Sessions.Count)
        {
            IsLimited = balance.Limited is not null,
            IsOnCredit = balance.Limited is { OnCredit: true },
            LimitedPolicy = balance.Limited?.Policy,
        };
    }

    public Task<IReadOnlyList<SessionRecord>> SessionsAsync(long? accountId, bool openOnly, int most, CancellationToken cancellation) =>
        database.Lists.ListAsync(
            SessionsSql,
            row => new SessionRecord(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                Word((SessionState)row.GetInt32(4)),
                row.Text(5),
                row.Text(6),
                row.Text(7),
                row.GetFieldValue<DateTimeOffset>(8),
                row.TimeOrNull(9),
                row.GetFieldValue<DateTimeOffset>(10),
                row.TimeOrNull(11),
                row.GetInt64(12),
                row.GetInt64(13),
                row.GetDecimal(14),
                row.GetDecimal(15),
                row.GetString(16)),
            cancellation,
            accountId,
            openOnly,
            most);

    public Task<IReadOnlyList<XdrRecord>> XdrsAsync(long accountId, int most, CancellationToken cancellation) =>
        database.Lists.ListAsync(
            XdrsSql,
            row => new XdrRecord(
                row.GetGuid(0),
                row.GetInt32(1),
                row.GetString(2),
                row.Text(3),
                row.Text(4),
                row.Text(5),
                row.GetFieldValue<DateTimeOffset>(6),
                row.GetFieldValue<DateTimeOffset>(7),
                row.GetInt64(8),
                row.GetInt64(9),
                row.GetDecimal(10),
                row.GetString(11),
                row.Text(12),
                row.GetString(13),
                row.GetFieldValue<DateTimeOffset>(14),
                row.Text(15)),
            cancellation,
            accountId,
            most);

    public async IAsyncEnumerable<SettledSession> SettledSinceAsync(
        DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = database.Lists.Command(
            "select acct_session_id, least(input_octets::numeric + output_octets, 9223372036854775807)::bigint, amount from xdr where recorded_at >= $1 and acct_session_id is not null",
            since.ToUniversalTime());
        command.CommandTimeout = 0;
        await using var row = await command.ReadAsync(cancellation);

        while (await row.ReadAsync(cancellation))
        {
            yield return new(row.GetString(0), row.GetInt64(1), row.GetDecimal(2));
        }
    }

    public Task<IReadOnlyList<LedgerRecord>> LedgerAsync(long balanceId, int most, CancellationToken cancellation) =>
        database.Lists.ListAsync(
            LedgerSql,
            row => new LedgerRecord(
                row.GetInt64(0),
                row.GetDecimal(1),
                row.GetDecimal(2),
                Word((LedgerReason)row.GetInt32(3)),
                row.Id(4),
                row.Small(5),
                row.GetFieldValue<DateTimeOffset>(6),
                row.Text(7),
                row.Text(8),
                row.GetString(9)),
            cancellation,
            balanceId,
            most);

    public Task<IReadOnlyList<TariffRecord>> TariffsAsync(CancellationToken cancellation) =>
        database.Lists.ListAsync(
            TariffsSql,
            row => new TariffRecord(
                row.GetString(0), row.GetString(1), Word((Unit)row.GetInt32(2)), row.GetInt32(3), row.GetInt64(4)),
            cancellation);

    public Task<IReadOnlyList<RateRecord>> RatesAsync(string tariff, int most, CancellationToken cancellation) =>
        database.Lists.ListAsync(
            RatesSql,
            row => new RateRecord(
                row.GetString(0),
                row.GetFieldValue<DateTimeOffset>(1),
                row.TimeOrNull(2),
                Word((RateStatus)row.GetInt32(3)),
                row.GetDecimal(4),
                row.GetInt64(5),
                row.GetString(6),
                RateRows.Describe(row.GetString(6))),
            cancellation,
            tariff,
            most);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
