using Billing.Core.Subscriptions;
using Billing.Grains.Balances;
using Billing.Grains.Payers;
using Billing.Postgres.Changes;
using Billing.Postgres.Notifications;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Billing.Postgres.Payers;

/// <summary>Writes one decision about a payer: all of it or nothing.</summary>
internal static class PayerWrites
{
    // The division fails when the row did not move, and with it everything else of the batch, which is one transaction.
    private const string MoveSql = """
        with moved as (
            update payer
            set open_from = $3, retry_at = $4, dunning_since = $5, dunning_done = $6, dunning_level = $7, dunning_delayed_until = $8,
                credited_through = $9, next_due_at = $10, parked = null, version = version + 1
            where balance_id = $1 and version = $2
            returning 1
        )
        select 1 / count(*) from moved
        """;

    private const string NewSubscriptionSql = """
        insert into subscription (operation_id, balance_id, account_id, plan_id, state, charged_through, history, created_at)
        values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8)
        returning subscription_id
        """;

    private const string SubscriptionsSql = """
        update subscription s set plan_id = c.plan_id, state = c.state, charged_through = c.charged_through, history = c.history
        from unnest($1::bigint[], $2::bigint[], $3::int[], $4::timestamptz[], $5::jsonb[]) as c(subscription_id, plan_id, state, charged_through, history)
        where s.subscription_id = c.subscription_id
        """;

    // A charge whose row is there was made before a crash.
    private const string ChargesSql = """
        insert into subscription_charge
            (subscription_id, period, part, balance_id, sequence, kind, due_at, belongs_at, amount, full_amount, from_on, to_on, name, tax_code)
        select subscription_id, period, part, $14, sequence, kind, due_at, belongs_at, amount, full_amount, from_on, to_on, name, tax_code
        from unnest($1::bigint[], $2::date[], $3::text[], $4::bigint[], $5::int[], $6::timestamptz[], $7::timestamptz[], $8::numeric[], $9::numeric[],
                    $10::date[], $11::date[], $12::text[], $13::text[])
            as c(subscription_id, period, part, sequence, kind, due_at, belongs_at, amount, full_amount, from_on, to_on, name, tax_code)
        on conflict do nothing
        """;

    private const string VoidSql = "update invoice set void_reason = $2, voided_by = $3, voided_at = $4 where invoice_id = $1";

    private const string VoidCreditSql = "update payer_credit set remaining = 0, amount = 0 where balance_id = $1 and sequence = -$2::bigint";

    private const string PostedSql = """
        update invoice i set is_posted = true, is_void_posted = i.is_void_posted or p.is_void
        from unnest($1::bigint[], $2::boolean[]) as p(invoice_id, is_void)
        where i.invoice_id = p.invoice_id
        """;

    private const string CreditsSql = """
        insert into payer_credit (balance_id, sequence, amount, remaining)
        select $1, sequence, amount, amount from unnest($2::bigint[], $3::numeric[]) as c(sequence, amount)
        """;

    private const string RefundedSql = """
        update payer_credit c set remaining = c.remaining - r.amount, amount = c.amount - r.amount
        from unnest($2::bigint[], $3::numeric[]) as r(sequence, amount)
        where c.balance_id = $1 and c.sequence = r.sequence
        """;

    private const string SettledSql = """
        with made as (
            insert into settlement (balance_id, sequence, invoice_id, amount, made_at)
            select $1, sequence, invoice_id, amount, $5 from unnest($2::bigint[], $3::bigint[], $4::numeric[]) as s(sequence, invoice_id, amount)
            returning sequence, amount
        )
        update payer_credit c set remaining = c.remaining - m.amount
        from (select sequence, sum(amount) as amount from made group by sequence) m
        where c.balance_id = $1 and c.sequence = m.sequence
        """;

    private const string DunnedSql = """
        insert into dunning_action (balance_id, since, number, action, amount, done_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing
        """;

    // Whom somebody else suspended is not touched, and whom somebody else let go on is not ours any more.
    private const string SuspendedSql = """
        with wanted as (
            select account_id from account where balance_id = $1 and ($2 or account_id = any($3))
        ), lifted as (
            delete from account_suspension where balance_id = $1 and account_id not in (select account_id from wanted) returning account_id
        ), freed as (
            update account a set status = 1 from lifted l where a.account_id = l.account_id and a.status = 2 returning a.account_id
        ), barred as (
            update account a set status = $4 from wanted w
            where a.account_id = w.account_id and a.status <> $4
              and (a.status = 1 or a.account_id in (select account_id from account_suspension))
            returning a.account_id
        ), noted as (
            insert into account_suspension (account_id, balance_id) select account_id, $1 from barred on conflict do nothing
        )
        select account_id from freed union all select account_id from barred
        """;

