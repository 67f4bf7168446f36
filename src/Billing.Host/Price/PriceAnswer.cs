using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using Billing.Core.Rating;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Price;

/// <summary>What a case costs, as one line of JSON.</summary>
internal static class PriceAnswer
{
    /// <summary>Runs the case; a single session's fields stand in the answer itself, those of several in <c>sessions</c>.</summary>
    public static JsonObject Run(PriceCase asked, int line)
    {
        var rehearsal = new Rehearsal(asked.Opening);
        var outcomes = asked.Sessions.Select(session => Of(rehearsal.Run(session), rehearsal, asked)).ToList();
        var answer = new JsonObject { ["line"] = line };

        if (asked.Id is { } id)
        {
            answer["id"] = JsonNode.Parse(id.GetRawText());
        }

        answer["currency"] = asked.Currency.Code;

        if (asked.HasSessions)
        {
            answer["amount"] = Text(outcomes.Sum(outcome => decimal.Parse((string?)outcome["amount"] ?? "0", CultureInfo.InvariantCulture)));
            answer["sessions"] = new JsonArray([.. outcomes]);
        }
        else
        {
            foreach (var (name, value) in outcomes[0].ToList())
            {
                outcomes[0].Remove(name);
                answer[name] = value;
            }
        }

        var after = rehearsal.Balance;
        answer["allowances"] = Allowances(after);

        if (!after.Funds.Discounts.IsEmpty)
        {
            answer["counters"] = new JsonArray([.. after.Funds.Counters.Where(counter => counter.Key.Of is CounterOf.Discount).Select(Counter(after))]);
        }

        if (asked.HasFunds)
        {
            answer["money"] = Text(after.Posted - Promised(after));
            answer["available"] = Text(after.AvailableAt(asked.Sessions[^1].Reports[^1].At));
        }

        return answer;
    }

    public static JsonObject Error(int line, JsonElement? id, string? field, string error)
    {
        var answer = new JsonObject { ["line"] = line };

        if (id is { } named)
        {
            answer["id"] = JsonNode.Parse(named.GetRawText());
        }

        answer["field"] = field;
        answer["error"] = error;

        return answer;
    }

    /// <summary>Exact, without zeros that say nothing.</summary>
    public static string Text(decimal amount) => amount.ToString("0.############################", CultureInfo.InvariantCulture);

    private static JsonObject Of(RehearsalOutcome outcome, Rehearsal rehearsal, PriceCase asked) => outcome switch
    {
        RehearsalOutcome.NoRate => new() { ["amount"] = "0", ["refused"] = "no-rate" },
        RehearsalOutcome.Forbidden(var rate) => new() { ["amount"] = "0", ["refused"] = "forbidden", ["destination"] = rate.Destination },
        RehearsalOutcome.Rated rated => Of(rated, rehearsal.Balance, asked.HasFunds),
        _ => throw new InvalidOperationException(),
    };

    private static JsonObject Of(RehearsalOutcome.Rated rated, Balance balance, bool hasFunds)
    {
        var answer = new JsonObject
        {
            ["amount"] = Text(rated.Session.Charged),
            ["destination"] = rated.Rate.Destination,
            ["usedUnits"] = rated.Session.UsedUnits,
            ["chargedUnits"] = rated.ChargedUnits,
            ["parts"] = new JsonArray([.. rated.Parts.Select(part => Part(part, balance))]),
        };

        if (hasFunds)
        {
            answer["grant"] = rated.GrantedUnits;
        }

        if (hasFunds && Reason(rated.Refusal) is { } reason)
        {
            answer["refused"] = reason;
        }

        return answer;
    }

    private static JsonObject Part(RatedPart part, Balance balance)
    {
        var answer = new JsonObject
        {
            ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(part.Kind.ToString()),
            ["from"] = part.FromUnit,
            ["units"] = part.Units,
            ["period"] = part.Period,
            ["price"] = Text(part.Price),
            ["amount"] = Text(part.Amount),
        };

        if (part.AllowanceId is { } allowanceId)
        {
            answer["allowance"] = balance.Funds.Allowances.FirstOrDefault(one => one.AllowanceId == allowanceId)?.Name;
        }

        if (part.DiscountId is { } discountId)
        {
            answer["discount"] = balance.Funds.Discounts.First(plan => plan.DiscountId == discountId).Name;
            answer["discountPercent"] = Text(part.Percent);
        }

        return answer;
    }

    private static JsonArray Allowances(Balance balance) =>
    [
        .. balance.Funds.Allowances.OrderBy(allowance => allowance.AllowanceId).Select(allowance => new JsonObject
        {
            ["name"] = allowance.Name,
            ["left"] = Text(allowance.Remaining),
            ["expires"] = allowance.ExpiresAt == Instant.MaxValue ? null : InstantPattern.ExtendedIso.Format(allowance.ExpiresAt),
        }),
    ];

    private static Func<Counter, JsonObject> Counter(Balance balance) => counter => new()
    {
        ["discount"] = balance.Funds.Discounts.First(plan => plan.DiscountId == counter.Key.Id).Name,
        ["since"] = counter.PeriodStart == NodaConstants.UnixEpoch ? null : InstantPattern.ExtendedIso.Format(counter.PeriodStart),
        ["value"] = Text(counter.Value),
    };

    private static decimal Promised(Balance balance) =>
        balance.Funds.Allowances.Where(allowance => allowance.Kind is AllowanceKind.Promotion).Sum(allowance => allowance.Remaining);

    private static string? Reason(AuthorizeOutcome? refusal) => refusal switch
    {
        null => null,
        AuthorizeOutcome.InsufficientFunds => "insufficient-funds",
        AuthorizeOutcome.AllowanceUsedUp => "allowance-used-up",
        AuthorizeOutcome.SpendingLimitReached => "spending-limit-reached",
        _ => "refused",
    };
}
