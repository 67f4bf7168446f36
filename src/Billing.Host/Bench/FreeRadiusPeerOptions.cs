namespace Billing.Host.Bench;

/// <summary>What the FreeRADIUS of a comparison is set up with.</summary>
internal sealed record FreeRadiusPeerOptions
{
    /// <summary>A scratch folder; made when missing, removed when the peer is disposed of.</summary>
    public required string Folder { get; init; }

    public int AuthPort { get; init; } = 11812;

    public int AcctPort { get; init; } = 11813;

    /// <summary>How many users it knows: <c>user000000</c> with <c>pass000000</c>, and so on.</summary>
    public int Users { get; init; } = 10_000;

    /// <summary>Whether all that its package's configuration does is done, not only what is needed.</summary>
    public bool IsAsPackaged { get; init; }
}
