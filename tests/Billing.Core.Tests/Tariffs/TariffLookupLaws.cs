using Billing.Core.Tariffs;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Tariffs;

public sealed class TariffLookupLaws
{
    // Few digits and few days, so that prefixes nest and dates meet.
    private static readonly Gen<string> Digits = Gen.Char["0189"].Array[0, 6].Select(digits => new string(digits));

    private static readonly Gen<RateRow[]> Rows = Gen.Select(
            Gen.OneOf(Digits, Gen.OneOf("*", "ONNET", "1234567890123456")).Where(text => text.Length > 0),
            Gen.Int[0, 5], Gen.Int[0, 3], Gen.Enum<RateStatus>(),
            (destination, from, days, status) => Row(destination) with
            {
                EffectiveFrom = Start + Duration.FromDays(from),
                EffectiveTo = days == 0 ? null : Start + Duration.FromDays(from + days),
                Status = status,
            })
        .Array[0, 40]
        .Select(rows => rows.DistinctBy(row => (row.Destination, row.EffectiveFrom)).ToArray());

    private static readonly Gen<string> Number =
        Gen.OneOf(Digits, Gen.OneOf("ONNET", "INCOMING", "12345678901234567", "0189018901890189018901890"));

    [Fact]
    public void The_index_finds_what_a_search_through_all_rows_finds() =>
        Gen.Select(Rows, Number.Array[1, 10], Gen.Int[0, 8]).Sample((rows, numbers, day) =>
        {
            var tariff = Tariff(rows);
            var at = Start + Duration.FromDays(day);

            return numbers.All(number =>
            {
                var (found, expected) = (tariff.Find(number, at)?.Rate, Search(rows, number, at));

                return (found?.Destination, found?.EffectiveFrom) == (expected?.Destination, expected?.EffectiveFrom);
            });
        });

    private static RateRow? Search(RateRow[] rows, string number, Instant at) => rows
        .Where(row => row.Destination == "*"
            || (char.IsDigit(row.Destination[0])
                ? number.StartsWith(row.Destination, StringComparison.Ordinal)
                : number == row.Destination))
        .Where(row => row.EffectiveFrom <= at && (row.EffectiveTo is null || at < row.EffectiveTo))
        .GroupBy(row => row.Destination)
        .Select(rowsOfOne => rowsOfOne.MaxBy(row => row.EffectiveFrom)!)
        .Where(row => row.Status != RateStatus.Discontinued)
        .OrderBy(row => row.Destination == "*" ? 0 : row.Destination.Length)
        .LastOrDefault();
}
