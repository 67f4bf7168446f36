using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Grains.Rating;
using NodaTime;

namespace Billing.Grains.Tariffs;

/// <summary>Answers from the catalogue of the silo that it happens to be on.</summary>
internal sealed partial class TariffGrain(
    TariffCatalog tariffs, ITariffStore store, ITariffChangeStore changes, RateBulk bulk,
    RatingTrial trial, TimeProvider clock) : Grain, ITariffGrain
{
    public async ValueTask<TariffView?> ShowAsync() =>
        await TariffAsync() is not { } tariff
            ? null
            : new(tariff.TariffId, tariff.Version, tariff.Name, tariff.Currency.Code, Word(tariff.Unit), tariff.Rates.Count);

    public async ValueTask<RateView?> FindAsync(string destination, Instant startAt) =>
        await TariffAsync() is not { } tariff || tariff.Find(destination, startAt) is not { Rate: var rate }
            ? null
            : new(
                rate.RateId,
                tariff.Version,
                rate.Destination,
                rate.EffectiveFrom,
                rate.EffectiveTo,
                Word(rate.Status),
                LadderNotation.Describe(rate.Ladder),
                rate.PriceUnitSize,
                rate.ConnectFee);

    private ValueTask<Tariff?> TariffAsync() => tariffs.GetAsync(TariffId);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
