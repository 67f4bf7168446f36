using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Postgres.Balances;
using Billing.Postgres.Changes;
using Npgsql;

namespace Billing.Postgres.Products;

internal sealed partial class ProductStore
{
    private const string PlansSql = """
        select product_allowance_plan_id, name, kind, amount, uses::text, period, is_shared, precedence, exhaustion, policy,
               roll_over_periods, is_first_prorated, is_withdrawn
        from product_allowance_plan
        where product_id = $1
        order by is_withdrawn, product_allowance_plan_id
        """;

    private const string DiscountsSql = """
        select product_discount_id, name, service, destination_group, period, measure, reset, tiers::text, is_shared, precedence,
               is_withdrawn
        from product_discount
        where product_id = $1
        order by is_withdrawn, product_discount_id
        """;

    private const string AddPlanSql = """
        insert into product_allowance_plan (product_id, name, kind, amount, uses, period, is_shared, precedence, exhaustion, policy,
                                            roll_over_periods, is_first_prorated)
        values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10, $11, $12)
        """;

    private const string AddDiscountSql = """
        insert into product_discount (product_id, name, service, destination_group, period, measure, reset, tiers, is_shared, precedence)
        values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10)
        """;

    private const string WithdrawPlanSql =
        "update product_allowance_plan set is_withdrawn = true where product_id = $1 and product_allowance_plan_id = $2";

    private const string WithdrawDiscountSql =
        "update product_discount set is_withdrawn = true where product_id = $1 and product_discount_id = $2";

    // A balance that nobody used for a quarter of an hour is in no memory, unless somebody looks at it. Those that had no session for
    // longer are not told: their next session has them look (AccountGrain).
    private const string InUseSql = """
        select distinct a.balance_id
        from session s
        join account a on a.balance_id = s.balance_id
        where (s.ended_at is null or s.ended_at > now() - interval '1 hour')
          and (a.product_id = $1 or exists (select from account_product p where p.account_id = a.account_id and p.product_id = $1))
        """;

    private const string BegunSql = """
        select distinct a.balance_id
        from session s
        join account a on a.balance_id = s.balance_id
        where s.ended_at is null and s.authorized_at > now() - interval '1 minute'
          and (a.product_id = $1 or exists (select from account_product p where p.account_id = a.account_id and p.product_id = $1))
        """;

    public async Task<ProductFunds?> FundsAsync(long productId)
    {
        await using var connection = await database.Read.OpenConnectionAsync();

        if (await connection.ReadAsync("select 1 from product where product_id = $1", productId) is null)
        {
            return null;
        }

        var plans = await connection.ListAsync(
            PlansSql,
            row => new ProductPlanRow(
                row.GetInt64(0),
                new(
                    row.GetString(1), (AllowanceKind)row.GetInt32(2), row.GetDecimal(3), [.. FundsJson.ReadUses(row.GetString(4)).Select(Use)],
                    (PeriodKind)row.GetInt32(5), row.GetBoolean(6), row.GetInt32(7), (Exhaustion)row.GetInt32(8),
                    row.IsDBNull(9) ? null : row.GetString(9), row.GetInt32(10), row.GetBoolean(11)),
                row.GetBoolean(12)),
            productId);
        var discounts = await connection.ListAsync(
            DiscountsSql,
            row => new ProductDiscountRow(
                row.GetInt64(0),
                new(
                    row.GetString(1),
                    new(
                        row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
                        row.IsDBNull(4) ? null : row.GetString(4), 1),
                    (CounterMeasure)row.GetInt32(5),
                    (PeriodKind)row.GetInt32(6),
                    [.. FundsJson.ReadTiers(row.GetString(7)).Select(tier => new TierOrder(tier.Threshold, tier.Percent))],
                    row.GetBoolean(8),
                    row.GetInt32(9)),
                row.GetBoolean(10)),
            productId);

        return new([.. plans], [.. discounts]);
    }

    public Task<ChangeReply> AddPlanAsync(long productId, ProductPlan plan, Edit edit) =>
        changes.EditAsync(Product, productId, edit, "edit", async connection =>
        {
            await AddAsync(connection, productId, plan);

            return await TellAsync(connection, productId);
        });

    public Task<ChangeReply> AddDiscountAsync(long productId, ProductDiscount discount, Edit edit) =>
        changes.EditAsync(Product, productId, edit, "edit", async connection =>
        {
            await AddAsync(connection, productId, discount);

            return await TellAsync(connection, productId);
        });

    public Task<ChangeReply> WithdrawAsync(long productId, DefinedKind of, long number, Edit edit) =>
        changes.EditAsync(Product, productId, edit, "edit", async connection =>
            await connection.DoAsync(of is DefinedKind.Plan ? WithdrawPlanSql : WithdrawDiscountSql, productId, number) == 1
                ? await TellAsync(connection, productId)
                : new FieldProblem("Number", "one of the product's"));

    public async Task<IReadOnlyList<long>> BalancesInUseAsync(long productId) =>
        await database.ListAsync(InUseSql, row => row.GetInt64(0), productId);

    public async Task<IReadOnlyList<long>> BalancesBegunAsync(long productId) =>
        await database.ListAsync(BegunSql, row => row.GetInt64(0), productId);

    // With the change: whoever wrote it may not live to tell it.
    private async Task<FieldProblem?> TellAsync(NpgsqlConnection connection, long productId)
    {
        await TellingStore.WriteAsync(connection, EntityKinds.Product, productId, changes.Now);

        return null;
    }

    private static Task<int> AddAsync(NpgsqlConnection connection, long productId, ProductPlan plan) => connection.DoAsync(
        AddPlanSql, productId, plan.Name, (int)plan.Kind, plan.Amount,
        FundsJson.Write([.. plan.Uses.Select(use => new AllowanceUse(use.Service, use.DestinationGroup, use.Period, use.Weight))]), (int)plan.Period,
        plan.IsShared, plan.Precedence, (int)plan.Exhaustion, plan.Policy, plan.RollOverPeriods, plan.IsFirstProrated);

    private static Task<int> AddAsync(NpgsqlConnection connection, long productId, ProductDiscount discount) => connection.DoAsync(
        AddDiscountSql, productId, discount.Name, discount.Use.Service, discount.Use.DestinationGroup, discount.Use.Period,
        (int)discount.Measure, (int)discount.Reset,
        FundsJson.Write([.. discount.Tiers.Select(tier => new DiscountTier(tier.Threshold, tier.Percent))]), discount.IsShared, discount.Precedence);

    private static UseOrder Use(AllowanceUse use) => new(use.Service, use.DestinationGroup, use.Period, use.Weight);
}
