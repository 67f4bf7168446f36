using System.Collections.Immutable;
using Billing.Core.BillingPeriods;
using Billing.Core.Invoices;
using Billing.Core.Subscriptions;
using Billing.Core.Taxes;
using Billing.Grains.Payers;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using NodaTime;

namespace Billing.Postgres.Payers;

// What of invoices was given back: by credit notes, and as unused days of the fees that they cover.
internal sealed partial class PayerStore
{
    // The notes of an invoice, and of those that were taken back and that it has the charges of: whether it was issued in the place of one, or
    // as the next one when one was void. What was given back stays so. Lines are those of an invoice of the same charges; others are of none.
    private const string NotesSql = """
        (select n.*, case when v.after_sequence = i.after_sequence and v.through_sequence = i.through_sequence and v.carried_in = i.carried_in
                          then n.corrects_line else 0 end as of_line
         from invoice v
         join invoice n on n.balance_id = $1 and n.corrects = v.invoice_id
         where v.balance_id = $1 and v.kind = 1
           and (v.invoice_id = i.invoice_id
                or v.void_reason is not null and v.invoice_id < i.invoice_id
                   and v.after_sequence >= i.after_sequence and v.through_sequence <= i.through_sequence)) n
        """;

    private const string CreditedSql = $"""
        select (select i.total + coalesce((select sum(n.total) from {NotesSql}), 0)
                from invoice i where i.invoice_id = $2 and i.balance_id = $1 and i.kind = 1 and i.void_reason is null),
               (select series || '-' || to_char(series_number, 'FM000000') from invoice where invoice_id = $2 and balance_id = $1),
               n.invoice_id, n.corrects, -n.total, n.corrects_line
        from (select) one
        left join invoice n on n.operation_id = $3 and n.balance_id = $1
        """;

    // Fees that invoices cover, whose credit, if any, has the key that the core gives it. What an invoice credits itself is in its total
    // already: its lines above zero are what it charged.
    private const string CoversSql = """
        (c.sequence = any(i.carried_in) or c.sequence > i.after_sequence and c.sequence <= i.through_sequence and c.sequence <> all(i.carried_on))
        """;

    private const string NotedInvoiceSql = $"""
        select i.total,
               (select round(i.total * sum(amount) filter (where amount > 0) / nullif(sum(amount), 0), 5) from invoice_line where invoice_id = i.invoice_id),
               array(select -n.total from {NotesSql} order by n.invoice_id),
               array(select n.of_line from {NotesSql} order by n.invoice_id),
               array(select -k.amount from subscription_charge c join subscription_charge k using (subscription_id, period)
                     where c.balance_id = $1 and c.kind = 2 and {CoversSql} and {CreditOfSql} order by k.sequence),
               array(select k.tax_code from subscription_charge c join subscription_charge k using (subscription_id, period)
                     where c.balance_id = $1 and c.kind = 2 and {CoversSql} and {CreditOfSql} order by k.sequence),
               array(select c.sequence from subscription_charge c join subscription_charge k using (subscription_id, period)
                     where c.balance_id = $1 and c.kind = 2 and {CoversSql} and {CreditOfSql} order by k.sequence),
               array(select case when c.part not like 'fee.%' then subscription_id end
                     from subscription_charge c join subscription_charge k using (subscription_id, period)
                     where c.balance_id = $1 and c.kind = 2 and {CoversSql} and {CreditOfSql} order by k.sequence)
        from invoice i
        where i.invoice_id = $2 and i.balance_id = $1 and i.kind = 1
        """;

    private const string CreditOfSql = """
        k.kind = 3 and k.part = case when c.part like 'fee.%' then 'credit' || substr(c.part, 4) else c.part || '.credit' end
        """;

    // Of a fee both the invoice that it is on, if that has notes or coupons, and one that was taken back and had a note, unless another one was
    // issued in its place.
    private const string NotedFeesSql = $"""
        select f.n, c.amount, c.tax_code, i.invoice_id, c.sequence, o.has_coupon
        from unnest($2::bigint[], $3::date[], $4::text[]) with ordinality as f(subscription_id, period, part, n)
        join subscription_charge c using (subscription_id, period, part)
        join invoice i on i.balance_id = $1 and i.kind = 1 and {CoversSql}
             and (i.void_reason is null or not exists (select from invoice r where r.balance_id = $1 and r.replaces = i.invoice_id))
        cross join lateral (select i.void_reason is null and exists (select from coupon_use u where u.invoice_id = i.invoice_id) as has_coupon) o
        where c.balance_id = $1 and (o.has_coupon or exists (select from {NotesSql}))
        order by f.n, i.invoice_id
        """;

