using Billing.Contracts.Exports;
using NodaTime;

namespace Billing.Grains.Exports;

/// <summary>Keeps exports: what was asked for, the file's pieces, and where the next one begins.</summary>
public interface IExportStore
{
    Task<StoredExport?> FindAsync(string key);

    /// <summary>Begins one, unless there is one of the key.</summary>
    /// <returns>False: as many as are allowed of who asks are running.</returns>
    Task<bool> BeginAsync(string key, ExportOrder order, Instant now);

    /// <param name="endedAt">Null: there is more to come.</param>
    /// <param name="problem">Why it ends before its end.</param>
    /// <returns>False: another writer has added this piece, and nothing was changed.</returns>
    Task<bool> AddAsync(string key, int piece, ExportPiece content, Instant? endedAt, string? problem);

    Task FailAsync(string key, string problem, Instant now);
}

public sealed record StoredExport(ExportOrder Order, ExportView View, int Pieces, string? Cursor);

/// <param name="Body">A member of a gzip file.</param>
/// <param name="Cursor">Where the next one begins; null: this is the last.</param>
public sealed record ExportPiece(byte[] Body, int Rows, string? Cursor);
