using Billing.Contracts.Products;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;

namespace Billing.Portal.Products;

// Allowances and discounts never change: one that is new takes the place of one of its name that goes.
internal sealed partial class ProductChanges
{
    /// <param name="units">What services count in.</param>
    public IReadOnlyList<ProductChange> Between(
        ProductBenefits before, ProductBenefits after, IReadOnlyDictionary<string, Unit> units, IReadOnlyList<PeriodSetRow> sets)
    {
        var changes = new List<ProductChange>();

        foreach (var (was, becomes) in Replaced(
            before.Funds.Plans.Select(one => (one.Number, one.Terms)), after.Funds.Plans.Select(one => (one.Number, one.Terms)), plan => plan.Name))
        {
            changes.Add(new((was ?? becomes)!.Name, text["Allowance"], Words(was), Words(becomes)));
        }

        foreach (var (was, becomes) in Replaced(
            before.Funds.Discounts.Select(one => (one.Number, one.Terms)), after.Funds.Discounts.Select(one => (one.Number, one.Terms)), one => one.Name))
        {
            changes.Add(new((was ?? becomes)!.Name, text["Discount"], WordsOf(was), WordsOf(becomes)));
        }

        Policies(changes, before.Policy, after.Policy, sets);

        return changes;

        string? Words(ProductPlan? plan) => plan is null ? null : FundsWords.Sentence(plan, UnitOf(plan.Uses.FirstOrDefault()?.Service), Currency, text);
        string? WordsOf(ProductDiscount? discount) => discount is null ? null : FundsWords.Sentence(discount, UnitOf(discount.Use.Service), Currency, text);
        Unit? UnitOf(string? service) => service is not null && units.TryGetValue(service, out var unit) ? unit : null;
    }

    private void Policies(List<ProductChange> changes, ProductPolicy? was, ProductPolicy? becomes, IReadOnlyList<PeriodSetRow> sets)
    {
        Add(text["Ordinary"], was?.Ordinary ?? text["the gateway's own"], becomes?.Ordinary ?? text["the gateway's own"]);
        Add(text["Rate periods"], Periods(was), Periods(becomes));

        foreach (var (period, before, after) in Pairs(was?.Windows ?? [], becomes?.Windows ?? [], window => window.Period))
        {
            Add(text["Period {0}", period], before?.Policy, after?.Policy);
        }

        void Add(string what, string? before, string? after)
        {
            if (before != after)
            {
                changes.Add(new(text["Policy of data sessions"], what, before, after));
            }
        }

        string? Periods(ProductPolicy? policy) =>
            policy?.PeriodSetId is { } id ? sets.FirstOrDefault(set => set.PeriodSetId == id)?.Name ?? $"{id}" : null;
    }

    private static IEnumerable<(T? Before, T? After)> Replaced<T>(
        IEnumerable<(long Number, T Terms)> before, IEnumerable<(long Number, T Terms)> after, Func<T, string> name)
        where T : class
    {
        var kept = before.Select(one => one.Number).Intersect(after.Select(one => one.Number)).ToHashSet();
        var gone = before.Where(one => !kept.Contains(one.Number)).Select(one => one.Terms).ToList();

        foreach (var becomes in after.Where(one => !kept.Contains(one.Number)).Select(one => one.Terms))
        {
            var was = gone.Find(one => name(one) == name(becomes));

            if (was is not null)
            {
                gone.Remove(was);
            }

            yield return (was, becomes);
        }

        foreach (var was in gone)
        {
            yield return (was, null);
        }
    }
}
