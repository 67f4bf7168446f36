using Billing.Contracts.Rating;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Rating;

namespace Billing.Grains.Tariffs.Import;

// What takes seconds. It begins and ends in the grain's turns; the reading itself is on the pool.
internal sealed partial class RateImportGrain
{
    private void Work(Func<RateImportView, Task> work)
    {
        DelayDeactivation(TimeSpan.FromHours(1));
        _work = RunAsync(work);
    }

    private async Task RunAsync(Func<RateImportView, Task> work)
    {
        await Task.Yield();

        try
        {
            await work(_import!);
        }
        catch (OperationCanceledException)
        {
            // the silo stops: the next activation does it again
        }
        catch (Exception failure)
        {
            LogFailed(logger, ImportId, failure);
            var problem = failure is InvalidDataException ? failure.Message : "it failed, and nothing was changed: try again";
            await FailAsync(problem);
        }
        finally
        {
            _progress = new("", 0, 0);
        }
    }

    private async Task FailAsync(string problem)
    {
        try
        {
            await SaveAsync(_import! with { State = RateImportState.Failed, Problem = problem });
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            LogFailed(logger, ImportId, failure); // the database is away: what is stored says that it is at work, and so it will be
            DeactivateOnIdle();
        }
    }

    private async Task ReadAsync(RateImportView import)
    {
        var (tariff, reading) = await ReadAsync(import.Order, import.Options);
        await store.PutRejectedAsync(ImportId, reading.Rejected);

        if (reading is { List: { } list, Problem: null })
        {
            _progress = new("comparing", 0, 1);
            var now = Now();
            var changes = await Task.Run(() => RateChanges.Between(tariff, list, ModeOf(import.Options), now), _stopping.Token);
            _read = (tariff, list);
            await SaveAsync(Read(import, reading) with { State = RateImportState.Ready, Diff = TariffGrain.Diff(changes), Version = tariff.Version });
        }
        else
        {
            await SaveAsync(Read(import, reading) with { State = RateImportState.Failed, Problem = reading.Problem });
        }
    }

    public async Task<RatingTrialReport?> TryAsync()
    {
        if (_import is not { State: RateImportState.Ready } import)
        {
            return null;
        }

        var (tariff, list) = _read ?? await AgainAsync(import);
        var now = Now();
        var decided = await Task.Run(() => RateChanges.Between(tariff, list, ModeOf(import.Options), now), _stopping.Token);

        return await trial.OfRatesAsync(tariff, decided, RatingTrial.LookAt(decided, now));
    }

    private async Task ApplyAsync(RateImportView import)
    {
        var read = _read ?? await AgainAsync(import);
        var now = Now();
        var decided = await Task.Run(() => RateChanges.Between(read.Tariff, read.List, ModeOf(import.Options), now), _stopping.Token);
        var reply = await Task.Run(() => changes.PublishAsync(
            read.Tariff,
            decided,
            new(import.Order.By, import.Version),
            $"import {import.Order.FileName} into",
            (stage, done, of) => _progress = new(stage, done, of),
            import.ImportId));

        if (!reply.IsDone)
        {
            await SaveAsync(import with { State = RateImportState.Failed, Problem = "the tariff was changed meanwhile: read the list again" });

            return;
        }

        _read = null;
        await SaveAsync(import with { State = RateImportState.Applied, Version = reply.Version, EndedAt = Now(), Diff = TariffGrain.Diff(decided) });
        await store.ForgetAsync(ImportId);
    }

    private async Task<(Tariff Tariff, PriceList List)> AgainAsync(RateImportView import)
    {
        var (tariff, reading) = await ReadAsync(import.Order, import.Options);

        return (tariff, reading.List ?? throw new InvalidDataException(reading.Problem ?? "the list cannot be read any more"));
    }

    private async Task<(Tariff Tariff, PriceListReading Reading)> ReadAsync(RateImportOrder order, RateImportOptions options)
    {
        _progress = new("reading", 0, 1);
        var pieces = await store.PiecesAsync(ImportId, _pieces);

        if (pieces.Count < _pieces)
        {
            throw new InvalidDataException($"{_pieces - pieces.Count} of {_pieces} pieces of the file are missing: upload them");
        }

        var tariff = await tariffs.LoadAsync(order.TariffId) ?? throw new InvalidDataException("the tariff is not there any more");
        var (now, stopping) = (Now(), _stopping.Token);
        var content = new MemoryStream(pieces.Sum(piece => piece.Length));
        pieces.ToList().ForEach(piece => content.Write(piece));
        content.Position = 0;
        var reading = await Task.Run(
            () => PriceListReading.Read(order.FileName, content, tariff, options, now, (done, of) => _progress = new("reading", done, of), stopping),
            stopping);

        return (tariff, reading);
    }

    private static ImportMode ModeOf(RateImportOptions options) => options.IsReplacing ? ImportMode.Replace : ImportMode.Add;

    private static RateImportView Read(RateImportView import, PriceListReading reading) => import with
    {
        Heads = reading.Heads,
        Notices = reading.Notices,
        Rows = reading.Rows,
        Rejected = reading.RejectedLines,
        Diff = null,
    };
}
