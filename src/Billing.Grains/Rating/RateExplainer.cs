using System.Collections.Immutable;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Destinations;
using Billing.Contracts.Rating;
using Billing.Core.Accounts;
using Billing.Grains.Accounts;
using Billing.Grains.Tariffs;
using NodaTime;

namespace Billing.Grains.Rating;

/// <summary>Says which rate a session would get, what it would cost, and why: by the code that authorises and charges.</summary>
/// <remarks>The portal's test rating and the verb <c>rate explain</c> both ask here, so they say the same.</remarks>
public sealed class RateExplainer(
    RateChooser chooser,
    PriceExplainer prices,
    TariffCatalog tariffs,
    IAccountQuery accounts,
    IAccountStore store,
    IDestinationQuery destinations,
    TimeProvider clock)
{
    public async Task<RatingAnswer> ExplainAsync(RatingQuestion question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);

        if (await accounts.ShowAsync(question.Account, cancellation) is not { } who || await store.LoadAsync(who.AccountId) is not { Terms: var account })
        {
            return Refused($"no account is called \"{question.Account}\"", [], null);
        }

        var request = new ServiceRequest(
            question.Service ?? (question.CalledParty is null ? null : "voice"),
            question.NodeId,
            question.AccessCode,
            question.CalledParty,
            question.CallingParty,
            question.StartAt ?? clock.Now());
        var steps = new List<RatingStep> { new("account", $"{who.Login}, {who.Status}, product \"{who.Product}\"") };

        if (await chooser.UnderstandAsync(account, request) is not { } use)
        {
            return Refused("the service is not part of the product", steps, who);
        }

        await TellUseAsync(use, request, steps, cancellation);

        if (!use.IsEmergency && account.Status is not AccountStatus.Active)
        {
            return Refused("the account is blocked", steps, who);
        }

        return use.IsNothingYet(request)
            ? Refused("a call without a called party uses nothing yet: it is let in and not rated", steps, who)
            : await RateAsync(who, account, use, question.Units, steps);
    }

    private async Task TellUseAsync(ServiceUse use, ServiceRequest request, List<RatingStep> steps, CancellationToken cancellation)
    {
        steps.Add(new("service", use.Service.Service));
        steps.Add(new("access code", use.AccessCode ?? "none"));
        steps.Add(new("groups of the gateway", use.NodeGroups.IsEmpty ? "none" : string.Join(", ", use.NodeGroups)));

        if ((use.IsIncoming ? use.CallingNumber : use.CalledNumber) is { } number)
        {
            var place = await destinations.FindAsync(number, cancellation);
            steps.Add(new(
                use.IsIncoming ? $"caller {request.CallingParty}" : $"dialled {request.CalledParty}",
                place is null ? number : $"{number}, {place.Description}, {place.Country}"));
        }

        if (use.IsEmergency)
        {
            steps.Add(new("emergency number", "yes: never refused, nothing is held"));
        }
    }

    private async Task<RatingAnswer> RateAsync(
        AccountSummary who, AccountTerms account, ServiceUse use, long? units, List<RatingStep> steps)
    {
        var choice = await chooser.ChooseAsync(account, use, step => steps.Add(new(step.Asked, step.Found)));
        steps.Add(new("destination groups", choice.DestinationGroups.IsEmpty ? "none" : string.Join(", ", choice.DestinationGroups)));
        var zone = DateTimeZoneProviders.Tzdb[account.ZoneId];
        var period = choice.Periods?.At(use.At, zone)?.Name;

        if (choice.Periods is not null)
        {
            steps.Add(new($"period at {use.At.InZone(zone)}", period ?? "the default one"));
        }

        var tariff = choice.Rate is null ? null : await tariffs.GetAsync(choice.TariffId);
        var (result, reason) = choice switch
        {
            { Rate: null } when use.IsEmergency => ("free", "no tariff has a rate for EMERGENCY"),
            { Rate: null } => ("refused", "no rate for the destination"),
            { IsForbidden: true } => ("refused", "the destination is forbidden"),
            _ => ("rated", RateWords.Of(choice.Rate, choice.Currency!.Value.Code, period)),
        };
        var price = result == "rated" && units is { } used
            ? await prices.ExplainAsync(account, choice, tariff!, zone, period, used, steps)
            : null;

        return new(
            result, reason, [.. steps], use.Service.Service, tariff?.Name, choice.Rate?.Destination, choice.Rate?.RateId, period,
            use.IsIncoming ? use.CallingNumber : use.CalledNumber, choice.Destination, choice.DestinationGroups, tariff?.TariffId,
            who.AccountId, price);
    }

    private static RatingAnswer Refused(string why, List<RatingStep> steps, AccountSummary? who) =>
        new("refused", why, [.. steps], null, null, null, null, null, null, null, ImmutableArray<string>.Empty, null, who?.AccountId);
}