    /// <exception cref="CommitRefusedException">The payer has another version.</exception>
    public static async Task<PayerNumbers> WriteAsync(NpgsqlDataSource source, PayerCommit commit)
    {
        try
        {
            return (await WriteAllAsync(source, [commit]))[0];
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.DivisionByZero)
        {
            throw new CommitRefusedException($"payer {commit.Before.Payer.BalanceId} is no longer at version {commit.Before.Version}");
        }
    }

    /// <summary>All of them, of different payers, or nothing: one transaction.</summary>
    /// <exception cref="PostgresException">One of them was refused, and nothing is written; without one, the outcome is unknown.</exception>
    public static async Task<IReadOnlyList<PayerNumbers>> WriteAllAsync(NpgsqlDataSource source, IReadOnlyList<PayerCommit> commits)
    {
        await using var batch = source.CreateBatch();
        var results = commits.Select(commit => Add(batch, commit)).ToList();
        var numbers = new List<PayerNumbers>(commits.Count);
        await using var row = await batch.ExecuteReaderAsync();

        foreach (var ofCommit in results)
        {
            var one = new PayerNumbers(0, 0, "", []);

            foreach (var result in ofCommit)
            {
                while (await row.ReadAsync())
                {
                    one = result(row, one);
                }

                await row.NextResultAsync();
            }

            numbers.Add(one);
        }

        return numbers;
    }

    // What each of its statements that answers with rows says.
    private static List<Func<NpgsqlDataReader, PayerNumbers, PayerNumbers>> Add(NpgsqlBatch batch, PayerCommit commit)
    {
        var results = new List<Func<NpgsqlDataReader, PayerNumbers, PayerNumbers>>();
        var (before, after, balanceId) = (commit.Before, commit.After, commit.Before.Payer.BalanceId);
        var payer = after.Payer;

        void Add(string sql, params ReadOnlySpan<object?> values) => batch.BatchCommands.Add(Statement(sql, values));

        Add(
            MoveSql, balanceId, before.Version, Date(payer.OpenFrom), Time(payer.RetryAt), Date(payer.Dunning.Since), payer.Dunning.Done,
            (int?)payer.Dunning.Level, Date(payer.Dunning.DelayedUntil), after.CreditedThrough, Time(commit.NextAt));
        results.Add((_, numbers) => numbers);
        AddSubscriptions(commit, Add, results);

        if (commit.Voided is var (voided, reason, by))
        {
            Add(VoidSql, voided, reason, by, Time(commit.Now));
        }

        if (!commit.NewCredits.IsEmpty)
        {
            Add(CreditsSql, balanceId, commit.NewCredits.Select(one => one.Sequence).ToArray(), commit.NewCredits.Select(one => one.Left).ToArray());
        }

        if (!commit.Settled.IsEmpty)
        {
            Add(
                SettledSql, balanceId, commit.Settled.Select(one => one.Sequence).ToArray(), commit.Settled.Select(one => one.InvoiceId).ToArray(),
                commit.Settled.Select(one => one.Amount).ToArray(), Time(commit.Now));
        }

        if (commit.Voided is var (below, _, _))
        {
            Add(VoidCreditSql, balanceId, below);
        }

        if (!commit.Refunded.IsEmpty)
        {
            Add(RefundedSql, balanceId, commit.Refunded.Select(one => one.Sequence).ToArray(), commit.Refunded.Select(one => one.Left).ToArray());
        }

        if (commit.Invoice is { } invoice)
        {
            batch.BatchCommands.Add(InvoiceWrites.Statement(balanceId, payer.Currency.Code, invoice, commit.Now));
            results.Add((row, numbers) => numbers with { InvoiceId = row.GetInt64(0), InvoiceNumber = InvoiceWrites.Number(invoice.Series, row.GetInt64(1)) });
        }

        if (!commit.Posted.IsEmpty)
        {
            Add(PostedSql, commit.Posted.Select(one => one.InvoiceId).ToArray(), commit.Posted.Select(one => one.IsVoid).ToArray());
        }

        if (commit.Dunned is var (since, number, action, amount))
        {
            Add(DunnedSql, balanceId, Date(since), number, (int)(action ?? 0), amount, Time(commit.Now));
        }

        if (commit.Suspended is { } wanted)
        {
            Add(SuspendedSql, balanceId, wanted.All, wanted.Accounts.ToArray(), wanted.AreClosed ? 3 : 2);
            results.Add((row, numbers) => numbers with { ChangedAccounts = numbers.ChangedAccounts.Add(row.GetInt64(0)) });
        }

        if (commit.Audit is { } note)
        {
            batch.BatchCommands.Add(AuditLine.Of(note, commit.Now).Statement());
        }

        if (!commit.Notices.IsEmpty)
        {
            batch.BatchCommands.Add(NoticeStatement.Of(commit.Notices));
        }

        return results;
    }

