using Billing.AzureTables.Membership;

namespace Billing.Host.Composition;

/// <summary>Section <c>Billing</c>: what concerns the process as a whole.</summary>
internal sealed class HostOptions
{
    public string DataFolder { get; set; } = ".billing";

    /// <summary>Load the demo data on the first start of <c>run</c>.</summary>
    public bool Demo { get; set; } = true;
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

    /// <summary>0: any free port.</summary>
    public int SiloPort { get; set; }

    /// <summary>0: any free port.</summary>
    public int GatewayPort { get; set; }

    /// <summary>How long a grain call may take; a gateway has repeated long before.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
