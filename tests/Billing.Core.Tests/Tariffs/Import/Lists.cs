using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using NodaTime;

namespace Billing.Core.Tests.Tariffs.Import;

/// <summary>Price lists as they stand in a file: semicolons between cells, the heads first. For a tariff in USD, by the second.</summary>
internal static class Lists
{
    internal static readonly ImportTerms Terms = new() { Currency = Currency.Usd, Unit = Unit.Second, EffectiveFrom = Rates.Start };

    internal static ColumnMap Map(string heads, ImportTerms? terms = null) =>
        ColumnMap.TryCreate(heads.Split(';'), terms ?? Terms, out var map, out var error) ? map : throw new ArgumentException(error);

    internal static string? MapError(string heads, ImportTerms? terms = null) =>
        ColumnMap.TryCreate(heads.Split(';'), terms ?? Terms, out _, out var error) ? null : error;

    internal static PriceList List(ImportTerms terms, string heads, params string[] lines)
    {
        var list = new PriceList(terms, Map(heads, terms));

        foreach (var (line, i) in lines.Select((line, i) => (line, i)))
        {
            Assert.Empty(list.Add(i + 2, line.Split(';')));
        }

        return list;
    }

    internal static PriceList List(string heads, params string[] lines) => List(Terms, heads, lines);

    /// <summary>The one rate that a line is read as.</summary>
    internal static Rate Rate(string heads, string line, ImportTerms? terms = null) =>
        Assert.Single(List(terms ?? Terms, heads, line).Rates).Rate;

    /// <summary>What is wrong with a line: <c>column: reason</c>.</summary>
    internal static string[] Errors(string heads, string line, ImportTerms? terms = null) =>
        [.. new PriceList(terms ?? Terms, Map(heads, terms)).Add(2, line.Split(';')).Select(error => $"{error.Column}: {error.Reason}")];

    /// <summary>The tariff after a list, its rates numbered from 1 as a store would.</summary>
    internal static Tariff Tariff(PriceList list, TariffPeriods? periods = null)
    {
        var builder = new TariffBuilder(1, 1, "Test", Currency.Usd, Unit.Second, periods);

        foreach (var (row, i) in list.Rates.Select((listed, i) => (Row(listed.Rate), i)))
        {
            builder.Add(row with { RateId = i + 1 });
        }

        return Assert.IsType<TariffOutcome.Built>(builder.Build()).Tariff;
    }

    internal static RateRow Row(Rate rate) => new()
    {
        RateId = rate.RateId,
        Destination = rate.Destination,
        EffectiveFrom = rate.EffectiveFrom,
        EffectiveTo = rate.EffectiveTo,
        Status = rate.Status,
        Direction = rate.Direction,
        ConnectFee = rate.ConnectFee,
        FreeUnits = rate.FreeUnits,
        Intervals = rate.Ladder.Intervals,
        PeriodIntervals = rate.PeriodLadders.ToDictionary(
            period => period.Key, period => (IReadOnlyList<RateInterval>)period.Value.Intervals),
        PriceUnitSize = rate.PriceUnitSize,
        SurchargePercent = rate.SurchargePercent,
        MinimumCharge = rate.MinimumCharge,
        MaximumCharge = rate.MaximumCharge,
        RoundTo = rate.RoundTo,
        Rounding = rate.Rounding,
    };

    /// <summary>A rate in a line, without its number: two that say the same are the same rate.</summary>
    internal static string Text(Tariff tariff, Rate rate) => string.Join(';', PriceListText.Cells(tariff, rate));

    internal static Instant Day(string date) => Rates.At(date + "T00:00:00Z");
}
