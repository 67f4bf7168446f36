using System.Globalization;
using Billing.Contracts.Payments;
using Billing.Core.Notifications;
using Billing.Grains.Payments;
using Billing.Postgres.Changes;
using Billing.Postgres.Notifications;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Payments;

internal sealed partial class WalletStore
{
    private const string RuleSql = "select payment_method_id, invoices, below, amount, most_a_day from auto_pay where balance_id = $1";

    private const string SetSql = """
        insert into auto_pay (balance_id, payment_method_id, invoices, below, amount, most_a_day, by, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (balance_id) do update
        set payment_method_id = excluded.payment_method_id, invoices = excluded.invoices, below = excluded.below, amount = excluded.amount,
            most_a_day = excluded.most_a_day, by = excluded.by, changed_at = excluded.changed_at
        """;

    // A person has said that it is to be paid: what waits is tried now, what was given up or not wanted once more. By a new payment only
    // where the last one was declined: of one of which nobody knows yet, the same is asked for again, for two would both be taken. Of
    // top-ups one at a time is at work: of those that ended with nobody knowing, the newest, unless there is another.
    private const string AgainSql = """
        with known as (
            select a.auto_payment_id, a.invoice_id, a.state, l.state as paid
            from auto_payment a
            left join lateral (select p.state from payment p where p.auto_payment_id = a.auto_payment_id order by p.payment_id desc limit 1) l on true
            where a.balance_id = $1
        ), again as (
            select auto_payment_id, paid from known where state in (1, 3) or state = 4 and invoice_id is not null
            union all
            (select auto_payment_id, paid from known
             where state = 4 and invoice_id is null and paid not in (4, 5)
               and not exists (select from known o where o.invoice_id is null and o.state in (1, 3))
             order by auto_payment_id desc
             limit 1)
        )
        update auto_payment o
        set next_at = $2, attempt = o.attempt + case when o.state <> 1 and a.paid = 5 then 1 else 0 end, state = 1
        from again a
        where o.auto_payment_id = a.auto_payment_id
        """;

    private const string EndAllSql = "update auto_payment set state = 4 where balance_id = $1 and state in (1, 3)";

    private const string OccasionsSql = """
        select o.auto_payment_id, i.series || '-' || to_char(i.series_number, 'FM000000'), o.attempt, o.state, o.next_at, o.reason, o.begun_at
        from auto_payment o
        left join invoice i on i.invoice_id = o.invoice_id
        where o.balance_id = $1
        order by o.auto_payment_id desc
        limit $2
        """;

    private const string DueSql = """
        select auto_payment_id, balance_id, invoice_id, sequence, attempt from auto_payment
        where balance_id = $1 and state = 1 and next_at <= $2
        order by auto_payment_id
        """;

    // Who is suspended or closed spends nothing, and is not topped up. One that was not needed any more, with its card removed or its
    // funds freed, is needed again though the ledger stands where it stood: it begins again, as in AgainSql.
    private const string BeginTopUpSql = """
        with wanted as (
            select b.balance_id, b.last_sequence
            from balance b
            join customer c on c.customer_id = b.customer_id
            where b.balance_id = $1 and c.status = 1
              and not exists (select from auto_payment o where o.balance_id = $1 and o.sequence is not null and o.state in (1, 3))
              and (select count(*) from auto_payment o
                   where o.balance_id = $1 and o.sequence is not null and o.state in (1, 2)
                     and o.begun_at >= date_trunc('day', $3 at time zone c.time_zone) at time zone c.time_zone) < $2
        ), again as (
            update auto_payment o
            set state = 1, next_at = $3, begun_at = $3,
                attempt = o.attempt
                    + case (select p.state from payment p where p.auto_payment_id = o.auto_payment_id order by p.payment_id desc limit 1) when 5 then 1 else 0 end
            from wanted w
            where o.balance_id = w.balance_id and o.sequence = w.last_sequence and o.state = 4
            returning o.auto_payment_id, o.balance_id, o.invoice_id, o.sequence, o.attempt
        ), begun as (
            insert into auto_payment (balance_id, sequence, state, next_at, begun_at)
            select w.balance_id, w.last_sequence, 1, $3, $3 from wanted w where not exists (select from again)
            on conflict do nothing
            returning auto_payment_id, balance_id, invoice_id, sequence, attempt
        )
        select * from again union all select * from begun
        """;

    // An invoice that asks for money and that nobody has begun to pay by itself.
    private const string Unpaid = """
        i.kind = 1 and i.void_reason is null
            and i.total > coalesce((select sum(s.amount) from settlement s where s.invoice_id = i.invoice_id), 0)
            and not exists (select from auto_payment o where o.invoice_id = i.invoice_id)
        """;

