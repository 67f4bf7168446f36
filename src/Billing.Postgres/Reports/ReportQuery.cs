using Billing.Contracts.Reports;
using Billing.Core.Tariffs;
using Billing.Postgres.Paging;
using Billing.Postgres.Records;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Reports;

/// <summary>Reads sums: a few hundred rows a day of traffic. What is not folded into them yet is read from the records, the newest of a bounded number.</summary>
internal sealed class ReportQuery(Database database) : IReportQuery
{
    // Of records, entries or invoices one answer reads 200 000 at the most.
    private const string UsageSql = """
        with tail as materialized (
            select (x.recorded_at at time zone 'UTC')::date as day, x.service, x.account_id, x.node_id, x.tariff_id, x.used_units as units, x.amount
            from xdr x
            where x.recorded_at >= greatest((select report_to from usage_fold), $1::date::timestamp at time zone 'UTC')
              and x.recorded_at < ($2::date + 1)::timestamp at time zone 'UTC'
            order by x.recorded_at desc
            limit 200000
        ), all_of_it as (
            select day, service, class, product_id, node_id, tariff_id, events, units, amount from usage_report where day between $1 and $2
            union all
            select l.day, l.service, coalesce(c.class, ''), coalesce(a.product_id, 0), l.node_id, l.tariff_id, 1, l.units, l.amount
            from tail l
            left join account a on a.account_id = l.account_id
            left join customer c on c.customer_id = a.customer_id
        )
        select u.day, {0}, sum(u.events)::bigint, sum(u.units), sum(u.amount), (select min(day) from tail having count(*) = 200000)
        from all_of_it u
        join tariff t on t.tariff_id = u.tariff_id
        left join product p on p.product_id = u.product_id
        left join node n on n.node_id = u.node_id
        where t.currency = $3 and ($4::text is null or u.service = $4) and ($5::text is null or u.class = $5)
        group by 1, 2
        order by 1, 2
        """;

    // The hundred destinations of most money; the others are one group without a name.
    private const string DestinationSql = """
        with tail as materialized (
            select (x.recorded_at at time zone 'UTC')::date as day, x.service, x.destination, x.tariff_id, x.used_units as units, x.amount
            from xdr x
            where x.recorded_at >= greatest((select folded_to from usage_fold), $1::date::timestamp at time zone 'UTC')
              and x.recorded_at < ($2::date + 1)::timestamp at time zone 'UTC' and x.destination is not null
            order by x.recorded_at desc
            limit 200000
        ), all_of_it as (
            select day, destination, events, units, amount from usage_destination
            where day between $1 and $2 and currency = $3 and ($4::text is null or service = $4)
            union all
            select l.day, l.destination, 1, l.units, l.amount
            from tail l
            join tariff t on t.tariff_id = l.tariff_id
            where t.currency = $3 and ($4::text is null or l.service = $4)
        ), most as (
            select destination from all_of_it group by destination order by sum(amount) desc, sum(events) desc limit 100
        )
        select u.day, case when m.destination is null then '' else m.destination || coalesce(' ' || d.description, '') end,
               sum(u.events)::bigint, sum(u.units), sum(u.amount), (select min(day) from tail having count(*) = 200000)
        from all_of_it u
        left join most m on m.destination = u.destination
        left join destination d on d.prefix = m.destination
        where $5::text is null
        group by 1, 2
        order by 1, 2
        """;

    private const string PaymentsSql = """
        with e as materialized (
            select e.balance_id, e.amount, (e.recorded_at at time zone 'UTC')::date as day
            from ledger_entry e
            where e.recorded_at >= $1::date::timestamp at time zone 'UTC' and e.recorded_at < ($2::date + 1)::timestamp at time zone 'UTC'
              and e.reason <> 2 and e.reason = 3 and $4::text is null
            order by e.recorded_at desc
            limit 200000
        )
        select e.day, c.class, count(*), 0::numeric, sum(e.amount), (select min(day) from e having count(*) = 200000)
        from e
        join balance b on b.balance_id = e.balance_id
        join customer c on c.customer_id = b.customer_id
        where b.currency = $3 and ($5::text is null or c.class = $5)
        group by 1, 2
        order by 1, 2
        """;

