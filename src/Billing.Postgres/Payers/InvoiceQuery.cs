using Billing.Contracts.Invoices;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Core.Subscriptions;
using Billing.Core.Tariffs;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;
using static Billing.Postgres.Payers.PayerRows;

namespace Billing.Postgres.Payers;

internal sealed class InvoiceQuery(Database database) : IInvoiceQuery
{
    private const string InvoicesSql = """
        select i.invoice_id, i.series, i.series_number, i.kind, i.balance_id, u.name, i.period_from, i.period_to, i.issued_on, i.due_on, i.currency,
               i.net, i.tax, i.total, i.previous_owed, i.paid, i.amount_due, coalesce(s.settled, 0), i.void_reason,
               r.series, r.series_number, c.series, c.series_number, u.time_zone, i.by, i.voided_by, i.voided_at, coalesce(k.credited, 0)
        from invoice i
        join balance b on b.balance_id = i.balance_id
        join customer u on u.customer_id = b.customer_id
        left join invoice r on r.invoice_id = i.replaces
        left join invoice c on c.invoice_id = i.corrects
        left join lateral (select sum(amount) as settled from settlement where invoice_id = i.invoice_id) s on true
        left join lateral (
            select sum(-n.total) as credited
            from invoice n join operation o on o.operation_id = 'invoice/' || n.invoice_id || '/tax'
            where i.kind = 1 and n.balance_id = i.balance_id and n.kind = 2
              and (o.sequence = any(i.carried_in) or o.sequence > i.after_sequence and o.sequence <= i.through_sequence and o.sequence <> all(i.carried_on))
        ) k on true
        """;

    private const string PageSql = $"""
        {InvoicesSql}
        where ($1::bigint is null or i.balance_id = $1) and ($2::bigint is null or i.invoice_id < $2)
          and (not $3 or i.kind = 1 and i.void_reason is null and i.total > coalesce(s.settled, 0))
        order by i.invoice_id desc
        limit $4
        """;

    private const string FindSql = $"{InvoicesSql} where i.series = $1 and i.series_number = $2";

    private const string LinesSql = """
        select section, text, tax_code, from_on, to_on, count, units, unit, amount, account, quantity from invoice_line where invoice_id = $1 order by position
        """;

    private const string TaxesSql = "select name, percent, net, amount from invoice_tax where invoice_id = $1 order by position";

    private const string SettlementsSql = """
        select coalesce(l.note, case when l.reason = 1 then 'opening balance' when l.reason = 24 then 'credit note' when l.reason is not null then 'payment' end,
                        i.series || '-' || to_char(i.series_number, 'FM000000'), '?'), s.amount, s.made_at
        from settlement s
        left join ledger_entry l on l.balance_id = s.balance_id and l.sequence = s.sequence
        left join invoice i on i.invoice_id = -s.sequence
        where s.invoice_id = $1
        order by s.settlement_id
        """;

    private const string SubscriptionsSql = """
        select s.subscription_id, s.account_id, p.name, s.history::text, s.created_at, u.time_zone, a.login
        from subscription s
        join plan p on p.plan_id = s.plan_id
        join balance b on b.balance_id = s.balance_id
        join customer u on u.customer_id = b.customer_id
        left join account a on a.account_id = s.account_id
        where s.balance_id = $1
        order by s.subscription_id
        """;

    private const string ChargesSql = """
        select subscription_id, period, part, kind, name, due_at, amount, full_amount, from_on, to_on
        from subscription_charge where balance_id = $1 order by sequence limit $2
        """;

    private const string PayerSql = """
        select p.class, b.currency, b.posted, b.credit_limit, coalesce((select sum(remaining) from payer_credit where balance_id = $1), 0),
               p.open_from, p.next_due_at, p.dunning_since, p.dunning_level, p.parked,
               array(select a.login from account_suspension s join account a on a.account_id = s.account_id where s.balance_id = $1 order by 1),
               p.dunning_delayed_until, p.is_tax_exempt
        from payer p join balance b on b.balance_id = p.balance_id
        where p.balance_id = $1
        """;

    private const string CouponsSql = $"""
        select {CouponRows.Columns}, b.currency, c.given_at, c.given_by, c.ended_at, c.ended_by, coalesce(p.open_from >= c.until_on, false)
        from {CouponRows.Coupons} join balance b on b.balance_id = c.balance_id join payer p on p.balance_id = c.balance_id
        where c.balance_id = $1 order by c.coupon_id
        """;

