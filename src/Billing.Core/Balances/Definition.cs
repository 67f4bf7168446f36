using Billing.Core.Allowances;
using Billing.Core.Discounts;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>What a balance is given beside money, stored in the commit that gives it; numbers of new rows are the store's to give.</summary>
public abstract record Definition
{
    private Definition()
    {
    }

    /// <summary>A new plan of allowances.</summary>
    /// <param name="Source">The product's plan that it is made of; null: the balance's own.</param>
    public sealed record Plan(AllowancePlan Terms, ProductSource? Source = null) : Definition;

    /// <summary>A new ladder of discounts.</summary>
    /// <param name="Source">The product's discount that it is made of; null: the balance's own.</param>
    public sealed record Discount(DiscountPlan Terms, ProductSource? Source = null) : Definition;

    /// <summary>The end of a plan, which gives nothing in periods that begin later, of a discount, an allowance, or of more credit.</summary>
    public sealed record End(DefinedKind Of, long Number, Instant At) : Definition;

    /// <summary>A plan or discount that had ended is in force again.</summary>
    /// <param name="Since">
    /// When the account came back: a plan gives nothing for periods that ended before. In what is stored it is what the plan begins with,
    /// its old start where the running period was given: see <see cref="AllowancePlan.ResumedFrom"/>.
    /// </param>
    public sealed record Resume(DefinedKind Of, long Number, Instant Since) : Definition;

    /// <summary>The limit of an account, or of all together, for a kind of period: the one there is, if any, is changed.</summary>
    /// <remarks>It keeps its number, so what was spent in the running period still counts. Amount zero removes it.</remarks>
    public sealed record Limit(SpendingLimit Terms) : Definition;

    /// <summary>A higher credit limit for a while, beside those there are.</summary>
    public sealed record Increase(CreditIncrease Terms) : Definition;

    /// <summary>The permanent credit limit.</summary>
    /// <param name="Amount">In the balance's currency, zero or more.</param>
    public sealed record CreditLimit(decimal Amount) : Definition;
}

/// <summary>What can be ended. Numbers are on the wire.</summary>
public enum DefinedKind
{
    Plan = 1,
    Discount = 2,

    /// <summary>An allowance that was given once: what is left of it is worth nothing then.</summary>
    Allowance = 3,

    /// <summary>Higher credit limits for a while, all of a balance's together: they have no numbers.</summary>
    Increase = 4,
}

/// <summary>Where a plan or discount of a balance comes from.</summary>
/// <param name="Number">That of the product's plan or discount.</param>
/// <param name="AccountId">The account of the balance that has the product.</param>
public readonly record struct ProductSource(long Number, long AccountId);
