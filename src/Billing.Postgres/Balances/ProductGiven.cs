using Billing.Core.Balances;
using Npgsql;

namespace Billing.Postgres.Balances;

/// <summary>What accounts' own products give them beside services, whatever their balances have taken up or used of it.</summary>
internal static class ProductGiven
{
    // As main product and add-on at once it is had once. It began so long ago that no period of it is a partial one, and what is
    // left of an earlier period is not looked at.
    private const string Had = """
        with had as (
            select a.account_id, a.product_id, c.time_zone
            from account a join customer c on c.customer_id = a.customer_id
            where a.account_id = any($1)
            union
            select a.account_id, p.product_id, c.time_zone
            from account a
            join customer c on c.customer_id = a.customer_id
            join account_product p on p.account_id = a.account_id
            where a.account_id = any($1)
        )
        select null::bigint, h.account_id, timestamptz '2000-01-01 00:00:00+00', null::bigint
        """;

    private const string PlansSql = $"""
        {Had}, t.product_allowance_plan_id, t.name, t.precedence, t.is_shared,
            t.kind, t.amount, t.uses::text, t.exhaustion, t.policy, t.period, 0, false, h.time_zone
        from had h
        join product_allowance_plan t on t.product_id = h.product_id and not t.is_withdrawn
        order by h.account_id, t.product_allowance_plan_id
        """;

    private const string DiscountsSql = $"""
        {Had}, t.product_discount_id, t.name, t.precedence, t.is_shared,
            t.service, t.destination_group, t.period, t.measure, t.reset, t.tiers::text
        from had h
        join product_discount t on t.product_id = h.product_id and not t.is_withdrawn
        order by h.account_id, t.product_discount_id
        """;

    /// <summary>By account; only of those whose products give any.</summary>
    public static async Task<Dictionary<long, Funds>> ReadAsync(NpgsqlConnection connection, long[] accountIds)
    {
        var given = new Dictionary<long, Funds>();
        await using var batch = new NpgsqlBatch(connection);

        foreach (var sql in (string[])[PlansSql, DiscountsSql])
        {
            batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = accountIds } } });
        }

        await using var row = await batch.ExecuteReaderAsync();

        while (await row.ReadAsync())
        {
            var funds = given.GetValueOrDefault(row.GetInt64(1)) ?? Funds.None;
            given[row.GetInt64(1)] = funds with
            {
                Plans = funds.Plans.Add(ProductFundsStore.PlanTerms(row) with { PlanId = funds.Plans.Length + 1 }),
            };
        }

        await row.NextResultAsync();

        while (await row.ReadAsync())
        {
            var funds = given.GetValueOrDefault(row.GetInt64(1)) ?? Funds.None;
            given[row.GetInt64(1)] = funds with
            {
                Discounts = funds.Discounts.Add(ProductFundsStore.DiscountTerms(row) with { DiscountId = funds.Discounts.Length + 1 }),
            };
        }

        return given;
    }
}
