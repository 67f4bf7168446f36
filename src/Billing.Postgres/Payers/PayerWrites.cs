using Billing.Grains.Balances;
using Billing.Grains.Payers;
using Billing.Postgres.Changes;
using Billing.Postgres.Notifications;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Payers;

/// <summary>Writes one decision about a payer: all of it or nothing.</summary>
internal static class PayerWrites
{
    // The division fails when a row did not move, and with it everything else of the batch, which is one transaction. Who was told to
    // look, since the class has other terms than this was decided by, is still to look.
    private const string MoveSql = """
        with moved as (
            update payer p
            set open_from = c.open_from, retry_at = c.retry_at, dunning_since = c.dunning_since, dunning_done = c.dunning_done,
                dunning_level = c.dunning_level, dunning_delayed_until = c.dunning_delayed_until, credited_through = c.credited_through,
                next_due_at = case when exists (select from customer_class k where k.name = p.class and k.customer_class_id > c.class_id)
                                   then least(p.next_due_at, c.next_due_at) else c.next_due_at end,
                dunning_reached_days = c.dunning_reached_days, dunning_reached_steps = c.dunning_reached_steps,
                dunning_reached_done = c.dunning_done, dunning_not_before = c.dunning_not_before, uncovered = c.uncovered, parked = null, version = p.version + 1
            from unnest($1::bigint[], $2::bigint[], $3::date[], $4::timestamptz[], $5::date[], $6::int[], $7::int[], $8::date[], $9::bigint[],
                        $10::timestamptz[], $11::int[], $12::int[], $13::int[], $14::date[], $15::numeric[])
                as c(balance_id, version, open_from, retry_at, dunning_since, dunning_done, dunning_level, dunning_delayed_until, credited_through,
                     next_due_at, dunning_reached_days, dunning_reached_steps, class_id, dunning_not_before, uncovered)
            where p.balance_id = c.balance_id and p.version = c.version
            returning 1
        )
        select 1 / (count(*) = cardinality($1))::int from moved
        """;

    private const string NewSubscriptionSql = """
        insert into subscription (operation_id, balance_id, account_id, plan_id, state, charged_through, history, created_at, ordered)
        values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)
        returning subscription_id
        """;

    private const string NewCouponSql = """
        insert into coupon (operation_id, balance_id, name, percent, amount, carries_on, invoices, until_on, given_at, given_by, plans)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text[])
        returning coupon_id
        """;

    private const string EndedCouponSql = "update coupon set ended_at = $2, ended_by = $3 where coupon_id = $1 and ended_at is null";

    private const string VoidSql = "update invoice set void_reason = $2, voided_by = $3, voided_at = $4 where invoice_id = $1";

    private const string VoidCreditSql = "update payer_credit set remaining = 0, amount = 0 where balance_id = $1 and sequence = -$2::bigint";

    private const string CreditsSql = """
        insert into payer_credit (balance_id, sequence, amount, remaining)
        select $1, sequence, amount, amount from unnest($2::bigint[], $3::numeric[]) as c(sequence, amount)
        """;

    private const string RefundedSql = """
        update payer_credit c set remaining = c.remaining - r.amount, amount = c.amount - r.amount
        from (select sequence, sum(amount) as amount from unnest($2::bigint[], $3::numeric[]) as u(sequence, amount) group by sequence) r
        where c.balance_id = $1 and c.sequence = r.sequence
        """;

    private const string SettledSql = """
        with made as (
            insert into settlement (balance_id, sequence, invoice_id, amount, made_at, operation_id)
            select $1, sequence, invoice_id, amount, $5, $6::text from unnest($2::bigint[], $3::bigint[], $4::numeric[]) as s(sequence, invoice_id, amount)
            returning sequence, amount
        )
        update payer_credit c set remaining = c.remaining - m.amount
        from (select sequence, sum(amount) as amount from made group by sequence) m
        where c.balance_id = $1 and c.sequence = m.sequence
        """;

