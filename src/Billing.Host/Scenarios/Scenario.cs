using System.Text.Json;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Host.Scenarios;

/// <summary>A dated scenario as it is written in a file: who is billed how, and what happens when.</summary>
internal sealed record Scenario(
    string? Id,
    DateTimeZone Zone,
    string Currency,
    Instant Start,
    IReadOnlyDictionary<string, ClassTerms> Classes,
    IReadOnlyDictionary<string, SubscriptionTerms> Plans,
    IReadOnlyList<ScenarioService> Services,
    IReadOnlyList<ScenarioCustomer> Customers,
    IReadOnlyList<ScenarioStep> Steps,
    Instant? Until);

/// <param name="Interval">Base units that are charged whole once they are begun.</param>
internal sealed record ScenarioService(string Name, Unit Unit, decimal Price, long PriceUnit, long Interval);

/// <param name="CreditLimit">Null: none for prepaid classes, a million for others.</param>
internal sealed record ScenarioCustomer(
    string Name, string Class, string Currency, DateTimeZone Zone, decimal Funds, decimal? CreditLimit, int? AnchorDay, bool IsTaxExempt);

/// <param name="At">Null: at once after the step before.</param>
internal sealed record ScenarioStep(string Path, string Verb, Instant? At, JsonElement Element);
