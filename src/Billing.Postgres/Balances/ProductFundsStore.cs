using Billing.Contracts;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Grains.Balances;
using Billing.Postgres.Changes;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Balances;

/// <summary>Finds where a balance differs from what the products of its accounts give, for many balances at once.</summary>
/// <remarks>
/// A row that was ended while the account has the product stays ended; it goes on only when the account came back since.
/// </remarks>
internal sealed class ProductFundsStore : IProductFundsStore
{
    // Who has which product, since when; as main product and add-on at once it is had once.
    private const string Had = """
        with had as (
            select balance_id, account_id, product_id, min(since) as since, max(time_zone) as zone_id
            from (
                select a.balance_id, a.account_id, a.product_id, a.product_since as since, c.time_zone
                from account a join customer c on c.customer_id = a.customer_id
                where a.balance_id = any($1)
                union all
                select a.balance_id, a.account_id, p.product_id, p.since, c.time_zone
                from account a
                join customer c on c.customer_id = a.customer_id
                join account_product p on p.account_id = a.account_id
                where a.balance_id = any($1)
            ) one
            group by balance_id, account_id, product_id
        )
        """;

    // As if an account had got products: $1 the account, $2 the products, $3 since when.
    private const string Supposed = """
        with had as (
            select a.balance_id, a.account_id, p.product_id, $3::timestamptz as since, c.time_zone as zone_id
            from account a
            join customer c on c.customer_id = a.customer_id
            cross join unnest($2::bigint[]) p(product_id)
            where a.account_id = $1
        )
        """;

    private const string PlansSql = $"{Had} {Plans}";

    private const string SupposedPlansSql = $"{Supposed} {Plans}";

    private const string Plans = """
        select h.balance_id, h.account_id, h.since, d.plan_id, t.product_allowance_plan_id, t.name, t.precedence, t.is_shared,
            t.kind, t.amount, t.uses::text, t.exhaustion, t.policy, t.period, t.roll_over_periods, t.is_first_prorated, h.zone_id
        from had h
        join product_allowance_plan t on t.product_id = h.product_id and not t.is_withdrawn
        left join allowance_plan d
            on d.balance_id = h.balance_id and d.product_plan_id = t.product_allowance_plan_id and d.brought_by = h.account_id
        where d.plan_id is null or d.ends_at <= h.since
        order by h.account_id, t.product_allowance_plan_id
        """;

    private const string PlansOverSql = $"""
        {Had}
        select d.balance_id, d.plan_id
        from allowance_plan d
        where d.balance_id = any($1) and d.product_plan_id is not null and (d.ends_at is null or d.ends_at > now())
          and not exists (select from had h join product_allowance_plan t on t.product_id = h.product_id and not t.is_withdrawn
                          where h.balance_id = d.balance_id and h.account_id = d.brought_by
                            and t.product_allowance_plan_id = d.product_plan_id)
        """;

    private const string DiscountsSql = $"""
        {Had}
        select h.balance_id, h.account_id, h.since, d.discount_id, t.product_discount_id, t.name, t.precedence, t.is_shared,
            t.service, t.destination_group, t.period, t.measure, t.reset, t.tiers::text
        from had h
        join product_discount t on t.product_id = h.product_id and not t.is_withdrawn
        left join discount_plan d
            on d.balance_id = h.balance_id and d.product_discount_id = t.product_discount_id and d.brought_by = h.account_id
        where d.discount_id is null or d.ends_at <= h.since
        order by h.account_id, t.product_discount_id
        """;

    private const string DiscountsOverSql = $"""
        {Had}
        select d.balance_id, d.discount_id
        from discount_plan d
        where d.balance_id = any($1) and d.product_discount_id is not null and (d.ends_at is null or d.ends_at > now())
          and not exists (select from had h join product_discount t on t.product_id = h.product_id and not t.is_withdrawn
                          where h.balance_id = d.balance_id and h.account_id = d.brought_by
                            and t.product_discount_id = d.product_discount_id)
        """;

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly BatchLoader<long, List<Definition>> _loader;

    public ProductFundsStore(Database database, TimeProvider clock)
    {
        (_database, _clock) = (database, clock);
        _loader = new(ReadAsync);
    }

