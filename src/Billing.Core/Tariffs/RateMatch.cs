namespace Billing.Core.Tariffs;

/// <summary>The rate that a tariff has for a destination.</summary>
public readonly record struct RateMatch(Rate Rate)
{
    /// <summary>The tariff knows the destination, and refuses it.</summary>
    public bool IsForbidden => Rate.Status == RateStatus.Forbidden;
}
