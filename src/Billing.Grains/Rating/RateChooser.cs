using System.Collections.Immutable;
using Billing.Contracts.Accounts;
using Billing.Core.Tariffs;
using Billing.Grains.Accounts;
using Billing.Grains.Nodes;
using Billing.Grains.Tariffs;

namespace Billing.Grains.Rating;

/// <summary>Chooses the rate of a session: which tariff is asked, for what.</summary>
/// <remarks>
/// <para>Tariffs are asked in this order: the account's override, its customer's, the add-on products by precedence, the main
/// product. Of a product's rating table the most specific row that fits the gateway and the access code counts (access code
/// before node group; of two groups the first by name). Where its tariff has no rate, the next source is asked, never a less
/// specific row of the same table. A forbidden rate ends the search.</para>
/// <para>A tariff is asked for EMERGENCY alone when it is a call for help (charged by that rate, free without one). For
/// an outgoing call it is asked for ONNET first, where the number is an alias of an account of ours, then for the number.
/// For an incoming call it is asked for INCOMING; then, only in a tariff that a row for the access code INCOMING chose,
/// for the calling number: in any other one that would be the price of a call <em>to</em> that number. Data has no
/// destination: only <c>*</c> prices it.</para>
/// <para>It reads snapshots of the silo: no database on the way of a packet, but for called numbers in tariffs that have
/// an ONNET rate, which are remembered for a minute.</para>
/// </remarks>
public sealed class RateChooser(TariffCatalog tariffs, NumberingCatalog numberings, OnNetNumbers onNet)
{
    /// <summary>What is asked for in our words; null: it is not a service of the account.</summary>
    public async ValueTask<ServiceUse?> UnderstandAsync(AccountTerms account, ServiceRequest request) =>
        ServiceUse.Of(account, request, (await numberings.GetAsync()).PlanOf(request.NodeId));

    /// <param name="tell">Is told each step, for somebody who wants to know why.</param>
    /// <param name="supposed">A tariff as it might be, in the place of the one that serves; null: none is.</param>
    public async ValueTask<RateChoice> ChooseAsync(
        AccountTerms account, ServiceUse use, Action<ChoiceStep>? tell = null, Func<long, Tariff?>? supposed = null)
    {
        foreach (var row in Rows(account, use))
        {
            var tariff = supposed?.Invoke(row.TariffId)
                ?? await tariffs.GetAsync(row.TariffId)
                ?? throw new InvalidOperationException($"there is no tariff {row.TariffId}");

            if (await FindAsync(tariff, row, use, tell) is var (match, destination))
            {
                return new(
                    use,
                    tariff.TariffId,
                    tariff.Version,
                    tariff.Currency,
                    match.Rate,
                    tariff.Periods,
                    destination,
                    await GroupsAsync(destination, use));
            }
        }

        var unrated = use.IsEmergency ? Destination.Emergency : (use.IsIncoming ? use.CallingNumber : use.CalledNumber) ?? "";

        return new(use, use.Service.TariffId, 0, null, null, null, unrated, await GroupsAsync(unrated, use));
    }

    // The most specific row of each source; the rows stand in that order.
    private static IEnumerable<TariffChoice> Rows(AccountTerms account, ServiceUse use)
    {
        if (account.Choices.IsDefaultOrEmpty)
        {
            return use.Service.TariffId == 0 ? [] : [new(0, "product", use.Service.Service, null, null, use.Service.TariffId)];
        }

        return account.Choices
            .Where(choice => choice.Fits(use.Service.Service, use.AccessCode, use.NodeGroups))
            .DistinctBy(choice => choice.Source);
    }

    private async ValueTask<(RateMatch Match, string Destination)?> FindAsync(
        Tariff tariff, TariffChoice row, ServiceUse use, Action<ChoiceStep>? tell)
    {
        if (use.IsEmergency)
        {
            // It is never refused, so a forbidden rate is none.
            return Tell(tariff.FindOwn(Destination.Emergency, use.At) is { IsForbidden: false } help ? help : null, Destination.Emergency);
        }

        if (use.IsIncoming)
        {
            return Tell(tariff.FindOwn(Destination.Incoming, use.At), Destination.Incoming)
                ?? (row.AccessCode is null ? null : Tell(tariff.Find(use.CallingNumber, use.At), use.CallingNumber ?? ""));
        }

        if (use.CalledNumber is { } number
            && tariff.FindOwn(Destination.OnNet, use.At) is { } ours
            && await onNet.ContainsAsync(number))
        {
            return Tell(ours, Destination.OnNet);
        }

        return Tell(tariff.Find(use.CalledNumber, use.At), use.CalledNumber ?? "");

        (RateMatch, string)? Tell(RateMatch? found, string destination)
        {
            tell?.Invoke(new(
                $"{row.Origin}{Condition(row)}: tariff \"{tariff.Name}\" for {(destination.Length == 0 ? Destination.Any : destination)}",
                found is { } match ? $"rate of {match.Rate.Destination}" : "no rate"));

            return found is { } rate ? (rate, destination) : null;
        }
    }

    private async ValueTask<ImmutableArray<string>> GroupsAsync(string destination, ServiceUse use)
    {
        var groups = (await numberings.GetAsync()).Groups;
        var ofDestination = groups.Of(destination);
        var number = use.IsIncoming ? use.CallingNumber : use.CalledNumber;

        return number is null || number == destination
            ? ofDestination
            : [.. ofDestination.Union(groups.Of(number)).Order(StringComparer.Ordinal)];
    }

    private static string Condition(TariffChoice row) => (row.AccessCode, row.NodeGroup) switch
    {
        (null, null) => "",
        ({ } code, null) => $" (access code {code})",
        (null, { } group) => $" (node group {group})",
        var (code, group) => $" (access code {code}, node group {group})",
    };
}
