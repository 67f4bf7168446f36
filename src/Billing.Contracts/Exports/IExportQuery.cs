namespace Billing.Contracts.Exports;

/// <summary>Files that were exported, for whose they are.</summary>
public interface IExportQuery
{
    /// <summary>Null when there is none, or it was asked for in another scope than this.</summary>
    Task<ExportView?> FindAsync(Scope scope, string key, CancellationToken cancellation);

    /// <summary>The pieces of a finished file: members of one gzip file, in order, one at a time in memory.</summary>
    /// <remarks>Whose it is, <see cref="FindAsync"/> has said.</remarks>
    IAsyncEnumerable<byte[]> ReadAsync(string key, CancellationToken cancellation);
}
