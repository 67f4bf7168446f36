using System.Collections.Immutable;
using Billing.Contracts.Destinations;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;

namespace Billing.Grains.Tariffs;

/// <summary>Compares on the pool, once for a pair of versions, and gives pages of it.</summary>
[CollectionAgeLimit(Minutes = 5)]
internal sealed class RateComparisonGrain(TariffCatalog tariffs, IDestinationQuery destinations) : Grain, IRateComparisonGrain
{
    private const int MostRows = 500;

    private (Tariff One, Tariff Other)? _of;
    private IReadOnlyList<RateContrast> _all = [];
    private ImmutableDictionary<RateContrastKind, int> _counts = ImmutableDictionary<RateContrastKind, int>.Empty;
    private (RateContrastKind Kind, IReadOnlyList<RateContrast> Rows)? _kind;
    private (RateComparisonQuestion Question, IReadOnlyList<RateContrast> Rows)? _asked;
    private RateComparisonStage? _stage;
    private int _toCompare;
    private volatile int _compared;

    public async Task<RateComparisonPage?> PageAsync(RateContrastKind? kind, int offset, int count)
    {
        if (!await CompareAsync())
        {
            return null;
        }

        return await PageOfAsync(kind is { } only ? OfKind(only) : _all, offset, count);
    }

    public async Task<RateComparisonPage?> ListAsync(RateComparisonQuestion question) =>
        await CompareAsync() ? await PageOfAsync(await AskedAsync(question), question.Offset, question.Count) : null;

    public Task<RateComparisonProgress?> ProgressAsync() => Task.FromResult(
        RateComparisonOrder.Parse(this.GetPrimaryKeyString()) is not { } order
            ? null
            : _stage switch
            {
                RateComparisonStage.ReadingOne => new(RateComparisonStage.ReadingOne, tariffs.ReadSoFar(order.OneId), 0),
                RateComparisonStage.ReadingOther => new(RateComparisonStage.ReadingOther, tariffs.ReadSoFar(order.OtherId), 0),
                RateComparisonStage.Comparing => new(RateComparisonStage.Comparing, _compared, _toCompare),
                _ => (RateComparisonProgress?)null,
            });

    // It ends by itself, also when everybody has left: what was read serves calls as well.
    private async Task<bool> CompareAsync()
    {
        try
        {
            _stage = RateComparisonStage.ReadingOne;

            if (RateComparisonOrder.Parse(this.GetPrimaryKeyString()) is not { } order || await tariffs.GetAsync(order.OneId) is not { } one)
            {
                return false;
            }

            _stage = RateComparisonStage.ReadingOther;

            if (await tariffs.GetAsync(order.OtherId) is not { } other || one.Currency != other.Currency || one.Unit != other.Unit)
            {
                return false;
            }

            if (_of is not var (knownOne, knownOther) || !ReferenceEquals(knownOne, one) || !ReferenceEquals(knownOther, other))
            {
                (_stage, _compared, _toCompare) = (RateComparisonStage.Comparing, 0, one.Rates.Count + other.Rates.Count);
                _all = await Task.Run(() => RateComparison.Between(one, order.OneAt, other, order.OtherAt, count => _compared = count));
                _counts = _all.CountBy(contrast => contrast.Kind).ToImmutableDictionary();
                (_of, _kind, _asked) = ((one, other), null, null);
            }

            return true;
        }
        finally
        {
            _stage = null;
        }
    }

    private async Task<RateComparisonPage> PageOfAsync(IReadOnlyList<RateContrast> rows, int offset, int count)
    {
        RateContrast[] page = [.. rows.Skip(int.Max(0, offset)).Take(int.Clamp(count, 1, MostRows))];
        var names = await destinations.NamesAsync([.. page.Select(contrast => contrast.Destination)], CancellationToken.None);

        return new([.. page.Select((contrast, place) => Row(contrast, names[place]))], rows.Count, _counts);
    }

    // Half a million are put in order on the pool, once for all of their pages.
    private async Task<IReadOnlyList<RateContrast>> AskedAsync(RateComparisonQuestion question)
    {
        var wanted = question with { Offset = 0, Count = 0 };

        if (_asked is not { } asked || asked.Question != wanted)
        {
            var rows = question.Kind is { } only ? OfKind(only) : _all;
            _asked = asked = (wanted, await Task.Run(() => Ordered(rows, wanted)));
        }

        return asked.Rows;
    }

    private static IReadOnlyList<RateContrast> Ordered(IReadOnlyList<RateContrast> rows, RateComparisonQuestion question)
    {
        var some = question.Prefix.Length == 0 ? rows
            : rows.Where(contrast => contrast.Destination.StartsWith(question.Prefix, StringComparison.OrdinalIgnoreCase));

        return (question.Sort, question.IsDescending) switch
        {
            (RateContrastSort.Destination, false) => [.. some.OrderBy(contrast => contrast.Destination, StringComparer.Ordinal)],
            (RateContrastSort.Destination, true) => [.. some.OrderByDescending(contrast => contrast.Destination, StringComparer.Ordinal)],
            (_, true) => [.. some.Reverse()],
            _ => [.. some],
        };
    }

    private IReadOnlyList<RateContrast> OfKind(RateContrastKind kind)
    {
        if (_kind is not { } known || known.Kind != kind)
        {
            _kind = known = (kind, [.. _all.Where(contrast => contrast.Kind == kind)]);
        }

        return known.Rows;
    }

    private static RateContrastRow Row(RateContrast contrast, string? name) =>
        new(contrast.Destination, name, Side(contrast.One), Side(contrast.Other), contrast.Kind, contrast.Percent);

    private static ComparedRate? Side(Rate? rate) => rate is null
        ? null
        : new(
            rate.Destination, rate.Status, rate.Ladder.Intervals[^1].Price, LadderNotation.Describe(rate), rate.PriceUnitSize,
            rate.ConnectFee, rate.EffectiveFrom);
}
