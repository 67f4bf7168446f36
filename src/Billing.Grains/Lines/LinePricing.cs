using Billing.Contracts.Accounts;
using Billing.Contracts.Lines;
using Billing.Contracts.Products;
using Billing.Core.Amounts;
using Billing.Core.Balances;
using Billing.Core.Tariffs;
using Billing.Grains.Accounts;
using Billing.Grains.Balances;
using Billing.Grains.Products;
using Billing.Grains.Rating;
using Billing.Grains.Tariffs;
using NodaTime;

namespace Billing.Grains.Lines;

/// <summary>What usage would cost with other products: by the code that chooses rates and charges, on a balance that is stored nowhere.</summary>
/// <remarks>
/// The usage of the last 91 days (13 weeks: the same days of the week, at the same hours) is moved into the 91 to come, so that
/// the prices are those in force then, announced changes included, and allowances begin as they would. Money is there without
/// end, so that nothing is refused for want of it. A session that was settled in several parts is one again.
/// </remarks>
internal sealed class LinePricing(IAccountStore accounts, IProductStore products, RateChooser chooser, TariffCatalog tariffs)
{
    private const decimal Endless = 1_000_000_000;

    /// <param name="price">Gets the sum of the usage.</param>
    public async Task<LinePrice> PriceAsync(
        LinePrice price, long accountId, ProductChange has, IReadOnlyList<LineUse> usage, DateTimeZone zone, Instant now)
    {
        long[] productIds = [.. has.AddOns, has.ProductId];

        if (await accounts.AsIfAsync(accountId, productIds) is not { } account)
        {
            return price with { Unpriced = usage.Count };
        }

        Rehearsal? rehearsal = null;
        var (sum, unpriced) = (0m, 0);
        var sessions = usage.GroupBy(use => use.SessionId).Select(Whole).OrderBy(use => use.StartedAt).ToList();

        foreach (var use in sessions)
        {
            var startAt = Later(use.StartedAt, zone);

            if (await ChooseAsync(account, use, startAt) is not { } choice)
            {
                unpriced++;
                continue;
            }

            rehearsal ??= new(await OpenAsync(choice.Currency!.Value, productIds, accountId, zone, now));

            if (choice.Currency != rehearsal.Balance.Currency || await tariffs.GetAsync(choice.TariffId) is not { } tariff)
            {
                unpriced++;
                continue;
            }

            var outcome = rehearsal.Run(new(
                tariff, choice.Use.Service.Service, accountId, choice.Destination, choice.DestinationGroups, startAt, zone,
                [(long.Min(use.Units, RateLimits.MaxUnits), startAt + (use.EndedAt - use.StartedAt))], choice.Use.Service.SliceUnits,
                choice.Use.Service.LongestUnits));

            if (outcome is RehearsalOutcome.Rated { Session.Charged: var charged })
            {
                sum += charged;
            }
            else
            {
                unpriced++;
            }
        }

        return price with { Usage = sum, Unpriced = unpriced };
    }

    private async Task<RateChoice?> ChooseAsync(AccountTerms account, LineUse use, Instant startAt)
    {
        var request = new ServiceRequest(use.Service, use.NodeId, null, use.CalledParty, use.CallingParty, startAt);

        return await chooser.UnderstandAsync(account, request) is { } understood
            && await chooser.ChooseAsync(account, understood) is { Rate: not null, IsForbidden: false } choice
                ? choice
                : null;
    }

    private async Task<Balance> OpenAsync(Currency currency, IReadOnlyList<long> productIds, long accountId, DateTimeZone zone, Instant now)
    {
        var funds = new List<ProductFunds>();

        foreach (var productId in productIds)
        {
            if (await products.FundsAsync(productId) is { } of)
            {
                funds.Add(of);
            }
        }

        return new()
        {
            BalanceId = 0,
            Currency = currency,
            CreditLimit = Endless,
            Posted = 0,
            Version = 1,
            LastSequence = 0,
            Funds = new Funds
            {
                Plans =
                [
                    .. funds.SelectMany(of => of.Plans).Where(plan => !plan.IsWithdrawn).Select((plan, i) => DefinitionOrders.PlanOf(
                        new(
                            "", plan.Terms.Name, plan.Terms.Kind, plan.Terms.Amount, plan.Terms.Uses, plan.Terms.IsShared ? null : accountId,
                            plan.Terms.Precedence, plan.Terms.Exhaustion, plan.Terms.Policy, plan.Terms.Period, plan.Terms.RollOverPeriods,
                            plan.Terms.IsFirstProrated, now, null, zone.Id),
                        now) with { PlanId = i + 1 }),
                ],
                Discounts =
                [
                    .. funds.SelectMany(of => of.Discounts).Where(discount => !discount.IsWithdrawn).Select((discount, i) => DefinitionOrders.DiscountOf(
                        new(
                            "", discount.Terms.Name, discount.Terms.Use, discount.Terms.IsShared ? null : accountId, discount.Terms.Precedence,
                            discount.Terms.Measure, discount.Terms.Reset, discount.Terms.Tiers)) with { DiscountId = i + 1 }),
                ],
            }.Sorted(),
        };
    }

    private static LineUse Whole(IEnumerable<LineUse> parts)
    {
        var all = parts.OrderBy(part => part.StartedAt).ToList();

        return all[0] with { EndedAt = all[^1].EndedAt, Units = all.Sum(part => part.Units), Amount = all.Sum(part => part.Amount) };
    }

    private static Instant Later(Instant at, DateTimeZone zone) =>
        zone.AtLeniently(at.InZone(zone).LocalDateTime.PlusDays(LineComparison.Days)).ToInstant();
}