    private const string ReceivablesSql = """
        with i as materialized (
            select invoice_id, balance_id, issued_on, total from invoice
            where issued_on between $1 and $2 and currency = $3 and kind = 1 and void_reason is null and $4::text is null
            order by issued_on desc
            limit 200000
        )
        select i.issued_on, c.class, count(*), 0::numeric, sum(i.total - coalesce(s.settled, 0)), (select min(issued_on) from i having count(*) = 200000)
        from i
        left join lateral (select sum(amount) as settled from settlement where invoice_id = i.invoice_id) s on true
        join balance b on b.balance_id = i.balance_id
        join customer c on c.customer_id = b.customer_id
        where i.total > coalesce(s.settled, 0) and ($5::text is null or c.class = $5)
        group by 1, 2
        order by 1, 2
        """;

    // Usage from its sums; all else from the ledger, whose index leaves usage out. What was taken from the payer is revenue.
    private const string RevenueSql = $"""
        with tail as materialized (
            select (x.recorded_at at time zone 'UTC')::date as day, x.account_id, x.tariff_id, x.amount
            from xdr x
            where x.recorded_at >= greatest((select report_to from usage_fold), $1::date::timestamp at time zone 'UTC')
              and x.recorded_at < ($2::date + 1)::timestamp at time zone 'UTC' and $4::text is null
            order by x.recorded_at desc
            limit 200000
        ), e as materialized (
            select e.balance_id, {Reasons.OfEntry} as reason, -e.amount as amount, (e.recorded_at at time zone 'UTC')::date as day
            from ledger_entry e
            where e.recorded_at >= $1::date::timestamp at time zone 'UTC' and e.recorded_at < ($2::date + 1)::timestamp at time zone 'UTC'
              and e.reason <> 2 and e.reason in (7, 9, 20, 21, 22, 23, 24)
            order by e.recorded_at desc
            limit 200000
        ), all_of_it as (
            select r.day, 'usage' as kind, r.events, r.amount
            from usage_report r
            join tariff t on t.tariff_id = r.tariff_id
            where r.day between $1 and $2 and t.currency = $3 and ($5::text is null or r.class = $5)
            union all
            select l.day, 'usage', 1, l.amount
            from tail l
            join tariff t on t.tariff_id = l.tariff_id
            left join account a on a.account_id = l.account_id
            left join customer c on c.customer_id = a.customer_id
            where t.currency = $3 and ($5::text is null or c.class = $5)
            union all
            select e.day, case when e.reason = 22 then 'taxes' when e.reason = 23 then 'rounding' when e.reason = 25 or e.amount < 0 then 'credits'
                               when e.reason = 20 then 'fees' when e.reason = 21 then 'one-offs' else 'usage' end, 1, e.amount
            from e
            join balance b on b.balance_id = e.balance_id
            join customer c on c.customer_id = b.customer_id
            where b.currency = $3 and ($5::text is null or c.class = $5)
        )
        select day, kind, sum(events)::bigint, 0::numeric, sum(amount),
               greatest((select min(day) from tail having count(*) = 200000), (select min(day) from e having count(*) = 200000))
        from all_of_it
        group by 1, 2
        order by 1, 2
        """;

    // The newest by their last day for payment, of a bounded number.
    private const string AgeingSql = """
        with i as materialized (
            select invoice_id, currency::text as currency, due_on, total from invoice
            where kind = 1 and void_reason is null and total > 0
            order by due_on desc, invoice_id desc
            limit 200000
        )
        select i.currency, case when i.due_on >= $1 then 0 when i.due_on >= $1 - 30 then 1 when i.due_on >= $1 - 60 then 2 when i.due_on >= $1 - 90 then 3 else 4 end,
               count(*), sum(i.total - coalesce(s.settled, 0)), (select count(*) = 200000 from i)
        from i
        left join lateral (select sum(amount) as settled from settlement where invoice_id = i.invoice_id) s on true
        where i.total > coalesce(s.settled, 0)
        group by 1, 2
        order by 1, 2
        """;

