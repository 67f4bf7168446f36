using System.Collections.Immutable;
using Billing.Contracts.Tariffs;
using NodaTime;

namespace Billing.Grains.Tariffs.Import;

/// <summary>Keeps imports of price lists: how far each is, its file in pieces, and the lines that were refused.</summary>
public interface IRateImportStore
{
    /// <summary>Without its stage and progress, which are in the grain's memory.</summary>
    Task<RateImportView?> LoadAsync(Guid importId);

    /// <summary>Makes it unless it is there.</summary>
    Task BeginAsync(Guid importId, RateImportOrder order, Instant now);

    /// <summary>Writes what the view says of state, options and result.</summary>
    Task SaveAsync(RateImportView import, int pieces);

    Task PutPieceAsync(Guid importId, int piece, ReadOnlyMemory<byte> content);

    /// <summary>The pieces 0 … count − 1, in their order; fewer when some are missing.</summary>
    Task<IReadOnlyList<byte[]>> PiecesAsync(Guid importId, int count);

    /// <summary>How many pieces the last reading was of.</summary>
    Task<int> CountAsync(Guid importId);

    /// <summary>Removes the file.</summary>
    Task ForgetAsync(Guid importId);

    /// <summary>Puts these in the place of those of an earlier reading.</summary>
    Task PutRejectedAsync(Guid importId, IReadOnlyList<RejectedRow> rows);

    Task<ImmutableArray<RejectedRow>> RejectedAsync(Guid importId, int afterLine, int count);
}
