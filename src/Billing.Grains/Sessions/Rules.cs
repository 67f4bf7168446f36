namespace Billing.Grains.Sessions;

/// <summary>The names of what gives orders by itself, as they are recorded.</summary>
internal static class Rules
{
    public const string Prefix = "rule:";

    /// <summary>Funds, an allowance or a limit are used up.</summary>
    public const string Funds = $"{Prefix} funds";

    public const string Dunning = $"{Prefix} dunning";

    public const string Allowance = $"{Prefix} allowance";

    public const string Product = $"{Prefix} product";

    public const string Status = $"{Prefix} status";
}
