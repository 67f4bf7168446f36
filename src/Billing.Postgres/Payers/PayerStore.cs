using Billing.Contracts.Changes;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Payments;
using Billing.Core.Subscriptions;
using Billing.Grains.Payers;
using Billing.Postgres.Changes;
using NodaTime;
using static Billing.Postgres.Payers.PayerWrites;

namespace Billing.Postgres.Payers;

internal sealed partial class PayerStore : IPayerStore
{
    private const string NewSql = """
        select b.currency, c.time_zone, b.posted, b.last_sequence from balance b join customer c on c.customer_id = b.customer_id where b.balance_id = $1
        """;

    private const string OpenSql = """
        with opened as (
            insert into payer (balance_id, class, is_tax_exempt, anchor, open_from, opened_through, opened_owed, credited_through, next_due_at, uncovered)
            values ($1, $2, $3, $4, $5, $6, $7, $6, $8, $10)
            on conflict do nothing
            returning balance_id
        ), credited as (
            insert into payer_credit (balance_id, sequence, amount, remaining)
            select balance_id, $6, $9::numeric, $9::numeric from opened where $9::numeric > 0
        )
        select count(*) from opened
        """;

    private const string ReclassSql = """
        update payer set class = $2, is_tax_exempt = $3, next_due_at = least(next_due_at, now()), version = version + 1 where balance_id = $1
        """;

    private const string LookSql = """
        select $3::bigint is null or exists (select from account where account_id = $3 and balance_id = $1 and status <> 3),
               s.subscription_id, s.balance_id, s.account_id, (s.began ->> 'planId')::bigint, (s.began ->> 'quantity')::int, s.ordered
        from (select) one
        left join (select *, coalesce(history -> 'segments' -> 0, history -> 'pending') as began from subscription where operation_id = $2) s on true
        """;

    private const string RetiredSql = """
        select exists (select from plan p join plan_head h on h.name = p.name and h.currency = p.currency where p.plan_id = $1 and h.is_retired)
        """;

    private const string SettledSql = """
        select sequence, invoice_id, sum(amount) from settlement where balance_id = $1
        group by sequence, invoice_id having sum(amount) > 0 order by min(settlement_id)
        """;

    private const string AllocatedSql = """
        select balance_id, sequence, invoice_id, sum(amount) from settlement where operation_id = $1 group by balance_id, sequence, invoice_id
        """;

    private const string FirstUseSql = """
        select account_id, min(started_at)
        from (
            select account_id, started_at from xdr where account_id = any($1) and recorded_at >= $2 and started_at >= $2
            union all
            select s.account_id, s.started_at
            from account a
            join session s on s.balance_id = a.balance_id and s.account_id = a.account_id and s.ended_at is null
            where a.account_id = any($1) and s.used_units > 0 and s.started_at >= $2
        ) used
        group by account_id
        """;

    private const string ParkSql = "update payer set parked = $2, next_due_at = $3 where balance_id = $1";

    private const string IsDueSql = """
        select exists (select from payer p
                       where p.balance_id = $1
                         and (p.next_due_at <= $2
                              or exists (select from customer_class k where k.name = p.class and k.customer_class_id > $3)))
        """;

    private const string DueSql = """
        select balance_id from payer where next_due_at <= $3 and balance_id % $2 = $1 order by next_due_at limit $4
        """;

    private readonly Database _database;
    private readonly PlanRows _plans;
    private readonly BatchLoader<long, Books> _payers;
    private readonly BatchLoader<(long BalanceId, long After), LedgerRows.Entries> _entries;
    private readonly BatchLoader<(long BalanceId, long After), LedgerRows.Credits> _credits;
    private readonly PayerJournal _journal;

    public PayerStore(Database database)
    {
        _database = database;
        _plans = new(database);
        _payers = new(new PayerRows(database, _plans).ReadAsync);
        _entries = new(keys => LedgerRows.EntriesAsync(database.Read, keys));
        _credits = new(keys => LedgerRows.CreditsAsync(database.Read, keys));
        _journal = new(database.Read);
    }

    public Task<Books?> LoadAsync(long balanceId) => _payers.LoadAsync(balanceId);

    public Task<ClassTerms?> ClassAsync(string name) => _plans.ClassAsync(name);

    public Task<(SubscriptionTerms Terms, string Currency)?> PlanAsync(long planId) => _plans.FindAsync(planId);

    public async Task<bool> IsRetiredAsync(long planId)
    {
        await using var command = _database.Read.Command(RetiredSql, planId);

        return (bool)(await command.ExecuteScalarAsync())!;
    }

