using Billing.Contracts;
using Billing.Contracts.Usage;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Usage;

internal sealed class UsageQuery(Database database) : IUsageQuery
{
    // The sums of the asked accounts, and their records that are not folded into them yet.
    private const string PerDaySql = """
        with who as materialized (
            select a.account_id, c.time_zone
            from account a
            join customer c on c.customer_id = a.customer_id
            where ($1::bigint is null or a.account_id = $1) and ($2::bigint is null or a.customer_id = $2)
              and ($3::bigint is null or a.account_id = $3) and ($4::bigint is null or a.customer_id = $4)
        )
        select day, service, currency, sum(events)::bigint, sum(units), sum(amount)
        from (
            select u.day, u.service, u.currency, u.events, u.units, u.amount
            from who
            join usage_day u on u.account_id = who.account_id
            where u.day between $5 and $6
            union all
            select (x.started_at at time zone who.time_zone)::date, x.service, t.currency, 1, x.used_units, x.amount
            from who
            join xdr x on x.account_id = who.account_id
            join tariff t on t.tariff_id = x.tariff_id
            where x.recorded_at >= (select folded_to from usage_fold)
              and (x.started_at at time zone who.time_zone)::date between $5 and $6
        ) u
        where $7::text is null or service = $7
        group by day, service, currency
        order by day, service, currency
        """;

    public async Task<IReadOnlyList<UsageDay>> PerDayAsync(Scope scope, UsageFilter filter, CancellationToken cancellation)
    {
        if (filter.To < filter.From || Period.DaysBetween(filter.From, filter.To) >= UsageFilter.LongestPeriod)
        {
            throw new ArgumentException($"period: expected an end not before its beginning, and {UsageFilter.LongestPeriod} days at most", nameof(filter));
        }

        if (filter.AccountId is null == filter.CustomerId is null)
        {
            throw new ArgumentException("account or customer: expected one of them", nameof(filter));
        }

        await using var command = database.Lists.CreateCommand(PerDaySql);
        command.Parameters.AddRange(new NpgsqlParameter[]
        {
            new NpgsqlParameter<long?> { TypedValue = filter.AccountId },
            new NpgsqlParameter<long?> { TypedValue = filter.CustomerId },
            new NpgsqlParameter<long?> { TypedValue = scope.AccountId },
            new NpgsqlParameter<long?> { TypedValue = scope.CustomerId },
            new NpgsqlParameter<DateOnly> { TypedValue = filter.From.ToDateOnly() },
            new NpgsqlParameter<DateOnly> { TypedValue = filter.To.ToDateOnly() },
            new NpgsqlParameter<string?> { TypedValue = filter.Service },
        });
        await using var row = await command.ReadAsync(cancellation);
        var days = new List<UsageDay>();

        while (await row.ReadAsync(cancellation))
        {
            days.Add(Read(row));
        }

        return days;
    }

    internal static UsageDay Read(NpgsqlDataReader row) => new(
        LocalDate.FromDateOnly(row.GetFieldValue<DateOnly>(0)),
        row.GetString(1),
        row.GetString(2),
        row.GetInt64(3),
        row.GetDecimal(4),
        row.GetDecimal(5));
}
