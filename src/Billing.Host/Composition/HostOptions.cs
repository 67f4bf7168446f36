using Billing.AzureTables.Membership;

namespace Billing.Host.Composition;

/// <summary>Section <c>Billing</c>: what concerns the process as a whole.</summary>
internal sealed class HostOptions
{
    public string DataFolder { get; set; } = ".billing";

    /// <summary>Load the demo's data on the first start; null: if the database is the private one of <c>run</c>.</summary>
    public bool? Demo { get; set; }
}

/// <summary>Section <c>Billing:Portal</c>.</summary>
internal sealed class PortalOptions
{
    public string Url { get; set; } = "http://localhost:5080";
}

/// <summary>Section <c>Billing:Cluster</c>.</summary>
internal sealed class ClusterSettings
{
    public string ClusterId { get; set; } = "billing";

    public MembershipKind Membership { get; set; }

    public AzureTableOptions AzureTable { get; set; } = new();

    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>What people see of this silo in the membership table and in logs; empty: a name that is made up at each start.</summary>
    public string SiloName { get; set; } = "";

    /// <summary>0: any free port.</summary>
    public int SiloPort { get; set; }

    /// <summary>0: any free port.</summary>
    public int GatewayPort { get; set; }

    /// <summary>How long a silo waits for another one's answer to a probe; they follow each other at this distance.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many of them a silo misses before others strike it off: with the time-out, how long the dead go unnoticed.</summary>
    public int MissedProbes { get; set; } = 3;

    /// <summary>
    /// How often a silo reads who belongs to the cluster, and writes that it lives: one that was struck off learns it by then, and
    /// three times as long is the most that the dead count where too few are left to strike them off.
    /// </summary>
    public TimeSpan MembershipRefresh { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a grain call may take; a gateway has repeated long before.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