    public async Task<(IReadOnlyList<Billable> Entries, long Through)> EntriesAsync(long balanceId, Coverage covered)
    {
        if (!covered.CarriedOn.IsEmpty)
        {
            return await LedgerRows.EntriesAsync(_database.Read, balanceId, covered);
        }

        var found = await _entries.LoadAsync((balanceId, covered.Through));

        return (found?.Rows ?? [], found?.Through ?? covered.Through);
    }

    public async Task<(IReadOnlyList<OpenCredit> Credits, long Through)> CreditsAsync(long balanceId, long after)
    {
        var found = await _credits.LoadAsync((balanceId, after));

        return (found?.Rows ?? [], found?.Through ?? after);
    }

    public Task<PayerNumbers> CommitAsync(PayerCommit commit) => _journal.WriteAsync(commit);

    public async Task<NewPayer?> NewAsync(long balanceId)
    {
        await using var command = _database.Read.Command(NewSql, balanceId);
        await using var row = await command.ExecuteReaderAsync();

        return await row.ReadAsync() ? new(row.GetString(0), row.GetString(1), row.GetDecimal(2), row.GetInt64(3)) : null;
    }

    public async Task OpenAsync(Books books, AuditNote? note, Instant now)
    {
        var payer = books.Payer;
        await using var connection = await _database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var opened = await connection.ReadAsync(
            OpenSql, payer.BalanceId, books.ClassName, payer.IsTaxExempt, Date(payer.Anchor), Date(payer.OpenFrom), books.Covered.Through,
            books.Covered.OwedAfter, Time(Agenda.Next(payer, now)?.At ?? Instant.MaxValue), books.Credits.Sum(credit => credit.Left),
            books.Uncovered);

        if (opened is > 0L && note is not null)
        {
            await AuditLine.Of(note, now).WriteAsync(connection);
        }

        await transaction.CommitAsync();
    }

    public async Task ReclassAsync(long balanceId, string className, bool isTaxExempt, AuditNote? note, Instant now)
    {
        await using var connection = await _database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.DoAsync(ReclassSql, balanceId, className, isTaxExempt);

        if (note is not null)
        {
            await AuditLine.Of(note, now).WriteAsync(connection);
        }

        await transaction.CommitAsync();
    }

    public async Task<(MadeSubscription? Made, bool IsAccountOurs)> LookAsync(long balanceId, string operationId, long? accountId)
    {
        await using var command = _database.Read.Command(LookSql, balanceId, operationId, accountId);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();

        return (
            row.IsDBNull(1)
                ? null
                : new(
                    row.GetInt64(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetInt64(3), row.GetInt64(4), row.GetInt32(5),
                    row.IsDBNull(6) ? null : row.GetString(6)),
            row.GetBoolean(0));
    }

    public async Task<IReadOnlyList<Allocated>> SettledAsync(long balanceId) =>
        await _database.ListAsync(SettledSql, row => new Allocated(row.GetInt64(0), row.GetInt64(1), row.GetDecimal(2)), balanceId);

    public async Task<IReadOnlyList<(long BalanceId, Allocated Part)>> AllocatedAsync(string operationId) => await _database.ListAsync(
        AllocatedSql, row => (row.GetInt64(0), new Allocated(row.GetInt64(1), row.GetInt64(2), row.GetDecimal(3))), operationId);

    public async Task<IReadOnlyDictionary<long, Instant>> FirstUseAsync(IReadOnlyCollection<long> accountIds, Instant since)
    {
        await using var command = _database.Read.Command(FirstUseSql, accountIds.ToArray(), Time(since));
        await using var row = await command.ExecuteReaderAsync();
        var used = new Dictionary<long, Instant>();

        while (await row.ReadAsync())
        {
            used.Add(row.GetInt64(0), Instant.FromDateTimeUtc(row.GetDateTime(1)));
        }

        return used;
    }

    public Task ParkAsync(long balanceId, string reason, Instant retryAt) =>
        _database.DoAsync(ParkSql, balanceId, reason, Time(retryAt));

    public async Task<bool> IsDueAsync(long balanceId, int classId, Instant now)
    {
        await using var command = _database.Read.Command(IsDueSql, balanceId, Time(now), classId);

        return (bool)(await command.ExecuteScalarAsync())!;
    }

    public Task<IReadOnlyList<long>> DueAsync(int shard, int shards, Instant now, int most) => NumbersAsync(DueSql, shard, shards, Time(now), most);

    public Task<IReadOnlyList<long>> AccountsAsync(long balanceId) => NumbersAsync("select account_id from account where balance_id = $1", balanceId);

    private async Task<IReadOnlyList<long>> NumbersAsync(string sql, params object?[] values) =>
        await _database.ListAsync(sql, row => row.GetInt64(0), values);
}
