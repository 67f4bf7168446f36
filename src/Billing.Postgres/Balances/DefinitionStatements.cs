using Billing.Core.Balances;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Balances;

/// <summary>Writes definitions in the transaction of the commit that makes them; they are few, so each is a statement.</summary>
/// <remarks>The commit has locked the balance's row and moved its version, so nothing else writes for this balance meanwhile.</remarks>
internal static class DefinitionStatements
{
    private const string PlanSql = """
        insert into allowance_plan
            (balance_id, name, kind, amount, uses, account_id, precedence, exhaustion, policy, period, roll_over_periods,
             is_first_prorated, starts_at, ends_at, zone_id, product_plan_id, brought_by)
        values ($1, $2, $3, $4, $5::jsonb, $6::bigint, $7, $8, $9::text, $10, $11, $12, $13, $14::timestamptz, $15, $16::bigint, $17::bigint)
        """;

    private const string DiscountSql = """
        insert into discount_plan
            (balance_id, name, service, destination_group, period, account_id, precedence, measure, reset, tiers, product_discount_id, brought_by)
        values ($1, $2, $3::text, $4::text, $5::text, $6::bigint, $7, $8, $9, $10::jsonb, $11::bigint, $12::bigint)
        """;

    private const string EndPlanSql = "update allowance_plan set ends_at = $3 where balance_id = $1 and plan_id = $2";

    private const string EndDiscountSql = "update discount_plan set ends_at = $3 where balance_id = $1 and discount_id = $2";

    private const string EndAllowanceSql = "update allowance set expires_at = $3 where balance_id = $1 and allowance_id = $2";

    private const string EndIncreasesSql = "update credit_increase set ends_at = $2 where balance_id = $1 and ends_at > $2";

    // The decision says with what it begins: anew, so that it gives nothing for the periods in which it was not there, or as before.
    private const string ResumePlanSql =
        "update allowance_plan set starts_at = $3, ends_at = null where balance_id = $1 and plan_id = $2";

    private const string ResumeDiscountSql = "update discount_plan set ends_at = null where balance_id = $1 and discount_id = $2";

    // The row is kept where there is one: its number is that of the counter of the running period.
    private const string LimitSql = """
        with changed as (
            update spending_limit set amount = $4
            where balance_id = $1 and account_id is not distinct from $2::bigint and period = $3 and is_own = $5
            returning 1
        )
        insert into spending_limit (balance_id, account_id, period, amount, is_own)
        select $1, $2::bigint, $3, $4, $5 where not exists (select from changed)
        """;

    private const string NoLimitSql = """
        delete from spending_limit where balance_id = $1 and account_id is not distinct from $2::bigint and period = $3 and is_own = $4
        """;

    private const string IncreaseSql = "insert into credit_increase (balance_id, amount, ends_at) values ($1, $2, $3)";

    private const string CreditLimitSql = "update balance set credit_limit = $2 where balance_id = $1";

    public static void Execute(NpgsqlConnection connection, IEnumerable<(long BalanceId, Definition Definition)> definitions)
    {
        foreach (var (balanceId, definition) in definitions)
        {
            using var command = Command(connection, balanceId, definition);
            command.ExecuteNonQuery();
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, long balanceId, Definition definition) => definition switch
    {
        Definition.Plan({ Template: var each } plan, var source) => connection.Command(
            PlanSql,
            balanceId,
            each.Name,
            (int)each.Kind,
            each.Initial,
            FundsJson.Write(each.Uses),
            each.AccountId,
            each.Precedence,
            (int)each.Exhaustion,
            each.Policy,
            (int)plan.Period,
            plan.RollOverPeriods,
            plan.IsFirstProrated,
            Utc(plan.StartsAt),
            plan.EndsAt is { } end ? Utc(end) : null,
            plan.Zone.Id,
            source?.Number,
            source?.AccountId),
        Definition.Discount(var discount, var source) => connection.Command(
            DiscountSql,
            balanceId,
            discount.Name,
            discount.Use.Service,
            discount.Use.DestinationGroup,
            discount.Use.Period,
            discount.AccountId,
            discount.Precedence,
            (int)discount.Measure,
            (int)discount.Reset,
            FundsJson.Write(discount.Tiers),
            source?.Number,
            source?.AccountId),
        Definition.Limit({ Amount: 0 } none) => connection.Command(NoLimitSql, balanceId, none.AccountId, (int)none.Period, none.IsOwn),
        Definition.Limit(var limit) => connection.Command(LimitSql, balanceId, limit.AccountId, (int)limit.Period, limit.Amount, limit.IsOwn),
        Definition.Increase(var increase) => connection.Command(IncreaseSql, balanceId, increase.Amount, Utc(increase.EndsAt)),
        Definition.CreditLimit(var amount) => connection.Command(CreditLimitSql, balanceId, amount),
        Definition.End { Of: DefinedKind.Plan } end => connection.Command(EndPlanSql, balanceId, end.Number, Utc(end.At)),
        Definition.End { Of: DefinedKind.Allowance } end => connection.Command(EndAllowanceSql, balanceId, end.Number, Utc(end.At)),
        Definition.End { Of: DefinedKind.Increase } end => connection.Command(EndIncreasesSql, balanceId, Utc(end.At)),
        Definition.End end => connection.Command(EndDiscountSql, balanceId, end.Number, Utc(end.At)),
        Definition.Resume { Of: DefinedKind.Plan } again => connection.Command(ResumePlanSql, balanceId, again.Number, Utc(again.Since)),
        Definition.Resume again => connection.Command(ResumeDiscountSql, balanceId, again.Number),
        _ => throw new ArgumentOutOfRangeException(nameof(definition), definition, null),
    };

    private static DateTime Utc(Instant instant) => instant.ToDateTimeUtc();
}