    private const string ServicesSql = "select service, min(unit) from product_service group by service order by service";
    private const string ClassesSql = "select name from customer_class_head order by name";
    private const string CurrenciesSql = "select currency::text from tariff group by currency order by count(*) desc, currency";

    public async Task<Report> ReadAsync(ReportOrder order, CancellationToken cancellation)
    {
        if (order.To < order.From || Period.DaysBetween(order.From, order.To) >= ReportOrder.LongestPeriod)
        {
            throw new ArgumentException($"period: expected an end not before its beginning, and {ReportOrder.LongestPeriod} days at most", nameof(order));
        }

        if (!order.IsPossible)
        {
            throw new ArgumentException("group: expected one that the measure has", nameof(order));
        }

        await using var command = database.Lists.CreateCommand(Sql(order));
        command.Parameters.AddRange(new NpgsqlParameter[]
        {
            new NpgsqlParameter<DateOnly> { TypedValue = order.From.ToDateOnly() },
            new NpgsqlParameter<DateOnly> { TypedValue = order.To.ToDateOnly() },
            new NpgsqlParameter<string> { TypedValue = order.Currency },
            new NpgsqlParameter<string?> { TypedValue = order.Service },
            new NpgsqlParameter<string?> { TypedValue = order.Class },
        });
        await using var row = await command.ReadAsync(cancellation);
        var cells = new List<ReportCell>();
        LocalDate? cutAt = null;

        while (await row.ReadAsync(cancellation))
        {
            cells.Add(new(Day(row, 0), row.GetString(1), row.GetInt64(2), row.GetDecimal(3), row.GetDecimal(4)));
            cutAt = row.IsDBNull(5) ? null : Day(row, 5);
        }

        return new(cells, cutAt is null, cutAt);
    }

    public async Task<Ageing> AgeingAsync(LocalDate today, CancellationToken cancellation)
    {
        var rows = await database.Lists.ListAsync(
            AgeingSql,
            row => (Row: new AgeingRow(row.GetString(0), (OverdueFor)row.GetInt32(1), row.GetInt64(2), row.GetDecimal(3)), IsCut: row.GetBoolean(4)),
            cancellation,
            today.ToDateOnly());

        return new([.. rows.Select(one => one.Row)], !rows.Any(one => one.IsCut));
    }

    public async Task<ReportChoices> ChoicesAsync(CancellationToken cancellation) => new(
        await database.Lists.ListAsync(ServicesSql, row => (row.GetString(0), (Unit)row.GetInt32(1)), cancellation),
        await database.Lists.ListAsync(ClassesSql, row => row.GetString(0), cancellation),
        await database.Lists.ListAsync(CurrenciesSql, row => row.GetString(0), cancellation));

    private static LocalDate Day(NpgsqlDataReader row, int column) => LocalDate.FromDateOnly(row.GetFieldValue<DateOnly>(column));

    // The group is one of a few columns of ours, never what somebody typed.
    private static string Sql(ReportOrder order) => order switch
    {
        { Measure: ReportMeasure.Payments } => PaymentsSql,
        { Measure: ReportMeasure.Receivables } => ReceivablesSql,
        { Measure: ReportMeasure.Revenue } => RevenueSql,
        { Group: ReportGroup.Destination } => DestinationSql,
        { Group: ReportGroup.Service } => ByService,
        { Group: ReportGroup.CustomerClass } => ByClass,
        { Group: ReportGroup.Product } => ByProduct,
        { Group: ReportGroup.Gateway } => ByGateway,
        { Group: ReportGroup.Tariff } => ByTariff,
        _ => throw new ArgumentOutOfRangeException(nameof(order), order.Group, null),
    };

    private static readonly string ByService = Grouped("u.service");
    private static readonly string ByClass = Grouped("u.class");
    private static readonly string ByProduct = Grouped("coalesce(p.name, '')");
    private static readonly string ByGateway = Grouped("coalesce(n.name, '')");
    private static readonly string ByTariff = Grouped("t.name");

    private static string Grouped(string column) => UsageSql.Replace("{0}", column, StringComparison.Ordinal);
}
