using Billing.Core.Sessions;

namespace Billing.Core.Allowances;

/// <summary>One kind of usage that an allowance pays for. Null matches anything.</summary>
/// <param name="Service">The service's key.</param>
/// <param name="DestinationGroup">A group that has the session's destination.</param>
/// <param name="Period">The tariff period in force at the unit; the default period has no name and cannot be asked for.</param>
/// <param name="Weight">What one base unit takes: in a pool of several services their units count differently.</param>
public sealed record AllowanceUse(string? Service, string? DestinationGroup = null, string? Period = null, decimal Weight = 1)
{
    /// <summary>Weights have bounds so that no amount divided or multiplied by one overflows.</summary>
    public const decimal MinWeight = 0.000001m;

    public const decimal MaxWeight = 1_000_000;

    internal static AllowanceUse Anything { get; } = new((string?)null);

    internal bool Fits(SessionTerms session, string? period) =>
        (Service is null || Service == session.Service)
        && (DestinationGroup is null || session.DestinationGroups.Contains(DestinationGroup))
        && (Period is null || string.Equals(Period, period, StringComparison.Ordinal));
}
