using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Changes;
using Billing.Grains.Rating;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Billing.Grains.Tariffs.Import;

/// <summary>One import of a price list.</summary>
/// <remarks>
/// Long work runs beside the grain's turns: a turn begins it and a later one sees how far it is. What it left is stored
/// by it; an activation that finds work begun and nobody at it does that work again, which changes nothing twice: a
/// version is made with the import's own state, in one transaction.
/// </remarks>
internal sealed partial class RateImportGrain(
    IRateImportStore store,
    ITariffStore tariffs,
    ITariffChangeStore changes,
    RatingTrial trial,
    TimeProvider clock,
    ILogger<RateImportGrain> logger) : Grain, IRateImportGrain, IDisposable
{
    private const int MostPieces = 100;
    private const int LargestPiece = 1 << 20;

    private readonly CancellationTokenSource _stopping = new();
    private RateImportView? _import;
    private int _pieces;
    private Task _work = Task.CompletedTask;
    private volatile RateProgress _progress = new("", 0, 0);
    private (Tariff Tariff, PriceList List)? _read;

    private Guid ImportId => this.GetPrimaryKey();

    private bool IsBusy => !_work.IsCompleted;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _import = await store.LoadAsync(ImportId);
        _pieces = _import is null ? 0 : await store.CountAsync(ImportId);

        if (_import is { State: RateImportState.Reading or RateImportState.Applying })
        {
            Work(_import.State is RateImportState.Reading ? ReadAsync : ApplyAsync);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _stopping.CancelAsync();

    public void Dispose() => _stopping.Dispose();

    public async Task<ChangeReply> BeginAsync(RateImportOrder order)
    {
        if (new Problems().Text(order.FileName, nameof(order.FileName), 200).Text(order.By, nameof(order.By), 256).Refusal is { } refusal)
        {
            return refusal;
        }

        if (_import is { } known)
        {
            return known.Order == order ? Done() : ChangeReply.Refused("ImportId", "a key that no other import has used");
        }

        if (await changes.HeadAsync(order.TariffId) is null)
        {
            return ChangeReply.Refused(nameof(order.TariffId), "a tariff that is there");
        }

        await store.BeginAsync(ImportId, order, Now());
        _import = await store.LoadAsync(ImportId);

        return Done();
    }

    public async Task<ChangeReply> UploadAsync(int piece, ImmutableArray<byte> content)
    {
        if (_import is not { State: RateImportState.Uploading or RateImportState.Ready or RateImportState.Failed } || IsBusy)
        {
            return _import is null ? ChangeReply.NotFound : ChangeReply.Conflict;
        }

        if (new Problems()
            .Expect(piece is >= 0 and < MostPieces, "Piece", $"0 to {MostPieces - 1}")
            .Expect(content.OrEmpty().Length is > 0 and <= LargestPiece, "Content", $"1 to {LargestPiece} octets")
            .Refusal is { } refusal)
        {
            return refusal;
        }

        await store.PutPieceAsync(ImportId, piece, content.AsMemory());

        return Done();
    }

    public async Task<ChangeReply> ReadAsync(int pieces, RateImportOptions options, string by)
    {
        if (_import is not { State: RateImportState.Uploading or RateImportState.Ready or RateImportState.Failed } || IsBusy)
        {
            return _import is null ? ChangeReply.NotFound : ChangeReply.Conflict;
        }

        if (new Problems()
            .Expect(pieces is > 0 and <= MostPieces, "Pieces", $"1 to {MostPieces}")
            .Text(by, "By", 256)
            .Expect(options.PriceUnitSize is null or (> 0 and <= RateLimits.MaxPriceUnitSize), nameof(options.PriceUnitSize), $"1 to {RateLimits.MaxPriceUnitSize}")
            .Refusal is { } refusal)
        {
            return refusal;
        }

        _pieces = pieces;
        await SaveAsync(_import with { State = RateImportState.Reading, Options = options with { Columns = options.Columns.OrEmpty() }, Problem = null });
        Work(ReadAsync);

        return Done();
    }

    public async Task<ChangeReply> ApplyAsync(Edit edit)
    {
        if (_import is not { } import)
        {
            return ChangeReply.NotFound;
        }

        if (import.State is RateImportState.Applying or RateImportState.Applied)
        {
            return Done(); // the second click of two
        }

        if (import.State is not RateImportState.Ready || IsBusy || edit.SeenVersion != import.Version
            || await changes.HeadAsync(import.Order.TariffId) is not { } head || head.Version != import.Version)
        {
            return ChangeReply.Conflict;
        }

        if (new Problems()
            .Text(edit.By, nameof(edit.By), 256)
            .Expect(import.Rejected == 0 || import.Options.SkipsBad, "SkipsBad", $"a list without bad rows, or leave to skip {import.Rejected} of them")
            .Refusal is { } refusal)
        {
            return refusal;
        }

        await SaveAsync(import with { State = RateImportState.Applying, Order = import.Order with { By = edit.By } });
        Work(ApplyAsync);

        return Done();
    }

    public async Task<ChangeReply> CancelAsync(string by)
    {
        if (_import is not { } import)
        {
            return ChangeReply.NotFound;
        }

        if (IsBusy || import.State is RateImportState.Applied)
        {
            return ChangeReply.Conflict;
        }

        _read = null;
        await SaveAsync(import with { State = RateImportState.Cancelled, EndedAt = Now() });
        await store.ForgetAsync(ImportId);

        return Done();
    }

    public async Task<RateImportView?> ShowAsync()
    {
        if (_import is not { } import)
        {
            return null;
        }

        var progress = _progress;
        var isStale = import.State is RateImportState.Ready
            && (await changes.HeadAsync(import.Order.TariffId))?.Version != import.Version;

        return import with { Stage = progress.Stage, Done = progress.Done, Of = progress.Of, IsStale = isStale };
    }

    public Task<ImmutableArray<RejectedRow>> RejectedAsync(int afterLine, int count) =>
        store.RejectedAsync(ImportId, afterLine, int.Clamp(count, 1, 1_000));

    private ChangeReply Done() => new(ChangeResult.Done, Version: _import!.Version);

    private async Task SaveAsync(RateImportView import)
    {
        await store.SaveAsync(import, _pieces);
        _import = import;
    }

    private Instant Now() => Instant.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

    private sealed record RateProgress(string Stage, long Done, long Of);

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {ImportId} failed")]
    private static partial void LogFailed(ILogger logger, Guid importId, Exception failure);
}
