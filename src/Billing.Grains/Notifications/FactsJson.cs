using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Billing.Core.Notifications;
using NodaTime.Text;

namespace Billing.Grains.Notifications;

/// <summary>Facts as JSON, in the outbox and in webhooks: an amount is a decimal text with its currency, a day is ISO 8601.</summary>
public static class FactsJson
{
    public static string Write(IEnumerable<NamedFact> facts) => Node(facts).ToJsonString();

    /// <exception cref="InvalidDataException">It is not what this writes.</exception>
    public static IReadOnlyList<NamedFact> Read(string json) =>
        [.. JsonNode.Parse(json)!.AsObject().Select(fact => new NamedFact(fact.Key, Read(fact.Key, fact.Value)))];

    internal static JsonObject Node(IEnumerable<NamedFact> facts) =>
        new(facts.Select(fact => KeyValuePair.Create<string, JsonNode?>(fact.Name, Node(fact.Value))));

    private static JsonNode Node(Fact fact) => fact switch
    {
        Fact.Amount(var amount, var currency) => new JsonObject
        {
            ["amount"] = amount.ToString("0.#####", CultureInfo.InvariantCulture),
            ["currency"] = currency,
        },
        Fact.Day(var day) => new JsonObject { ["day"] = LocalDatePattern.Iso.Format(day) },
        Fact.Number(var number) => JsonValue.Create(number),
        Fact.Words(var words) => JsonValue.Create(words),
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, null),
    };

    private static Fact Read(string name, JsonNode? node) => node switch
    {
        JsonObject amount when amount["amount"] is { } value && amount["currency"] is { } currency =>
            new Fact.Amount(decimal.Parse((string)value!, CultureInfo.InvariantCulture), (string)currency!),
        JsonObject day when day["day"] is { } value => new Fact.Day(LocalDatePattern.Iso.Parse((string)value!).Value),
        JsonValue value when value.GetValueKind() is JsonValueKind.Number => new Fact.Number((long)value),
        JsonValue value when value.GetValueKind() is JsonValueKind.String => new Fact.Words((string)value!),
        _ => throw new InvalidDataException($"{name}: expected an amount, a day, a number or a text, not {node?.ToJsonString()}"),
    };
}
