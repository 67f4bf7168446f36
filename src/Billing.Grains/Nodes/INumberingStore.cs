namespace Billing.Grains.Nodes;

/// <summary>Reads what the gateways' numbers mean, as it is stored.</summary>
public interface INumberingStore
{
    Task<Numbering> LoadAsync(CancellationToken cancellation);

    /// <summary>The newest version: another one than that of what was loaded is a reason to load again.</summary>
    Task<long> VersionAsync(CancellationToken cancellation);
}
