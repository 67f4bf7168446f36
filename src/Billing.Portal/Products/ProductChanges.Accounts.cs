using Billing.Contracts.Accounts;
using Billing.Contracts.Tariffs;
using Billing.Portal.Design;

namespace Billing.Portal.Products;

// What other products make of one account.
internal sealed partial class ProductChanges
{
    public IReadOnlyList<ProductChange> Between(AccountOffer before, AccountOffer after, IReadOnlyList<PeriodSetRow> sets)
    {
        var changes = new List<ProductChange>();

        foreach (var (service, was, becomes) in Pairs(before.Terms.Services, after.Terms.Services, one => one.Service))
        {
            var (now, then) = (Tariffs(before.Terms, was), Tariffs(after.Terms, becomes));

            if (now != then)
            {
                changes.Add(new(text[ServiceWords.Name(service)], text["Tariff"], now, then));
            }
        }

        var units = before.Terms.Services.Concat(after.Terms.Services).GroupBy(one => one.Service).ToDictionary(one => one.Key, one => one.Last().Unit);

        return [.. changes, .. Between(before.Benefits, after.Benefits, units, sets)];
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
