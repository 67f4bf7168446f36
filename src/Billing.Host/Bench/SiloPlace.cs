using System.Net;

namespace Billing.Host.Bench;

/// <summary>Where a silo of a local cluster lives: on this machine as it is, unless something else is said.</summary>
/// <param name="Address">What the other silos call it by, and the gateways too.</param>
/// <param name="ConnectionString">How it reaches the database; null: as everybody does.</param>
/// <param name="Before">The command that gives it its place, such as one that enters a network namespace.</param>
internal sealed record SiloPlace(IPAddress Address, string? ConnectionString = null, params string[] Before)
{
    /// <summary>What gateways and people call it by, where that is another address.</summary>
    public IPAddress ForGateways { get; init; } = Address;

    /// <summary>What it is told beside that, by the names of environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public static SiloPlace Here { get; } = new(IPAddress.Loopback);
}
