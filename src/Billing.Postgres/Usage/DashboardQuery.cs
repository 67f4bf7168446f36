using Billing.Contracts;
using Billing.Contracts.Payments;
using Billing.Contracts.Records;
using Billing.Contracts.Usage;
using Billing.Core.Balances;
using Billing.Postgres.Paging;
using Billing.Postgres.Sessions;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Usage;

internal sealed class DashboardQuery(Database database) : IDashboardQuery
{
    private const int Days = 14;
    private const int DestinationDays = 7;
    private const int MostDestinations = 10;

    // Quarters of an hour of the asked time, those that are folded in and the records that are not.
    private const string Quarters = """
        select quarter, service, currency, events, units, amount, unrated
        from usage_quarter
        where quarter >= $1
        union all
        select date_bin('15 minutes', x.recorded_at, 'epoch'), x.service, t.currency, 1, x.used_units, x.amount, (x.rate_id is null)::int
        from xdr x
        join tariff t on t.tariff_id = x.tariff_id
        where x.recorded_at >= (select greatest(folded_to, $1) from usage_fold)
        """;

    private const string DaysSql = $"""
        select (quarter at time zone $2)::date, service, currency, sum(events)::bigint, sum(units), sum(amount), sum(unrated)::bigint
        from ({Quarters}) q
        group by 1, 2, 3
        order by 1, 2, 3
        """;

    private const string WeekAgoSql = """
        select currency, sum(amount) from usage_quarter where quarter >= $1 and quarter < $2 group by currency order by currency
        """;

    private const string PaidSql = """
        select b.currency, sum(e.amount), count(*)
        from ledger_entry e
        join balance b on b.balance_id = e.balance_id
        where e.recorded_at >= $1 and e.reason <> 2 and e.reason = $2
        group by b.currency
        order by b.currency
        """;

    private const string SessionsSql = """
        select service, count(*), count(*) filter (where session_id < $1)
        from session
        where ended_at is null
        group by service
        order by 2 desc, 1
        """;

    private const string SuspenseSql = "select count(*) from suspense_usage where first_heard_at >= $1";

    private const string DeclinedSql = "select count(*) from payment where state = $2 and created_at >= $1";

    // A range of the index on when it was recorded, in the newest partition.
    private const string MinuteSql = "select count(*) from xdr where recorded_at > $1 and recorded_at <= $2";

    private const string DestinationsSql = """
        with sums as (
            select service, destination, currency, sum(events)::bigint as events, sum(units) as units, sum(amount) as amount
            from (
                select service, destination, currency, events, units, amount from usage_destination where day > $1
                union all
                select x.service, x.destination, t.currency, 1, x.used_units, x.amount
                from xdr x
                join tariff t on t.tariff_id = x.tariff_id
                where x.recorded_at >= (select folded_to from usage_fold) and x.destination is not null
            ) u
            group by service, destination, currency
        ), ranked as (
            select *, row_number() over (partition by currency order by amount desc, destination, service) as place from sums
        )
        select r.destination, d.description, r.service, r.currency, r.events, r.units, r.amount
        from ranked r
        left join lateral (
            select description from destination
            where prefix = any(array(select left(r.destination, l) from generate_series(1, least(length(r.destination), 16)) l))
            order by length(prefix) desc
            limit 1
        ) d on true
        where r.place <= $2
        order by r.currency, r.place
        """;

    public async Task<Dashboard> ShowAsync(DateTimeZone zone, Instant now, CancellationToken cancellation)
    {
        var today = now.InZone(zone).Date;
        var (begin, weekAgo) = (zone.AtStartOfDay(today).ToInstant(), zone.AtStartOfDay(today.PlusDays(-7)).ToInstant());
        await using var connection = await database.Lists.OpenLivingAsync(cancellation);
        var days = await connection.ListAsync(
            DaysSql,
            row => (Day: UsageQuery.Read(row), Unrated: row.GetInt64(6)),
            cancellation,
            zone.AtStartOfDay(today.PlusDays(1 - Days)).ToDateTimeUtc(),
            zone.Id);
        var now7 = weekAgo + (now - begin);
        var before = await connection.ListAsync(WeekAgoSql, Amount, cancellation, weekAgo.ToDateTimeUtc(), now7.ToDateTimeUtc());
        var paid = await connection.ListAsync(
            PaidSql, row => (Amount: Amount(row), Count: row.GetInt64(2)), cancellation, begin.ToDateTimeUtc(), (int)LedgerReason.TopUp);
        var sessions = await connection.ListAsync(
            SessionsSql,
            row => (Count: new ServiceCount(row.GetString(0), row.GetInt64(1)), Long: row.GetInt64(2)),
            cancellation,
            SessionTime.FirstIdOf(now - Dashboard.LongAfter));
        var destinations = await connection.ListAsync(
            DestinationsSql, Destination, cancellation, now.InUtc().Date.PlusDays(-DestinationDays).ToDateOnly(), MostDestinations);
        var suspense = await connection.ListAsync(SuspenseSql, row => row.GetInt64(0), cancellation, begin.ToDateTimeUtc());
        var declined = await connection.ListAsync(
            DeclinedSql, row => row.GetInt64(0), cancellation, begin.ToDateTimeUtc(), (int)PaymentState.Declined);
        var minute = await connection.ListAsync(
            MinuteSql, row => row.GetInt64(0), cancellation, (now - Duration.FromMinutes(1)).ToDateTimeUtc(), now.ToDateTimeUtc());
        var ofToday = days.Where(day => day.Day.Day == today).ToList();

        return new(
            today,
            [.. ofToday.GroupBy(day => day.Day.Currency).Select(group => new CurrencyAmount(group.Key, group.Sum(day => day.Day.Amount)))],
            before,
            [.. paid.Select(one => one.Amount)],
            (int)paid.Sum(one => one.Count),
            [.. sessions.Select(one => one.Count)],
            [.. ofToday.Select(day => new ServiceTotal(day.Day.Service, day.Day.Currency, day.Day.Events, day.Day.Units, day.Day.Amount))
                .OrderByDescending(one => one.Amount)],
            [.. days.Select(day => day.Day)],
            destinations,
            ofToday.Sum(day => day.Unrated),
            sessions.Sum(one => one.Long),
            suspense[0])
        {
            DeclinedToday = declined[0],
            ChargesAMinute = minute[0],
            PaymentsByCurrency = paid.ToDictionary(one => one.Amount.Currency, one => one.Count),
        };
    }

    private static CurrencyAmount Amount(NpgsqlDataReader row) => new(row.GetString(0), row.GetDecimal(1));

    private static DestinationTotal Destination(NpgsqlDataReader row) => new(
        row.GetString(0), row.Text(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetDecimal(5), row.GetDecimal(6));
}