    // The end of a timeline comes after its steps, also where they were at one instant: its number says how many there were, theirs which.
    private const string DunningSql =
        "select since, action, amount, done_at from dunning_action where balance_id = $1 order by done_at, since, action = 0, number";

    private readonly PlanRows _plans = new(database);

    public async Task<IReadOnlyList<InvoiceRecord>> PageAsync(InvoiceFilter filter, long? after, int most, CancellationToken cancellation) =>
        await RowsAsync(PageSql, Invoice, cancellation, filter.BalanceId, after, filter.OnlyOpen, most);

    public async Task<InvoiceDetails?> FindAsync(string number, CancellationToken cancellation)
    {
        var dash = number.LastIndexOf('-');

        if (dash < 0 || !long.TryParse(number.AsSpan(dash + 1), out var place))
        {
            return null;
        }

        if (await RowsAsync(FindSql, Invoice, cancellation, number[..dash], place) is not [var invoice])
        {
            return null;
        }

        return new(
            invoice,
            await RowsAsync(LinesSql, Line, cancellation, invoice.InvoiceId),
            await RowsAsync(
                TaxesSql, row => new InvoiceTaxRecord(row.GetString(0), row.GetDecimal(1), row.GetDecimal(2), row.GetDecimal(3)), cancellation, invoice.InvoiceId),
            await RowsAsync(SettlementsSql, row => new SettlementRecord(row.GetString(0), row.GetDecimal(1), row.At(2)), cancellation, invoice.InvoiceId));
    }

    public async Task<IReadOnlyList<SubscriptionRecord>> SubscriptionsAsync(long balanceId, Instant now, CancellationToken cancellation)
    {
        var rows = await RowsAsync(
            SubscriptionsSql,
            row => (Id: row.GetInt64(0), Account: row.Number(1), Plan: row.GetString(2), History: PayerJson.Read<History>(row.GetString(3)),
                CreatedAt: row.At(4), Zone: DateTimeZoneProviders.Tzdb[row.GetString(5)], Login: row.Text(6)),
            cancellation,
            balanceId);
        await using var connection = await database.Lists.OpenLivingAsync(cancellation);
        await _plans.LoadAsync(connection, rows.SelectMany(row => row.History.PlanIds));

        return
        [
            .. rows.Select(row => Subscription(
                row.Id, row.Account, row.Plan, row.CreatedAt, row.History.Subscription(row.Id, row.Account, row.Zone, id => _plans[id]), now) with { Login = row.Login }),
        ];
    }

    private static SubscriptionRecord Subscription(long id, long? accountId, string plan, Instant createdAt, Subscription one, Instant now)
    {
        var current = one.Segments.LastOrDefault(segment => segment.From <= now) ?? (one.Segments is [var first, ..] ? first : null);

        return new(
            id, accountId, current?.Terms.Name ?? plan, current?.Quantity ?? one.Pending?.Quantity ?? 1, one.StateAt(now).ToString().ToLowerInvariant(),
            createdAt, one.IsEnded ? one.Latest!.To : null, one.Unfunded.Sum(charge => charge.Amount))
        {
            StartsAt = one.Segments is [{ From: var from }, ..] ? from : null,
            TrialEndsOn = one.First is { FeesFrom: var feesFrom, Terms.TrialDays: > 0 } ? feesFrom : null,
            AnchorOn = current?.Anchor,
            NextChargeAt = Charges.After(one, one.ChargedThrough).FirstOrDefault(charge => charge.Amount != 0)?.DueAt,
            Quantities = one.Segments.ToDictionary(segment => segment.Number, segment => segment.Quantity),
            Coming = one.ToCome(now) is { } coming ? new(WhatOf(coming.Kind), coming.At, coming.Kind is SegmentEnd.PlanChanged ? coming.Next?.Terms.Name : null) : null,
        };
    }

    private static string WhatOf(SegmentEnd kind) => kind switch
    {
        SegmentEnd.Cancelled => "end",
        SegmentEnd.Paused => "pause",
        SegmentEnd.PlanChanged => "change",
        _ => "resume",
    };

