namespace Billing.Portal.Balances;

/// <summary>Which limit a dialog is about.</summary>
public enum LimitKind
{
    /// <summary>The permanent credit limit, or more credit for a while.</summary>
    Credit,

    /// <summary>The most that may be spent in a period.</summary>
    Spending,
}
