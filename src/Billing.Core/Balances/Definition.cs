using Billing.Core.Allowances;
using Billing.Core.Discounts;

namespace Billing.Core.Balances;

/// <summary>What a balance is given beside money, stored in the commit that gives it; numbers of new rows are the store's to give.</summary>
public abstract record Definition
{
    private Definition()
    {
    }

    /// <summary>A new plan of allowances.</summary>
    public sealed record Plan(AllowancePlan Terms) : Definition;

    /// <summary>A new ladder of discounts.</summary>
    public sealed record Discount(DiscountPlan Terms) : Definition;

    /// <summary>The limit of an account, or of all together, for a kind of period: the one there is, if any, is changed.</summary>
    /// <remarks>It keeps its number, so what was spent in the running period still counts. Amount zero removes it.</remarks>
    public sealed record Limit(SpendingLimit Terms) : Definition;

    /// <summary>A higher credit limit for a while, beside those there are.</summary>
    public sealed record Increase(CreditIncrease Terms) : Definition;

    /// <summary>The permanent credit limit.</summary>
    /// <param name="Amount">In the balance's currency, zero or more.</param>
    public sealed record CreditLimit(decimal Amount) : Definition;
}
