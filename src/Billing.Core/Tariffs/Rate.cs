using System.Collections.Immutable;
using Billing.Core.Amounts;
using NodaTime;

namespace Billing.Core.Tariffs;

/// <summary>A checked rate: what one destination of a tariff costs from a date on. Immutable.</summary>
/// <remarks>The fields mean what <see cref="RateRow"/> says of them; <see cref="Rating.Pricing"/> computes with them.</remarks>
public sealed class Rate
{
    private Rate(RateRow row, RateTerms terms)
    {
        RateId = row.RateId;
        Destination = row.Destination;
        EffectiveFrom = row.EffectiveFrom;
        EndsAt = row.EffectiveTo ?? Instant.MaxValue;
        Status = row.Status;
        Terms = terms;
    }

    private Rate(Rate like, Instant from, Instant? to)
    {
        Destination = like.Destination;
        EffectiveFrom = from;
        EndsAt = to ?? Instant.MaxValue;
        Status = like.Status;
        Terms = like.Terms;
    }

    /// <summary>Its number in the store.</summary>
    public long RateId { get; }

    public string Destination { get; }

    public Instant EffectiveFrom { get; }

    public Instant? EffectiveTo => EndsAt == Instant.MaxValue ? null : EndsAt;

    public RateStatus Status { get; }

    public Unit Unit => Terms.Unit;

    public RateDirection Direction => Terms.Direction;

    public decimal ConnectFee => Terms.ConnectFee;

    public long FreeUnits => Terms.FreeUnits;

    public PriceLadder Ladder => Terms.Ladder;

    public ImmutableDictionary<string, PriceLadder> PeriodLadders =>
        Terms.PeriodLadders.ToImmutableDictionary(ladder => ladder.Period, ladder => ladder.Ladder);

    public long PriceUnitSize => Terms.PriceUnitSize;

    public decimal SurchargePercent => Terms.SurchargePercent;

    public decimal MinimumCharge => Terms.MinimumCharge;

    public decimal? MaximumCharge => Terms.MaximumCharge;

    public int RoundTo => Terms.RoundTo;

    public Rounding Rounding => Terms.Rounding;

    internal RateTerms Terms { get; }

    private Instant EndsAt { get; }

    /// <summary>Checks a row. Every field in error is named; nothing is corrected silently.</summary>
    /// <param name="unit">The base unit of the tariff.</param>
    /// <param name="periods">The tariff's periods, which the row's ladders may name.</param>
    public static RateOutcome Create(RateRow row, Unit unit, TariffPeriods? periods = null)
    {
        ArgumentNullException.ThrowIfNull(row);

        var errors = ImmutableArray.CreateBuilder<RateError>();

        return RateRules.Check(row, unit, periods, errors) is { } terms
            ? new RateOutcome.Valid(new Rate(row, terms))
            : new RateOutcome.Invalid(errors.ToImmutable());
    }

    internal static Rate WithSharedTerms(RateRow row, RateTerms terms) => new(row, terms);

    /// <summary>The same terms at another time: a rate that is not stored.</summary>
    internal Rate Between(Instant from, Instant? to) => new(this, from, to);

    internal bool IsEffectiveAt(Instant instant) => EffectiveFrom <= instant && instant < EndsAt;
}