    private const string RoundedSql = """
        with made as (
            insert into settlement (balance_id, sequence, invoice_id, amount, made_at)
            select $1, sequence, invoice_id, amount, $5 from unnest($2::bigint[], $3::bigint[], $4::numeric[]) as s(sequence, invoice_id, amount)
            returning sequence, amount
        )
        update payer_credit c set amount = c.amount + m.amount
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
        batch.BatchCommands.Add(Moves(commits));
        var results = commits.Select(commit => Add(batch, commit)).ToList();
        var issued = Enumerable.Range(0, commits.Count).Where(i => commits[i].Invoice is not null).GroupBy(i => commits[i].Invoice!.Series).ToList();
        issued.ForEach(series => batch.BatchCommands.Add(InvoiceWrites.Statement(series.Key, [.. series.Select(i => commits[i])])));
        CommonWrites.Add(batch, commits);
        var numbers = new PayerNumbers[commits.Count];
        await using var row = await batch.ExecuteReaderAsync();
        await row.NextResultAsync();

        for (var i = 0; i < commits.Count; i++)
        {
            numbers[i] = new(0, 0, "", []);

            foreach (var result in results[i])
            {
                while (await row.ReadAsync())
                {
                    numbers[i] = result(row, numbers[i]);
                }

                await row.NextResultAsync();
            }
        }

        foreach (var series in issued)
        {
            foreach (var i in series)
            {
                await row.ReadAsync();
                numbers[i] = numbers[i] with { InvoiceId = row.GetInt64(0), InvoiceNumber = InvoiceWrites.Number(series.Key, row.GetInt64(1)) };
            }

            await row.NextResultAsync();
        }

        return numbers;
    }

    private static NpgsqlBatchCommand Moves(IReadOnlyList<PayerCommit> commits) => Statement(
        MoveSql,
        [
            commits.Select(one => one.Before.Payer.BalanceId).ToArray(),
            commits.Select(one => one.Before.Version).ToArray(),
            commits.Select(one => Date(one.After.Payer.OpenFrom)).ToArray(),
            commits.Select(one => Time(one.After.Payer.RetryAt)).ToArray(),
            commits.Select(one => Date(one.After.Payer.Dunning.Since)).ToArray(),
            commits.Select(one => one.After.Payer.Dunning.Done).ToArray(),
            commits.Select(one => (int?)one.After.Payer.Dunning.Level).ToArray(),
            commits.Select(one => Date(one.After.Payer.Dunning.DelayedUntil)).ToArray(),
            commits.Select(one => one.After.CreditedThrough).ToArray(),
            commits.Select(one => Time(one.NextAt)).ToArray(),
            commits.Select(one => one.After.Payer.Dunning.Reached?.Days).ToArray(),
            commits.Select(one => one.After.Payer.Dunning.Reached?.Steps).ToArray(),
            commits.Select(one => one.Before.ClassId).ToArray(),
            commits.Select(one => Date(one.After.Payer.Dunning.NotBefore)).ToArray(),
            commits.Select(one => one.After.Uncovered).ToArray(),
        ]);

    // What each of its statements that answers with rows says.
    private static List<Func<NpgsqlDataReader, PayerNumbers, PayerNumbers>> Add(NpgsqlBatch batch, PayerCommit commit)
    {
        var results = new List<Func<NpgsqlDataReader, PayerNumbers, PayerNumbers>>();
        var balanceId = commit.Before.Payer.BalanceId;
        var payer = commit.After.Payer;

        void Add(string sql, params ReadOnlySpan<object?> values) => batch.BatchCommands.Add(Statement(sql, values));

        if (commit.NewSubscription is var (operationId, fresh, ordered))
        {
            Add(
                NewSubscriptionSql, operationId, payer.BalanceId, fresh.AccountId, CommonWrites.PlanOf(fresh), (int)fresh.StateAt(commit.Now),
                Time(fresh.ChargedThrough), PayerJson.Write(History.Of(fresh)), Time(commit.Now), ordered);
            results.Add((row, numbers) => numbers with { SubscriptionId = row.GetInt64(0) });
        }

        if (commit.NewCoupon is var (coupon, order, giver))
        {
            Add(
                NewCouponSql, order, balanceId, coupon.Name, coupon.Percent, coupon.Amount, coupon.CarriesOn, coupon.Invoices, Date(coupon.Until),
                Time(commit.Now), giver, coupon.Plans.IsEmpty ? null : coupon.Plans.ToArray());
            results.Add((row, numbers) => numbers with { CouponId = row.GetInt64(0) });
        }

        if (commit.EndedCoupon is var (couponId, ender))
        {
            Add(EndedCouponSql, couponId, Time(commit.Now), ender);
        }

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
                commit.Settled.Select(one => one.Amount).ToArray(), Time(commit.Now), commit.SettledBy);
        }

        if (!commit.Rounded.IsEmpty)
        {
            Add(
                RoundedSql, balanceId, commit.Rounded.Select(one => one.Sequence).ToArray(), commit.Rounded.Select(one => one.InvoiceId).ToArray(),
                commit.Rounded.Select(one => one.Amount).ToArray(), Time(commit.Now));
        }

        if (commit.Voided is var (below, _, _))
        {
            Add(VoidCreditSql, balanceId, below);
        }

        if (!commit.Refunded.IsEmpty)
        {
            Add(RefundedSql, balanceId, commit.Refunded.Select(one => one.Sequence).ToArray(), commit.Refunded.Select(one => one.Left).ToArray());
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

    // What never comes is the end of time in the database too. Of UTC as the others are: a list of both kinds is not written.
    private static readonly DateTime Never = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    internal static DateTime Time(Instant instant) => instant >= Instant.FromUtc(9999, 1, 1, 0, 0) ? Never : instant.ToDateTimeUtc();

    internal static DateOnly? Date(LocalDate? day) => day is { } date ? Date(date) : null;

    internal static DateOnly Date(LocalDate day) => day.ToDateOnly();
}