    // Of what coupons left nothing there is nothing to credit: of such a fee it is told where its stretch was over before the days that it is for, unless
    // that end credited none of them whatever was paid: the order said so, or the plan of the last period; of a minimum term that it left early the core says.
    private const string CreditedSinceSql = $"""
        select c.sequence, k.sequence is not null, s.history::text, s.subscription_id, u.time_zone, substring(c.part from '[0-9]+$')::bigint, c.from_on, c.to_on
        from invoice i
        join subscription_charge c on c.balance_id = $1 and c.kind = 2 and {CoversSql}
        join subscription s on s.subscription_id = c.subscription_id
        join balance b on b.balance_id = c.balance_id
        join customer u on u.customer_id = b.customer_id
        left join subscription_charge k on k.subscription_id = c.subscription_id and k.period = c.period and {CreditOfSql}
        where i.invoice_id = $2 and i.balance_id = $1
          and (k.sequence > i.through_sequence
               or k.sequence is null and exists (
                   select from jsonb_array_elements(s.history->'segments') g
                   join plan p on p.plan_id = (g->>'planId')::bigint
                   where (g->>'number')::int = substring(c.part from '[0-9]+$')::int and (g->>'to')::timestamptz <= $3
                     and ((g->>'to')::timestamptz at time zone u.time_zone)::date < c.to_on
                     and not (((g->>'to')::timestamptz at time zone u.time_zone)::date >= c.from_on
                              and case when coalesce((g->>'credit')::int, 0) = 0 then (g->>'end')::int = 4 and (p.terms->>'proratesLast')::boolean is false
                                       else (g->>'credit')::int = 1 end)))
        """;

    private const string NotedTaxesSql = $"""
        select t.name, t.percent, sum(t.net), sum(t.amount)
        from invoice i
        cross join lateral {NotesSql}
        join invoice_tax t on t.invoice_id = n.invoice_id
        where i.invoice_id = $2 and i.balance_id = $1
        group by t.name, t.percent
        """;

    private const string FeeInvoicesSql = $"""
        select k.sequence, max(i.invoice_id)
        from subscription_charge k
        join subscription_charge c using (subscription_id, period)
        join invoice i on i.balance_id = $1 and i.kind = 1 and i.void_reason is null and i.invoice_id is distinct from $3::bigint and {CoversSql}
        where k.balance_id = $1 and k.sequence = any($2) and c.balance_id = $1 and c.kind = 2 and {CreditOfSql}
        group by k.sequence
        """;

    private const string TermsEverSql = "select customer_class_id, terms::text from customer_class order by customer_class_id desc";

    private const string ShrunkToSql = """
        select max(from_on) from subscription_charge
        where subscription_id = $2 and balance_id = $1 and part = $3 and from_on > greatest(period, $4::date)
        """;

    private const string LinesSql = """
        select after_sequence, through_sequence, carried_in, carried_on,
               array(select amount from invoice_line where invoice_id = $1 order by position),
               array(select tax_code from invoice_line where invoice_id = $1 order by position),
               exempted, is_exempt, c.customer_class_id, c.terms::text,
               coalesce((select sum(amount) from coupon_use where invoice_id = $1), 0),
               (select count(*)::int from invoice_line where invoice_id = $1 and section = 1), reckons_coupons is true,
               (select array_agg(taken_off order by position) from invoice_line where invoice_id = $1 having count(*) = count(taken_off) and count(*) > 0),
               reckons_plans is true
        from invoice i
        left join customer_class c on c.customer_class_id = i.class_version
        where invoice_id = $1
        """;

    public async Task<(decimal? Left, MadeNote? Made, string? Number)> CreditedAsync(long balanceId, long invoiceId, string operationId)
    {
        await using var command = _database.Read.Command(CreditedSql, balanceId, invoiceId, operationId);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();

        return (
            row.IsDBNull(0) ? null : row.GetDecimal(0),
            row.IsDBNull(2) ? null : new(row.GetInt64(2), row.GetInt64(3), row.GetDecimal(4), row.IsDBNull(5) ? null : row.GetInt32(5)),
            row.IsDBNull(1) ? null : row.GetString(1));
    }

    public async Task<NotedInvoice?> NotedAsync(long balanceId, long invoiceId)
    {
        await using var command = _database.Read.Command(NotedInvoiceSql, balanceId, invoiceId);
        await using var row = await command.ExecuteReaderAsync();

        if (!await row.ReadAsync())
        {
            return null;
        }

        var total = row.GetDecimal(0);
        var notes = row.GetFieldValue<decimal[]>(2).Zip(row.GetFieldValue<int?[]>(3), (amount, line) => new NotedPart(amount, line));
        var unused = row.GetFieldValue<decimal[]>(4).Zip(row.GetFieldValue<string?[]>(5), row.GetFieldValue<long[]>(6));

        return new(
            total,
            row.IsDBNull(1) ? total : decimal.Max(total, row.GetDecimal(1)),
            [.. notes],
            [.. unused.Zip(row.GetFieldValue<long?[]>(7), (one, daily) => new UnusedDays(one.First, one.Second, one.Third, daily))]);
    }

