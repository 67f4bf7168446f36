using System.Globalization;
using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Postgres.Changes;
using NodaTime;

namespace Billing.Postgres.Tariffs;

/// <summary>What the audit log says of a new version's rates: the list of changes is made of it.</summary>
/// <param name="What">The beginning of the sentence, such as <c>set rates of</c>.</param>
/// <param name="Reverts">The version that is taken back; null: none.</param>
public sealed record RateChangeNote(string By, string What, Instant At, int? Reverts = null)
{
    /// <summary>The action of such a line.</summary>
    internal const string Action = "rates";

    private const int MostShown = 20;

    // Half a million rates are in their table; the log has the counts, and all of a small change.
    internal AuditLine LineOf(Tariff known, long tariffId, RateChanges rates)
    {
        var goes = rates.Removed.Count <= MostShown ? known.Rates.Where(rate => rates.Removed.Contains(rate.RateId)) : [];
        var comes = rates.Added.Count <= MostShown ? rates.Added : [];
        var sentence = string.Create(
            CultureInfo.InvariantCulture, $"{What} tariff {known.Name}: {rates.Added.Count} added, {rates.Removed.Count} removed");

        return new(
            At,
            By,
            Action,
            EntityKinds.Tariff,
            tariffId.ToString(CultureInfo.InvariantCulture),
            sentence,
            JsonSerializer.Serialize(new { version = known.Version, removed = rates.Removed.Count, rates = goes.Select(rate => Cells(known, rate)) }),
            JsonSerializer.Serialize(new
            {
                version = known.Version + 1,
                added = rates.Added.Count,
                counts = rates.Counts,
                reverts = Reverts,
                rates = comes.Select(rate => Cells(known, rate)),
            }));
    }

    private static Dictionary<string, string> Cells(Tariff tariff, Rate rate) => PriceListText.Heads(tariff)
        .Zip(PriceListText.Cells(tariff, rate))
        .Where(cell => cell.Second.Length > 0)
        .ToDictionary(cell => cell.First, cell => cell.Second);
}
