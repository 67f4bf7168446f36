namespace Billing.Contracts.Service;

/// <summary>The machine's clock beside the database's, which all else goes by: for what was dated before the database told the time.</summary>
public static class MachineClock
{
    /// <summary>By which the <see cref="TimeProvider"/> is asked for.</summary>
    public const string Key = "machine";
}
