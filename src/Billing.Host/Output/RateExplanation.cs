using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Destinations;
using Billing.Core.Tariffs;
using Billing.Grains.Rating;
using NodaTime;

namespace Billing.Host.Output;

/// <summary>Which rate a session would get, and each step that led to it.</summary>
/// <param name="Result"><c>rated</c>, <c>free</c> (a call for help without a rate) or <c>refused</c>.</param>
/// <param name="Reason">The rate in words, or why there is none.</param>
/// <param name="Period">The tariff period in force at the start; null: the default one.</param>
/// <param name="Prefix">The rate's destination: the prefix or keyword that matched.</param>
internal sealed record RateExplanation(
    string Result,
    string Reason,
    IReadOnlyList<ChoiceStep> Steps,
    string? Service,
    string? Tariff,
    string? Prefix,
    long? RateId,
    string? Period,
    string? Number,
    string? Destination,
    IReadOnlyList<string> DestinationGroups)
{
    public static async Task<RateExplanation> MakeAsync(
        IServiceProvider services, AccountSummary who, AccountTerms account, ServiceRequest request, CancellationToken cancellation)
    {
        var chooser = services.GetRequiredService<RateChooser>();
        var steps = new List<ChoiceStep> { new("account", $"{who.Login}, {who.Status}, product \"{who.Product}\"") };

        if (await chooser.UnderstandAsync(account, request) is not { } use)
        {
            return Refused("the service is not part of the product");
        }

        var number = use.IsIncoming ? use.CallingNumber : use.CalledNumber;
        steps.Add(new("service", use.Service.Service));
        steps.Add(new("access code", use.AccessCode ?? "none"));
        steps.Add(new("groups of the gateway", use.NodeGroups.IsEmpty ? "none" : string.Join(", ", use.NodeGroups)));

        if (number is not null)
        {
            var place = await services.GetRequiredService<IDestinationQuery>().FindAsync(number, cancellation);
            steps.Add(new(
                use.IsIncoming ? $"caller {request.CallingParty}" : $"dialled {request.CalledParty}",
                place is null ? number : $"{number}, {place.Description}, {place.Country}"));
        }

        if (use.IsEmergency)
        {
            steps.Add(new("emergency number", "yes: never refused, nothing is held"));
        }
        else if (account.Status is not Core.Accounts.AccountStatus.Active)
        {
            return Refused("the account is blocked");
        }

        if (use.IsNothingYet(request))
        {
            return Refused("a call without a called party uses nothing yet: it is let in and not rated");
        }

        var choice = await chooser.ChooseAsync(account, use, steps.Add);
        steps.Add(new("destination groups", choice.DestinationGroups.IsEmpty ? "none" : string.Join(", ", choice.DestinationGroups)));
        var zone = DateTimeZoneProviders.Tzdb[account.ZoneId];
        var period = choice.Periods?.At(use.At, zone)?.Name;

        if (choice.Periods is not null)
        {
            steps.Add(new($"period at {use.At.InZone(zone)}", period ?? "the default one"));
        }

        var tariff = choice.Rate is null ? null : (await services.GetRequiredService<Grains.Tariffs.TariffCatalog>().GetAsync(choice.TariffId))!.Name;
        var (result, reason) = choice switch
        {
            { Rate: null } when use.IsEmergency => ("free", "no tariff has a rate for EMERGENCY"),
            { Rate: null } => ("refused", "no rate for the destination"),
            { IsForbidden: true } => ("refused", "the destination is forbidden"),
            _ => ("rated", Words(choice.Rate, choice.Currency!.Value.Code, period)),
        };

        return new(
            result, reason, steps, use.Service.Service, tariff, choice.Rate?.Destination, choice.Rate?.RateId, period, number,
            choice.Destination, [.. choice.DestinationGroups]);

        RateExplanation Refused(string why) => new("refused", why, steps, null, null, null, null, null, null, null, []);
    }

    private static string Words(Rate rate, string currency, string? period)
    {
        var ladder = period is not null && rate.PeriodLadders.TryGetValue(period, out var own) ? own : rate.Ladder;
        var steps = ladder.Intervals.Select(interval => string.Create(
            CultureInfo.InvariantCulture,
            $"{(interval.RepeatCount is { } times ? $"{times} × " : "then ")}{interval.LengthUnits} at {Show.Amount(interval.Price)}"));
        var fee = rate.ConnectFee == 0 ? "" : $", connect fee {Show.Amount(rate.ConnectFee)}";
        var way = rate.Direction is RateDirection.Payback ? ", paid to the account" : "";
        var unit = rate.Unit.ToString().ToLowerInvariant();

        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", steps)} {currency} per {rate.PriceUnitSize} {unit}s{fee}{way}");
    }
}
