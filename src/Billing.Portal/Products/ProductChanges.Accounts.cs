using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using NodaTime;

namespace Billing.Portal.Products;

// What other products make of one account.
internal sealed partial class ProductChanges
{
    /// <param name="isLimited">The account has a limit of sessions of its own, whatever its products say.</param>
    /// <param name="said">A time in the viewer's words.</param>
    public IReadOnlyList<ProductChange> Between(
        ProductsPreview preview, bool isLimited, IReadOnlyList<PeriodSetRow> sets, Func<Instant, string> said)
    {
        var (before, after) = (preview.Now, preview.Then);
        var changes = new List<ProductChange>();

        foreach (var (service, was, becomes) in Pairs(before.Terms.Services, after.Terms.Services, one => one.Service))
        {
            var (now, then) = (Tariffs(before.Terms, was), Tariffs(after.Terms, becomes));

            if (now != then)
            {
                changes.Add(new(text[ServiceWords.Name(service)], text["Tariff"], now, then));
            }

            if (becomes is not null)
            {
                Limits(changes, text[ServiceWords.Name(service)], was, becomes, isLimited);
            }
        }

        var units = before.Terms.Services.Concat(after.Terms.Services).GroupBy(one => one.Service).ToDictionary(one => one.Key, one => one.Last().Unit);

        return [.. changes, .. Between(before.Benefits, after.Benefits, units, sets), .. preview.First.Select(Given)];

        ProductChange Given(FirstAllowance first)
        {
            var plan = after.Benefits.Funds.Plans.First(one => one.Number == first.Number).Terms;
            var unit = plan.Uses.FirstOrDefault()?.Service is { } service && units.TryGetValue(service, out var known) ? known : (Unit?)null;
            var amount = FundsWords.Amount(plan.Kind, first.Amount, unit, CultureInfo.CurrentCulture, Currency);

            return new(plan.Name, text["Given first"], text["nothing"], first switch
            {
                { WasGiven: true } => text["nothing more: it was given already, until {0}", said(first.ExpiresAt)],
                _ when first.ExpiresAt == Instant.MaxValue => amount,
                _ => text["{0}, until {1}", amount, said(first.ExpiresAt)],
            });
        }
    }

    // A service that comes brings all of them.
    private void Limits(List<ProductChange> changes, string name, ServiceTerms? was, ServiceTerms becomes, bool isLimited)
    {
        Add("Granted at once", Slice, true);
        Add("Longest session", one => Units(one.Unit, one.LongestUnits), true);
        Add("Sessions at once", one => Sessions(one.MaxSessions), !isLimited);

        string Slice(ServiceTerms one) => one.SliceUnits is { } slice ? Units(one.Unit, slice) : text["all that is affordable"];

        void Add(string what, Func<ServiceTerms, string> words, bool isOfProduct)
        {
            var (before, after) = (was is null ? null : words(was), words(becomes));

            if (isOfProduct && before != after)
            {
                changes.Add(new(name, text[what], before, after));
            }
        }
    }

    // In the order in which they are asked, as far as one has a rate.
    private string? Tariffs(AccountTerms account, ServiceTerms? service)
    {
        if (service is null)
        {
            return null;
        }

        var choices = account.Choices.IsDefaultOrEmpty ? [] : account.Choices.Where(choice => choice.Service == service.Service).ToArray();

        return choices.Length == 0
            ? Tariff(service.TariffId)
            : string.Join(text["; else "], choices.Select(choice => Tariff(choice.TariffId) + (choice.AccessCode, choice.NodeGroup) switch
            {
                ({ } code, { } group) => text[" (access code {0}, node group {1})", code, group].Value,
                ({ } code, null) => text[" (access code {0})", code].Value,
                (null, { } group) => text[" (node group {0})", group].Value,
                _ => "",
            }));
    }
}
