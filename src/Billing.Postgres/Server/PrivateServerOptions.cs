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

    /// <summary>Where <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c> are, or null to look for them.</summary>
    public string? ProgramFolder { get; init; }

    public string SharedBuffers { get; init; } = "256MB";

    public string MaxWalSize { get; init; } = "4GB";

    public string CheckpointTimeout { get; init; } = "15min";

    public int MaxConnections { get; init; } = 200;

    /// <summary><c>off</c> spends disk, <c>lz4</c> spends processor time.</summary>
    public string WalCompression { get; init; } = "off";

    /// <summary>How long a start may take, recovery after a crash included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a fast shutdown may take before an immediate one follows.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