    private static void AddSubscriptions(
        PayerCommit commit, AddStatement add, List<Func<NpgsqlDataReader, PayerNumbers, PayerNumbers>> results)
    {
        var (payer, now) = (commit.After.Payer, commit.Now);

        if (commit.NewSubscription is var (operationId, fresh))
        {
            add(
                NewSubscriptionSql, operationId, payer.BalanceId, fresh.AccountId, PlanOf(fresh), (int)fresh.StateAt(now), Time(fresh.ChargedThrough),
                PayerJson.Write(History.Of(fresh)), Time(now));
            results.Add((row, numbers) => numbers with { SubscriptionId = row.GetInt64(0) });
        }

        var known = commit.Before.Payer.Subscriptions.ToHashSet(ReferenceEqualityComparer.Instance);
        var changed = payer.Subscriptions.Where(one => !known.Contains(one) && one.SubscriptionId != 0).ToArray();

        if (changed.Length > 0)
        {
            add(
                SubscriptionsSql,
                changed.Select(one => one.SubscriptionId).ToArray(),
                changed.Select(PlanOf).ToArray(),
                changed.Select(one => (int)StateOf(one, now)).ToArray(),
                changed.Select(one => Time(one.ChargedThrough)).ToArray(),
                new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb, Value = changed.Select(one => PayerJson.Write(History.Of(one))).ToArray() });
        }

        if (!commit.Charges.IsEmpty)
        {
            var made = commit.Charges;
            add(
                ChargesSql,
                made.Select(one => one.Charge.Key.SubscriptionId).ToArray(),
                made.Select(one => Date(one.Charge.Key.Period)).ToArray(),
                made.Select(one => one.Charge.Key.Part).ToArray(),
                made.Select(one => one.Sequence).ToArray(),
                made.Select(one => (int)one.Charge.Kind).ToArray(),
                made.Select(one => Time(one.Charge.DueAt)).ToArray(),
                made.Select(one => Time(one.Charge.BelongsAt)).ToArray(),
                made.Select(one => one.Charge.Amount).ToArray(),
                made.Select(one => one.Charge.Full).ToArray(),
                made.Select(one => Date(one.Charge.Days.From)).ToArray(),
                made.Select(one => Date(one.Charge.Days.To)).ToArray(),
                made.Select(one => one.Charge.Name).ToArray(),
                made.Select(one => one.Charge.TaxCode).ToArray(),
                payer.BalanceId);
        }
    }

    private delegate void AddStatement(string sql, params ReadOnlySpan<object?> values);

    private static long PlanOf(Subscription subscription) => subscription.Latest?.PlanId ?? subscription.Pending!.PlanId;

    // Ended is for what has no charge to come any more: the others are read again.
    private static SubscriptionState StateOf(Subscription subscription, Instant now) => subscription.StateAt(now) is var state
        && state is SubscriptionState.Ended && Charges.After(subscription, subscription.ChargedThrough).Any(charge => charge.Amount != 0)
            ? SubscriptionState.Active
            : state;

    internal static NpgsqlBatchCommand Statement(string sql, ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);

        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }

    internal static DateTime? Time(Instant? instant) => instant is { } at ? Time(at) : null;

    // What never comes is the end of time in the database too.
    internal static DateTime Time(Instant instant) => instant >= Instant.FromUtc(9999, 1, 1, 0, 0) ? DateTime.MaxValue : instant.ToDateTimeUtc();

    internal static DateOnly? Date(LocalDate? day) => day is { } date ? Date(date) : null;

    internal static DateOnly Date(LocalDate day) => day.ToDateOnly();
}
