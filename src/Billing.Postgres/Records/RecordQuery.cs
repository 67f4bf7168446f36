using System.Runtime.CompilerServices;
using Billing.Contracts.Balances;
using Billing.Contracts.Records;
using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Postgres.Balances;
using Billing.Postgres.Paging;
using Billing.Postgres.Tariffs;
using Npgsql;

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
        ListAsync(
            SessionsSql,
            row => new SessionRecord(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                Word((SessionState)row.GetInt32(4)),
                Text(row, 5),
                Text(row, 6),
                Text(row, 7),
                row.GetFieldValue<DateTimeOffset>(8),
                Time(row, 9),
                row.GetFieldValue<DateTimeOffset>(10),
                Time(row, 11),
                row.GetInt64(12),
                row.GetInt64(13),
                row.GetDecimal(14),
                row.GetDecimal(15),
                row.GetString(16)),
            cancellation,
            new NpgsqlParameter<long?> { TypedValue = accountId },
            new NpgsqlParameter<bool> { TypedValue = openOnly },
            new NpgsqlParameter<int> { TypedValue = most });

    public Task<IReadOnlyList<XdrRecord>> XdrsAsync(long accountId, int most, CancellationToken cancellation) =>
        ListAsync(
            XdrsSql,
            row => new XdrRecord(
                row.GetGuid(0),
                row.GetInt32(1),
                row.GetString(2),
                Text(row, 3),
                Text(row, 4),
                Text(row, 5),
                row.GetFieldValue<DateTimeOffset>(6),
                row.GetFieldValue<DateTimeOffset>(7),
                row.GetInt64(8),
                row.GetInt64(9),
                row.GetDecimal(10),
                row.GetString(11),
                Text(row, 12),
                row.GetString(13),
                row.GetFieldValue<DateTimeOffset>(14),
                Text(row, 15)),
            cancellation,
            new NpgsqlParameter<long> { TypedValue = accountId },
            new NpgsqlParameter<int> { TypedValue = most });

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
        ListAsync(
            LedgerSql,
            row => new LedgerRecord(
                row.GetInt64(0),
                row.GetDecimal(1),
                row.GetDecimal(2),
                Word((LedgerReason)row.GetInt32(3)),
                row.IsDBNull(4) ? null : row.GetGuid(4),
                row.IsDBNull(5) ? null : row.GetInt32(5),
                row.GetFieldValue<DateTimeOffset>(6),
                row.IsDBNull(7) ? null : row.GetString(7),
                row.IsDBNull(8) ? null : row.GetString(8),
                row.GetString(9)),
            cancellation,
            new NpgsqlParameter<long> { TypedValue = balanceId },
            new NpgsqlParameter<int> { TypedValue = most });

    public Task<IReadOnlyList<TariffRecord>> TariffsAsync(CancellationToken cancellation) =>
        ListAsync(
            TariffsSql,
            row => new TariffRecord(
                row.GetString(0), row.GetString(1), Word((Unit)row.GetInt32(2)), row.GetInt32(3), row.GetInt64(4)),
            cancellation);

    public Task<IReadOnlyList<RateRecord>> RatesAsync(string tariff, int most, CancellationToken cancellation) =>
        ListAsync(
            RatesSql,
            row => new RateRecord(
                row.GetString(0),
                row.GetFieldValue<DateTimeOffset>(1),
                Time(row, 2),
                Word((RateStatus)row.GetInt32(3)),
                row.GetDecimal(4),
                row.GetInt64(5),
                row.GetString(6),
                RateRows.Describe(row.GetString(6))),
            cancellation,
            new NpgsqlParameter<string> { TypedValue = tariff },
            new NpgsqlParameter<int> { TypedValue = most });

    private async Task<IReadOnlyList<T>> ListAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = database.Lists.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var row = await command.ReadAsync(cancellation);
        var list = new List<T>();

        while (await row.ReadAsync(cancellation))
        {
            list.Add(read(row));
        }

        return list;
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