    public async Task<IReadOnlyList<Definition>> ChangesAsync(long balanceId) => await _loader.LoadAsync(balanceId) ?? [];

    public async Task<IReadOnlyList<(long Number, Definition Definition)>> PlansOfAsync(
        long accountId, IReadOnlyList<long> productIds, Instant since)
    {
        await using var connection = await _database.Read.OpenConnectionAsync();

        return await connection.ListAsync(
            SupposedPlansSql, row => (row.GetInt64(4), Plan(row)), accountId, productIds.ToArray(), since.ToDateTimeUtc());
    }

    private async Task<Dictionary<long, List<Definition>>> ReadAsync(long[] balanceIds)
    {
        var now = _clock.Now();
        await using var connection = await _database.Read.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        Func<NpgsqlDataReader, Definition>[] readers =
        [
            Plan, row => new Definition.End(DefinedKind.Plan, row.GetInt64(1), now),
            Discount, row => new Definition.End(DefinedKind.Discount, row.GetInt64(1), now),
        ];

        foreach (var sql in (string[])[PlansSql, PlansOverSql, DiscountsSql, DiscountsOverSql])
        {
            batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = balanceIds } } });
        }

        var changes = new Dictionary<long, List<Definition>>();
        await using var row = await batch.ExecuteReaderAsync();

        foreach (var read in readers)
        {
            while (await row.ReadAsync())
            {
                var balanceId = row.GetInt64(0);

                if (!changes.TryGetValue(balanceId, out var ofBalance))
                {
                    changes.Add(balanceId, ofBalance = []);
                }

                ofBalance.Add(read(row));
            }

            await row.NextResultAsync();
        }

        return changes;
    }

    private static Definition Plan(NpgsqlDataReader row) => row.IsDBNull(3)
        ? new Definition.Plan(PlanTerms(row), new(row.GetInt64(4), row.GetInt64(1)))
        : new Definition.Resume(DefinedKind.Plan, row.GetInt64(3), Since(row));

    /// <summary>A plan by the columns of a product's row from the account's number, the second one, on; without a number.</summary>
    internal static AllowancePlan PlanTerms(NpgsqlDataReader row) => new()
    {
        PlanId = 0,
        Template = new()
        {
            AllowanceId = 0,
            Name = row.GetString(5),
            Precedence = row.GetInt32(6),
            AccountId = row.GetBoolean(7) ? null : row.GetInt64(1),
            Kind = (AllowanceKind)row.GetInt32(8),
            Initial = row.GetDecimal(9),
            Remaining = row.GetDecimal(9),
            Uses = FundsJson.ReadUses(row.GetString(10)),
            Exhaustion = (Exhaustion)row.GetInt32(11),
            Policy = row.IsDBNull(12) ? null : row.GetString(12),
        },
        Period = (PeriodKind)row.GetInt32(13),
        RollOverPeriods = row.GetInt32(14),
        IsFirstProrated = row.GetBoolean(15),
        StartsAt = Since(row),
        Zone = DateTimeZoneProviders.Tzdb[row.GetString(16)],
    };

    private static Definition Discount(NpgsqlDataReader row) => row.IsDBNull(3)
        ? new Definition.Discount(DiscountTerms(row), new(row.GetInt64(4), row.GetInt64(1)))
        : new Definition.Resume(DefinedKind.Discount, row.GetInt64(3), Since(row));

    /// <summary>The same of a discount.</summary>
    internal static DiscountPlan DiscountTerms(NpgsqlDataReader row) => new()
    {
        DiscountId = 0,
        Name = row.GetString(5),
        Precedence = row.GetInt32(6),
        AccountId = row.GetBoolean(7) ? null : row.GetInt64(1),
        Use = new(
            row.IsDBNull(8) ? null : row.GetString(8),
            row.IsDBNull(9) ? null : row.GetString(9),
            row.IsDBNull(10) ? null : row.GetString(10)),
        Measure = (CounterMeasure)row.GetInt32(11),
        Reset = (PeriodKind)row.GetInt32(12),
        Tiers = FundsJson.ReadTiers(row.GetString(13)),
    };

    private static Instant Since(NpgsqlDataReader row) => Instant.FromDateTimeUtc(row.GetDateTime(2));
}
