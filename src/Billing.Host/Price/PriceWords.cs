using System.Text;
using System.Text.Json.Nodes;

namespace Billing.Host.Price;

/// <summary>An answer in words, for a person who asks why.</summary>
internal static class PriceWords
{
    public static string Of(JsonObject answer)
    {
        var words = new StringBuilder();
        var name = answer["id"] is { } id ? $"Case {id}" : $"Line {answer["line"]}";

        if (answer["error"] is { } error)
        {
            return $"{name}: {error}";
        }

        var currency = (string?)answer["currency"] ?? "";

        if (answer["sessions"] is JsonArray sessions)
        {
            words.Append(name).Append(": ").Append(Money(answer["amount"], currency)).AppendLine(" in all.");

            for (var i = 0; i < sessions.Count; i++)
            {
                Session(words, $"Session {i + 1}", sessions[i]!.AsObject(), currency);
            }
        }
        else
        {
            Session(words, name, answer, currency);
        }

        foreach (var allowance in answer["allowances"]!.AsArray())
        {
            words.Append("  Left in ").Append(allowance!["name"]).Append(": ").Append(allowance["left"]).AppendLine(".");
        }

        foreach (var counter in answer["counters"]?.AsArray() ?? [])
        {
            words.Append("  Counted for ").Append(counter!["discount"]).Append(": ").Append(counter["value"]).AppendLine(".");
        }

        if (answer["money"] is { } money)
        {
            words.Append("  Money after it: ").Append(Money(money, currency)).AppendLine(".");
        }

        return words.ToString();
    }

    private static void Session(StringBuilder words, string name, JsonObject session, string currency)
    {
        var refused = (string?)session["refused"];

        if (session["parts"] is not JsonArray parts)
        {
            words.Append(name).Append(": nothing, refused: ").Append(refused is "no-rate"
                ? "the tariff has no rate for the destination."
                : $"the rate for {session["destination"]} forbids it.").AppendLine();

            return;
        }

        words.Append(name).Append(": ").Append(Money(session["amount"], currency))
            .Append(" for ").Append(session["usedUnits"]).Append(" units, charged as ").Append(session["chargedUnits"])
            .Append(", by the rate for ").Append((string?)session["destination"] is "*" ? "any destination" : (string?)session["destination"])
            .AppendLine(".");

        foreach (var part in parts)
        {
            words.Append("  ").Append(Part(part!.AsObject(), currency)).AppendLine();
        }

        if ((long?)session["grant"] is { } grant)
        {
            words.Append("  The funds paid for ").Append(grant).Append(" units at the start")
                .Append(refused is null ? "" : $"; it would have been refused ({refused})").AppendLine(".");
        }
    }

    private static string Part(JsonObject part, string currency)
    {
        var amount = Money(part["amount"], currency);
        var (from, units) = ((long)part["from"]!, (long)part["units"]!);
        var stretch = $"Units {from} to {from + units}{((string?)part["period"] is { } period ? $" ({period})" : "")}";

        return (string?)part["kind"] switch
        {
            "connectFee" => $"Connect fee: {amount}.",
            "freeUnits" => $"The first {units} units are free by the rate.",
            "surcharge" => $"Surcharge of {part["price"]} %: {amount}.",
            "minimum" => $"Up to the minimum charge of {part["price"]}: {amount} more.",
            "maximum" => $"Down to the maximum charge of {part["price"]}: {amount}.",
            "reservedMoney" => $"Of that \"{part["allowance"]}\" paid: {amount}.",
            _ when part["allowance"] is { } allowance => $"{stretch}: paid by the allowance \"{allowance}\".",
            _ when part["discount"] is { } discount && (string?)part["discountPercent"] is not "0" =>
                $"{stretch} at {part["price"]} less {part["discountPercent"]} % (\"{discount}\"): {amount}.",
            _ => $"{stretch} at {part["price"]}: {amount}.",
        };
    }

    private static string Money(JsonNode? amount, string currency) => $"{amount} {currency}";
}
