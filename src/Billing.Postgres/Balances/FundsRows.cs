using System.Text.Json;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Postgres.Paging;
using NodaTime;
using NodaTime.TimeZones;
using Npgsql;

namespace Billing.Postgres.Balances;

/// <summary>Reads what balances have beside plain money.</summary>
internal static class FundsRows
{
    // What expired long ago concerns nobody, but its number is not given again.
    private const string AllowancesSql = """
        select * from (
            select balance_id, allowance_id, name, kind, initial, remaining, uses::text, account_id, precedence, valid_from,
                expires_at, exhaustion, policy, plan_id, period_start, max(allowance_id) over (partition by balance_id) as newest
            from allowance
            where balance_id = any($1)
        ) a
        where allowance_id = newest or expires_at is null or expires_at > now() - interval '100 days' or kind = 3 and remaining > 0
        """;

    private const string PlansSql = """
        select balance_id, plan_id, name, kind, amount, uses::text, account_id, precedence, exhaustion, policy, period,
            roll_over_periods, is_first_prorated, starts_at, ends_at, zone_id
        from allowance_plan
        where balance_id = any($1)
        """;

    private const string DiscountsSql = """
        select balance_id, discount_id, name, service, destination_group, period, account_id, precedence, measure, reset, tiers::text, ends_at
        from discount_plan
        where balance_id = any($1) and (ends_at is null or ends_at > now() - interval '100 days')
        """;

    private const string LimitsSql = "select balance_id, limit_id, account_id, amount, period, is_own from spending_limit where balance_id = any($1)";

    private const string IncreasesSql = "select balance_id, amount, ends_at from credit_increase where balance_id = any($1) and ends_at > now()";

    // A counter of an earlier period counts on only for sessions that began in it. A quarter's and a year's begin longer ago than any session:
    // the two newest periods are read however long they are.
    private const string CountersSql = """
        select balance_id, counter_of, id, period_start, value
        from counter c
        where balance_id = any($1)
          and period_start >= (select least(max(n.period_start) - interval '40 days', min(n.period_start))
                               from (select o.period_start from counter o
                                     where o.balance_id = c.balance_id and o.counter_of = c.counter_of and o.id = c.id
                                     order by o.period_start desc
                                     limit 2) n)
        """;

    /// <summary>The funds of each balance that has any, in one round trip.</summary>
    public static async Task<Dictionary<long, Funds>> ReadAsync(NpgsqlConnection connection, long[] balanceIds)
    {
        await using var batch = new NpgsqlBatch(connection);

        foreach (var sql in (string[])[AllowancesSql, PlansSql, DiscountsSql, LimitsSql, IncreasesSql, CountersSql])
        {
            batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = balanceIds } } });
        }

        var funds = new Dictionary<long, Funds>();
        await using var row = await batch.ExecuteReaderAsync();

        void Change(Func<Funds, Funds> change)
        {
            var balanceId = row.GetInt64(0);
            funds[balanceId] = change(funds.GetValueOrDefault(balanceId) ?? Funds.None);
        }

        while (await row.ReadAsync())
        {
            Change(f => f with { Allowances = f.Allowances.Add(Allowance(row)), LastAllowanceId = row.GetInt32(15) });
        }

        await row.NextResultAsync();

        while (await row.ReadAsync())
        {
            Change(f => f with { Plans = f.Plans.Add(Plan(row)) });
        }

        await row.NextResultAsync();

        while (await row.ReadAsync())
        {
            Change(f => f with { Discounts = f.Discounts.Add(Discount(row)) });
        }

        await row.NextResultAsync();

        while (await row.ReadAsync())
        {
            Change(f => f with { Limits = f.Limits.Add(new(row.GetInt64(1), row.Number(2), row.GetDecimal(3), (PeriodKind)row.GetInt32(4), row.GetBoolean(5))) });
        }

        await row.NextResultAsync();

        while (await row.ReadAsync())
        {
            Change(f => f with { Increases = f.Increases.Add(new(row.GetDecimal(1), row.At(2))) });
        }

        await row.NextResultAsync();

        while (await row.ReadAsync())
        {
            Change(f => f with
            {
                Counters = f.Counters.Add(new(new((CounterOf)row.GetInt32(1), row.GetInt64(2)), row.At(3), row.GetDecimal(4))),
            });
        }

        return funds;
    }

    private static Allowance Allowance(NpgsqlDataReader row) => new()
    {
        AllowanceId = row.GetInt32(1),
        Name = row.GetString(2),
        Kind = (AllowanceKind)row.GetInt32(3),
        Initial = row.GetDecimal(4),
        Remaining = row.GetDecimal(5),
        Uses = Field(row, "allowance", "uses", 6, FundsJson.ReadUses),
        AccountId = row.Number(7),
        Precedence = row.GetInt32(8),
        ValidFrom = row.IsDBNull(9) ? Instant.MinValue : row.At(9),
        ExpiresAt = row.IsDBNull(10) ? Instant.MaxValue : row.At(10),
        Exhaustion = (Exhaustion)row.GetInt32(11),
        Policy = row.Text(12),
        Issue = row.IsDBNull(13) ? null : (row.GetInt64(13), row.At(14)),
    };

    private static AllowancePlan Plan(NpgsqlDataReader row) => new()
    {
        PlanId = row.GetInt64(1),
        Template = new()
        {
            AllowanceId = 0,
            Name = row.GetString(2),
            Kind = (AllowanceKind)row.GetInt32(3),
            Initial = row.GetDecimal(4),
            Remaining = row.GetDecimal(4),
            Uses = Field(row, "allowance_plan", "uses", 5, FundsJson.ReadUses),
            AccountId = row.Number(6),
            Precedence = row.GetInt32(7),
            Exhaustion = (Exhaustion)row.GetInt32(8),
            Policy = row.Text(9),
        },
        Period = (PeriodKind)row.GetInt32(10),
        RollOverPeriods = row.GetInt32(11),
        IsFirstProrated = row.GetBoolean(12),
        StartsAt = row.At(13),
        EndsAt = row.AtOrNull(14),
        Zone = Field(row, "allowance_plan", "zone_id", 15, id => DateTimeZoneProviders.Tzdb[id]),
    };

    private static DiscountPlan Discount(NpgsqlDataReader row) => new()
    {
        DiscountId = row.GetInt64(1),
        Name = row.GetString(2),
        Use = new(
            row.Text(3),
            row.Text(4),
            row.Text(5)),
        AccountId = row.Number(6),
        Precedence = row.GetInt32(7),
        Measure = (CounterMeasure)row.GetInt32(8),
        Reset = (PeriodKind)row.GetInt32(9),
        Tiers = Field(row, "discount_plan", "tiers", 10, FundsJson.ReadTiers),
        EndsAt = row.AtOrNull(11),
    };

    // The second column is the row's own number. Whatever is wrong with a text that somebody entered, it is told where.
    private static T Field<T>(NpgsqlDataReader row, string table, string field, int column, Func<string, T> read)
    {
        var text = row.GetString(column);

        try
        {
            return read(text);
        }
        catch (Exception failure) when (failure is JsonException or DateTimeZoneNotFoundException or FormatException or OverflowException or NullReferenceException or ArgumentNullException)
        {
            throw new InvalidDataException($"balance {row.GetInt64(0)}: {table} {row.GetValue(1)}: {field}: \"{text}\" cannot be read", failure);
        }
    }
}