    public async Task<ImmutableArray<TaxLine>> NotedTaxesAsync(long balanceId, long invoiceId) =>
    [
        .. await _database.ListAsync(
            NotedTaxesSql, row => new TaxLine(row.GetString(0), row.GetDecimal(1), row.GetDecimal(2), row.GetDecimal(3)), balanceId, invoiceId),
    ];

    public async Task<IReadOnlyDictionary<long, long>> FeeInvoicesAsync(long balanceId, IReadOnlyCollection<long> credits, long? except) =>
        (await _database.ListAsync(FeeInvoicesSql, row => (Credit: row.GetInt64(0), Invoice: row.GetInt64(1)), balanceId, credits.ToArray(), except))
        .ToDictionary(one => one.Credit, one => one.Invoice);

    public async Task<IReadOnlyList<(long Sequence, bool IsCredited)>> CreditedSinceAsync(long balanceId, long invoiceId, Instant now)
    {
        var found = await _database.ListAsync(
            CreditedSinceSql,
            row => (Sequence: row.GetInt64(0), IsCredited: row.GetBoolean(1), History: PayerJson.Read<History>(row.GetString(2)), SubscriptionId: row.GetInt64(3),
                Zone: DateTimeZoneProviders.Tzdb[row.GetString(4)], Stretch: row.Number(5), Days: new DateSpan(PayerRows.Day(row, 6)!.Value, PayerRows.Day(row, 7)!.Value)),
            balanceId,
            invoiceId,
            PayerWrites.Time(now));
        await using var connection = await _database.Read.OpenConnectionAsync();
        await _plans.LoadAsync(connection, found.SelectMany(one => one.History.PlanIds));

        return
        [
            .. found
                .Where(one => one.IsCredited || one.Stretch is not { } stretch || !EarlyEnds.IsChargedToTermEnd(
                    one.History.Subscription(one.SubscriptionId, null, one.Zone, id => _plans[id]), (int)stretch, one.Days))
                .Select(one => (one.Sequence, one.IsCredited)),
        ];
    }

    public async Task<IReadOnlyList<InvoiceTerms>> TermsEverAsync() =>
        await _database.ListAsync(TermsEverSql, row => _plans.Class(row.GetInt32(0), row.GetString(1)).Invoices);

    public async Task<IssuedLines> LinesAsync(long invoiceId)
    {
        await using var command = _database.Read.Command(LinesSql, invoiceId);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();

        return new(
            [.. row.GetFieldValue<decimal[]>(4).Zip(row.GetFieldValue<string?[]>(5))],
            new(invoiceId, row.GetInt64(0), row.GetInt64(1), [.. row.GetFieldValue<long[]>(2)], [.. row.GetFieldValue<long[]>(3)], 0, 0),
            row.GetDecimal(6),
            row.IsDBNull(8) ? null : (_plans.Class(row.GetInt32(8), row.GetString(9)).Invoices, row.GetBoolean(7)))
        {
            TakenOff = row.GetDecimal(10),
            OfSubscriptions = new(row.GetInt32(11), AreOfOne: row.GetBoolean(14)),
            ReckonsCarried = row.GetBoolean(12),
            Off = row.IsDBNull(13) ? null : row.GetFieldValue<decimal[]>(13),
        };
    }

    public async Task<IReadOnlyList<NotedFee>> NotedFeesAsync(long balanceId, IReadOnlyCollection<ChargeKey> fees)
    {
        var keys = fees.ToArray();
        await using var command = _database.Read.Command(
            NotedFeesSql,
            balanceId,
            keys.Select(key => key.SubscriptionId).ToArray(),
            keys.Select(key => key.Period.ToDateOnly()).ToArray(),
            keys.Select(key => key.Part).ToArray());
        await using var row = await command.ExecuteReaderAsync();
        var found = new List<NotedFee>();

        while (await row.ReadAsync())
        {
            found.Add(new(keys[row.GetInt64(0) - 1], row.GetDecimal(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetBoolean(5)));
        }

        return found;
    }

    public async Task<LocalDate?> ShrunkToAsync(long balanceId, long subscriptionId, int segment, LocalDate feesFrom)
    {
        await using var command = _database.Read.Command(
            ShrunkToSql, balanceId, subscriptionId, FormattableString.Invariant($"fee.{segment}"), feesFrom.ToDateOnly());

        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();

        return PayerRows.Day(row, 0);
    }
}
