namespace Billing.Postgres.Server;

/// <summary>Where a private PostgreSQL server keeps its files, and how large it may grow.</summary>
/// <remarks>
/// Nothing here weakens durability: <c>fsync</c>, <c>synchronous_commit</c> and <c>full_page_writes</c> keep
/// PostgreSQL's own defaults, which are on.
/// </remarks>
public sealed record PrivateServerOptions
{
    /// <summary>A folder of the server's own: its data, log, socket and password. Made when missing.</summary>
    public required string Folder { get; init; }

    /// <summary>The TCP port on 127.0.0.1, or null for any free one.</summary>
    public int? Port { get; init; }

    /// <summary>PostgreSQL's own pages, taken from the machine as they are used: 1 GB, or a quarter of what there is.</summary>
    public string SharedBuffers { get; init; } =
        $"{Math.Min(1024, Math.Max(64, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4_194_304))}MB";

    public string MaxWalSize { get; init; } = "4GB";

    public int MaxConnections { get; init; } = 200;

    /// <summary><c>off</c> spends disk, <c>lz4</c> spends processor time.</summary>
    public string WalCompression { get; init; } = "off";
}