    private const string BeginInvoicesSql = $"""
        insert into auto_payment (balance_id, invoice_id, state, next_at, begun_at)
        select i.balance_id, i.invoice_id, 1, $3, $3
        from invoice i
        join balance b on b.balance_id = i.balance_id
        join customer c on c.customer_id = b.customer_id
        where i.balance_id = $1 and {Unpaid} and ($2 = 1 or i.due_on <= ($3 at time zone c.time_zone)::date)
        order by i.invoice_id
        on conflict do nothing
        returning auto_payment_id, balance_id, invoice_id, sequence, attempt
        """;

    // Nobody reads years of paid invoices each time: up to which one they are paid is remembered, first of whom it is not known. Who made
    // one open again meanwhile wins.
    private const string LookedSql = $"""
        update auto_pay a set settled_through = n.through
        from (
            select r.balance_id, r.settled_through as before,
                   coalesce((select min(i.invoice_id) - 1 from invoice i where i.balance_id = r.balance_id and i.invoice_id > r.settled_through and {Unpaid}),
                            (select max(i.invoice_id) from invoice i where i.balance_id = r.balance_id)) as through
            from (select balance_id, settled_through from auto_pay a
                  where a.invoices is not null
                    and exists (select from invoice i where i.balance_id = a.balance_id and i.invoice_id > a.settled_through)
                  order by a.settled_through, a.balance_id
                  limit 10000) r
        ) n
        where a.balance_id = n.balance_id and a.settled_through = n.before and n.through > n.before
        """;

    private const string OpenOfSql = """
        select greatest(0, case when i.void_reason is null then i.total else 0 end - coalesce((select sum(amount) from settlement where invoice_id = i.invoice_id), 0))
        from invoice i
        where i.invoice_id = $1
        """;

    private const string EndSql = "update auto_payment set state = $3, reason = coalesce($4::text, reason) where auto_payment_id = $1 and attempt = $2 and state = 1";

    // By the attempt that it is of, so that whoever comes late changes nothing.
    private const string FailSql = """
        update auto_payment
        set reason = $3, next_at = coalesce($4, next_at), attempt = attempt + case when $4 is null then 0 else 1 end, state = case when $4 is null then 3 else 1 end
        where auto_payment_id = $1 and attempt = $2 and state = 1
        """;

    // Of what sessions have used and hold, the balance's grain knows better: it is asked before anything is paid.
    private const string PayersSql = $"""
        with ready as (
            select a.balance_id, a.invoices, a.below, a.settled_through from auto_pay a join payment_method m using (payment_method_id) where m.state = 2
        )
        select r.balance_id from ready r
        where exists (select from auto_payment o where o.balance_id = r.balance_id and o.state = 1 and o.next_at <= $1)
           or r.below is not null
              and not exists (select from auto_payment o where o.balance_id = r.balance_id and o.sequence is not null and o.state in (1, 3))
              and (select b.posted + b.credit_limit from balance b join customer c on c.customer_id = b.customer_id
                   where b.balance_id = r.balance_id and c.status = 1)
                  - (select coalesce(sum(s.charged - s.settled + s.held), 0) from session s where s.balance_id = r.balance_id and s.ended_at is null) < r.below
           or r.invoices is not null
              and exists (select from invoice i
                          join balance b on b.balance_id = i.balance_id
                          join customer c on c.customer_id = b.customer_id
                          where i.balance_id = r.balance_id and i.invoice_id > r.settled_through and {Unpaid} and (r.invoices = 1 or i.due_on <= ($1 at time zone c.time_zone)::date))
        order by r.balance_id
        limit $2
        """;

    public async Task<AutoPayTerms?> AutomaticAsync(long balanceId) => (await database.ListAsync(
        RuleSql,
        row => new AutoPayTerms(
            row.GetInt64(0),
            row.IsDBNull(1) ? null : (InvoiceMoment)row.GetInt32(1),
            row.IsDBNull(2) ? null : new(row.GetDecimal(2), row.GetDecimal(3), row.GetInt32(4))),
        balanceId)).SingleOrDefault();

