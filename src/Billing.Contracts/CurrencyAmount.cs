namespace Billing.Contracts;

/// <summary>An amount as it is shown and summed: one for each currency, since two never add.</summary>
/// <param name="Currency">ISO 4217.</param>
public sealed record CurrencyAmount(string Currency, decimal Amount);