    public async Task<IReadOnlyList<ChargeRecord>> ChargesAsync(long balanceId, int most, CancellationToken cancellation) => await RowsAsync(
        ChargesSql,
        row => new ChargeRecord(
            row.GetInt64(0), Day(row, 1)!.Value, row.GetString(2), ((ChargeKind)row.GetInt32(3)).ToString().ToLowerInvariant(), row.GetString(4), row.At(5),
            row.GetDecimal(6), row.GetDecimal(7), Day(row, 8)!.Value, Day(row, 9)!.Value),
        cancellation,
        balanceId,
        most);

    public async Task<IReadOnlyList<CouponRecord>> CouponsAsync(long balanceId, CancellationToken cancellation) => await RowsAsync(
        CouponsSql,
        row => new CouponRecord(CouponRows.Read(row), row.GetString(11), row.At(12), row.GetString(13), row.AtOrNull(14))
        {
            EndedBy = row.Text(15),
            IsOver = row.GetBoolean(16),
        },
        cancellation,
        balanceId);

    public async Task<PayerRecord?> PayerAsync(long balanceId, CancellationToken cancellation)
    {
        var actions = await RowsAsync(
            DunningSql, row => new DunningRecord(Day(row, 0)!.Value, NameOf((DunningAction)row.GetInt32(1)), row.GetDecimal(2), row.At(3)), cancellation, balanceId);
        var found = await RowsAsync(
            PayerSql,
            row => new PayerRecord(
                balanceId, row.GetString(0), row.GetString(1), row.GetDecimal(2), row.GetDecimal(3), row.GetDecimal(4), Day(row, 5)!.Value,
                row.GetDateTime(6) == DateTime.MaxValue ? Instant.MaxValue : row.At(6), Day(row, 7), row.IsDBNull(8) ? null : NameOf((DunningAction)row.GetInt32(8)),
                actions, row.GetFieldValue<string[]>(10), row.Text(9))
            {
                DunningDelayedUntil = Day(row, 11),
                IsTaxExempt = row.GetBoolean(12),
            },
            cancellation,
            balanceId);

        return found is [var payer] ? payer : null;
    }

    private static InvoiceRecord Invoice(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        InvoiceWrites.Number(row.GetString(1), row.GetInt64(2)),
        row.GetInt32(3) == 1 ? "invoice" : "credit-note",
        row.GetInt64(4),
        row.GetString(5),
        Day(row, 6)!.Value,
        Day(row, 7)!.Value,
        Day(row, 8)!.Value,
        Day(row, 9)!.Value,
        row.GetString(10),
        row.GetDecimal(11),
        row.GetDecimal(12),
        row.GetDecimal(13),
        row.GetDecimal(14),
        row.GetDecimal(15),
        row.GetDecimal(16),
        row.GetDecimal(17),
        row.Text(18),
        row.IsDBNull(19) ? null : InvoiceWrites.Number(row.GetString(19), row.GetInt64(20)),
        row.IsDBNull(21) ? null : InvoiceWrites.Number(row.GetString(21), row.GetInt64(22)),
        row.GetString(23))
    {
        By = row.Text(24),
        VoidedBy = row.Text(25),
        VoidedAt = row.AtOrNull(26),
        CreditedBefore = row.GetDecimal(27),
    };

    private static InvoiceLineRecord Line(NpgsqlDataReader row) => new(
        (InvoiceSection)row.GetInt32(0) switch
        {
            InvoiceSection.Subscriptions => "subscriptions",
            InvoiceSection.Usage => "usage",
            _ => "one-off",
        },
        row.GetString(1),
        row.Text(2),
        Day(row, 3),
        Day(row, 4),
        row.GetInt32(5),
        row.GetInt64(6),
        row.IsDBNull(7) ? null : ((Unit)row.GetInt32(7)).ToString().ToLowerInvariant(),
        row.GetDecimal(8))
    {
        Account = row.IsDBNull(9) ? null : row.GetString(9),
        Quantity = row.IsDBNull(10) ? 1 : row.GetInt32(10),
    };

    private static string NameOf(DunningAction action) => action switch
    {
        DunningAction.LateFee => "late-fee",
        0 => "lift",
        _ => action.ToString().ToLowerInvariant(),
    };

    private Task<IReadOnlyList<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object?[] values) =>
        database.Lists.ListAsync(sql, read, cancellation, values);
}