    public Task SetAutomaticAsync(long balanceId, AutoPayTerms? terms, string by, Instant now) => InOneAsync(null, async connection =>
    {
        if (terms is null)
        {
            if (await connection.DoAsync("delete from auto_pay where balance_id = $1", balanceId) > 0)
            {
                await connection.DoAsync(EndAllSql, balanceId);
                await Line(now, by, "automatic-payments", balanceId, "nothing is paid without asking any more").WriteAsync(connection);
            }

            return;
        }

        var topUp = terms.TopUp;
        await connection.DoAsync(
            SetSql, balanceId, terms.MethodId, (int?)terms.Invoices, topUp?.Below, topUp?.Amount, topUp?.MostADay, by, now.ToDateTimeUtc());
        await connection.DoAsync(AgainSql, balanceId, now.ToDateTimeUtc());
        await Line(now, by, "automatic-payments", balanceId, Sentence(terms)).WriteAsync(connection);
    });

    public async Task<IReadOnlyList<AutoPaymentView>> OccasionsAsync(long balanceId, int most) => await database.ListAsync(
        OccasionsSql,
        row => new AutoPaymentView(
            row.GetInt64(0),
            row.IsDBNull(1) ? null : row.GetString(1),
            row.GetInt32(2),
            (AutoPaymentState)row.GetInt32(3),
            Instant.FromDateTimeUtc(row.GetDateTime(4)),
            row.IsDBNull(5) ? null : row.GetString(5),
            Instant.FromDateTimeUtc(row.GetDateTime(6))),
        balanceId,
        most);

    public async Task<IReadOnlyList<Occasion>> DueOccasionsAsync(long balanceId, Instant now) =>
        await database.ListAsync(DueSql, ReadOccasion, balanceId, now.ToDateTimeUtc());

    public async Task<Occasion?> BeginTopUpAsync(long balanceId, int mostADay, Instant now) =>
        (await database.ListAsync(BeginTopUpSql, ReadOccasion, balanceId, mostADay, now.ToDateTimeUtc())).SingleOrDefault();

    public async Task<IReadOnlyList<Occasion>> BeginInvoicesAsync(long balanceId, InvoiceMoment moment, Instant now) =>
        await database.ListAsync(BeginInvoicesSql, ReadOccasion, balanceId, (int)moment, now.ToDateTimeUtc());

    public async Task<decimal> OpenOfAsync(long invoiceId) =>
        (await database.ListAsync(OpenOfSql, row => row.GetDecimal(0), invoiceId)).SingleOrDefault();

    public Task EndAsync(Occasion occasion, AutoPaymentState state, Notice? told = null, string? reason = null) => InOneAsync(null, async connection =>
    {
        if (await connection.DoAsync(EndSql, occasion.AutoPaymentId, occasion.Attempt, (int)state, reason) > 0 && told is not null)
        {
            await NoticeStatement.WriteAsync(connection, told);
        }
    });

    public Task PostponeAsync(Occasion occasion, Instant nextAt) => InOneAsync(null, connection => connection.DoAsync(
        "update auto_payment set next_at = $3 where auto_payment_id = $1 and attempt = $2 and state = 1",
        occasion.AutoPaymentId,
        occasion.Attempt,
        nextAt.ToDateTimeUtc()));

    public Task FailAsync(Occasion occasion, long methodId, string reason, Instant? nextAt, Instant now, Notice? told) => InOneAsync(null, async connection =>
    {
        if (await connection.DoAsync(FailSql, occasion.AutoPaymentId, occasion.Attempt, reason, nextAt?.ToDateTimeUtc()) > 0 && nextAt is null)
        {
            await SetAsync(connection, methodId, MethodState.Frozen, reason, "(automatic)", now);

            if (told is not null)
            {
                await NoticeStatement.WriteAsync(connection, told);
            }
        }
    });

    public async Task<IReadOnlyList<long>> DueAsync(Instant now, int most)
    {
        await InOneAsync(null, connection => connection.DoAsync(LookedSql));

        return await database.ListAsync(PayersSql, row => row.GetInt64(0), now.ToDateTimeUtc(), most);
    }

    private static string Sentence(AutoPayTerms terms)
    {
        var invoices = terms.Invoices switch
        {
            InvoiceMoment.WhenIssued => "bills when they are issued",
            InvoiceMoment.WhenDue => "bills on their due date",
            _ => null,
        };
        var topUp = terms.TopUp is var (below, amount, most)
            ? string.Create(CultureInfo.InvariantCulture, $"{amount:0.#####} below {below:0.#####}, {most} a day at most")
            : null;

        return $"paid without asking: {string.Join("; ", new[] { invoices, topUp }.Where(part => part is not null))}";
    }

    private static Occasion ReadOccasion(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.IsDBNull(2) ? null : row.GetInt64(2),
        row.IsDBNull(3) ? null : row.GetInt64(3),
        row.GetInt32(4));
}
