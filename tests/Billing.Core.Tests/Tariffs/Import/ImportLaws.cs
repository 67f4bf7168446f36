using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Core.Tests.Rating;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;
using static Billing.Core.Tests.Tariffs.Import.Lists;

namespace Billing.Core.Tests.Tariffs.Import;

public sealed class ImportLaws
{
    private static readonly ImportTerms WithPeriods = Terms with { Periods = AnyRate.Calendar };

    private static readonly Gen<RateRow[]> Rows = Gen.Select(
            Gen.OneOf("1", "12", "123", "44", "*", "ONNET"), Gen.Int[0, 3], Gen.Int[0, 2], Gen.Enum<RateStatus>(), AnyRate.Row,
            (destination, from, days, status, row) => row with
            {
                Destination = destination,
                EffectiveFrom = Start + Duration.FromDays(from) + Duration.FromTicks(from * 10),
                EffectiveTo = days == 0 ? null : Start + Duration.FromDays(from + days),
                Status = status,
            })
        .Array[0, 12]
        .Select(rows => rows.DistinctBy(row => (row.Destination, row.EffectiveFrom)).ToArray());

    [Fact]
    public void A_tariff_that_is_exported_is_imported_as_the_same_rates() => Rows.Sample(rows =>
    {
        var tariff = Build(rows);
        var list = Import(tariff);

        return list.Rates.Select(listed => Text(tariff, listed.Rate)).SequenceEqual(tariff.Rates.Select(rate => Text(tariff, rate)))
            && RateChanges.Between(tariff, list, ImportMode.Replace, Start).IsEmpty
            && RateChanges.Between(Build([]), list, ImportMode.Add, Start).Added.Count == rows.Length;
    });

    [Fact]
    public void After_a_replacement_a_tariff_has_the_rates_of_the_list() => Gen.Select(Rows, Rows).Sample((before, after) =>
    {
        var (known, wanted) = (Build(before), Build(after));
        var changes = RateChanges.Between(known, Import(wanted), ImportMode.Replace, Start);

        return Next(known, changes).Rates.Select(rate => Text(known, rate)).SequenceEqual(wanted.Rates.Select(rate => Text(known, rate)));
    });

    [Fact]
    public void Adding_a_list_leaves_what_it_does_not_name_and_adding_it_again_changes_nothing() => Gen.Select(Rows, Rows).Sample((before, after) =>
    {
        var (known, wanted) = (Build(before), Build(after));
        var next = Next(known, RateChanges.Between(known, Import(wanted), ImportMode.Add, Start));
        var expected = after.Concat(before).DistinctBy(row => (row.Destination, row.EffectiveFrom)).ToArray();

        return next.Rates.Select(rate => Text(known, rate)).SequenceEqual(Build(expected).Rates.Select(rate => Text(known, rate)))
            && RateChanges.Between(next, Import(wanted), ImportMode.Add, Start).IsEmpty;
    });

    private static PriceList Import(Tariff tariff)
    {
        var list = new PriceList(WithPeriods, Map(string.Join(';', PriceListText.Heads(tariff)), WithPeriods));

        foreach (var (rate, i) in tariff.Rates.Select((rate, i) => (rate, i)))
        {
            Assert.Empty(list.Add(i + 2, [.. PriceListText.Cells(tariff, rate)]));
        }

        return list;
    }

    // As a silo makes it: the version that it has, without what went and with what came.
    private static Tariff Next(Tariff known, RateChanges changes)
    {
        var builder = TariffBuilder.After(known, known.Version + 1, changes.Removed);

        foreach (var (rate, i) in changes.Added.Select((rate, i) => (rate, i)))
        {
            Assert.IsType<RateOutcome.Valid>(builder.Add(Row(rate) with { RateId = 1_000 + i }));
        }

        return Assert.IsType<TariffOutcome.Built>(builder.Build()).Tariff;
    }

    private static Tariff Build(RateRow[] rows)
    {
        var builder = new TariffBuilder(1, 1, "Test", Currency.Usd, Unit.Second, AnyRate.Calendar);

        foreach (var (row, i) in rows.Select((row, i) => (row, i)))
        {
            Assert.IsType<RateOutcome.Valid>(builder.Add(row with { RateId = i + 1 }));
        }

        return Assert.IsType<TariffOutcome.Built>(builder.Build()).Tariff;
    }
}
