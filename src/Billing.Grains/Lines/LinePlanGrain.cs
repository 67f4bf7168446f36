using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Customers;
using Billing.Contracts.Lines;
using Billing.Contracts.Payers;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Grains.Payers;
using NodaTime;

namespace Billing.Grains.Lines;

/// <summary>Reads what a line has, and takes orders about it.</summary>
internal sealed partial class LinePlanGrain(
    ILineStore lines, IPayerStore payers, IAccountQuery accounts, ICustomerQuery customers, LinePricing pricing, TimeProvider clock)
    : Grain, ILinePlanGrain
{
    private const int MostUses = 2_000;

    private long AccountId => this.GetPrimaryKeyLong();

    private IAccountGrain Account => GrainFactory.GetGrain<IAccountGrain>(AccountId);

    public async Task<LinePlans?> ShowAsync(LineOwner owner)
    {
        if (await ReadAsync(owner) is not { } line)
        {
            return null;
        }

        var now = clock.Now();

        return new(
            line.Row.Currency,
            line.Books is not null,
            line.MayOrder,
            line.Plan is { } plan ? View(plan, now) : null,
            [.. line.AddOns.Select(one => View(one, now))],
            [.. line.Others.Select(one => View(one, now))],
            [.. line.Offers.Select(Offer)],
            line.Account.Next?.EffectiveAt ?? line.AddOns.Select(one => one.ToCome(now)?.At).Min());
    }

    public async Task<LineComparison?> CompareAsync(LineOwner owner)
    {
        if (await ReadAsync(owner) is not { MayOrder: true } line)
        {
            return null;
        }

        var now = clock.Now();
        var found = await lines.UsageAsync(AccountId, now - Duration.FromDays(LineComparison.Days), MostUses + 1);
        var usage = found.Take(MostUses).ToList();
        var has = new ProductChange(line.Account.ProductId, line.Account.AddOns, null);
        var prices = new List<LinePrice>
        {
            new(null, line.Plan?.Latest?.Terms.Name ?? line.Row.Product, FeesOf(line.Plan, now), 0, 0),
        };
        prices[0] = await pricing.PriceAsync(prices[0], AccountId, has, usage, line.Zone, now);

        foreach (var offer in line.Offers.Where(one => one.As is PlanOffer.AsPlan))
        {
            var made = SubscriptionOrders.Create(new() { SubscriptionId = 0, Zone = line.Zone }, offer.PlanId, offer.Terms, 1, null, now);
            var step = new LineStep(LineVerb.Change, 0, null, null, offer.ProductId, null, null, IsNow: true, "");
            prices.Add(await pricing.PriceAsync(
                new(offer.PlanId, offer.Terms.Name, FeesOf(made, now), 0, 0), AccountId, has.With(step), usage, line.Zone, now));
        }

        return new(
            line.Row.Currency, usage.Select(use => use.SessionId).Distinct().Count(), found.Count > MostUses, usage.Sum(use => use.Amount), [.. prices]);
    }

    private async Task<Line?> ReadAsync(LineOwner owner)
    {
        var scope = owner switch
        {
            { AccountId: { } account, CustomerId: null } => Scope.OfAccount(account),
            { AccountId: null, CustomerId: { } customer } => Scope.OfCustomer(customer),
            _ => null,
        };

        if (scope is null
            || await accounts.FindAsync(scope, AccountId, CancellationToken.None) is not { } row
            || await Account.ViewAsync() is not { } view
            || await customers.FindAsync(Scope.Everything, row.CustomerId, CancellationToken.None) is not { } customerOf)
        {
            return null;
        }

        var books = await payers.LoadAsync(row.BalanceId);
        var terms = books?.Payer.Class ?? await payers.ClassAsync(customerOf.Customer.Class);
        var isOthers = owner.AccountId is not null && row.SharesBalance; // who pays for others too is not asked by one of them
        var now = clock.Now();
        var subscriptions = (books?.Payer.Subscriptions ?? [])
            .Where(one => one.AccountId == AccountId || (one.AccountId is null && !row.SharesBalance))
            .Where(one => one.StateAt(now) is not SubscriptionState.Ended)
            .ToList();
        var roles = await lines.RolesAsync([.. subscriptions.Select(PlanOf).Distinct()]);
        var offers = await lines.OffersAsync(row.Currency);
        var line = new Line(
            row, view, DateTimeZoneProviders.Tzdb[customerOf.ZoneId], customerOf.Customer.Class, books, terms, !isOthers && terms is not null);

        foreach (var one in subscriptions)
        {
            var (productId, role) = roles.GetValueOrDefault(PlanOf(one));
            line.Take(one, productId, role, view);
        }

        line.Offers.AddRange(offers.Where(offer => offer.As is PlanOffer.AsPlan
            ? offer.Terms.Name != line.Plan?.Latest?.Terms.Name
            : !(offer.ProductId is { } addOn && view.AddOns.Contains(addOn)) && !line.AddOns.Exists(one => one.Latest is { To: null } latest && latest.Terms.Name == offer.Terms.Name)));

        return line;
    }

    private static long PlanOf(Subscription one) => one.Latest?.PlanId ?? one.Pending?.PlanId ?? 0;

    // Whole months: of a monthly plan three fees, whatever the lengths of the months. One that begins now pays its first at once;
    // of one that runs the day three months on counts, for today's, where it renews today, is paid.
    private static decimal FeesOf(Subscription? subscription, Instant now)
    {
        if (subscription is null)
        {
            return 0;
        }

        var isNew = subscription.SubscriptionId == 0;
        var day = now.InZone(subscription.Zone).Date.PlusMonths(3);
        var end = subscription.Zone.AtStartOfDay(isNew ? day : day.PlusDays(1)).ToInstant();

        return Charges.Due(subscription, isNew ? subscription.ChargedThrough : now, end - Duration.Epsilon)
            .Sum(charge => charge.Amount);
    }

    private static LineSubscription View(Subscription one, Instant now)
    {
        var current = one.Segments.LastOrDefault(segment => segment.From <= now) ?? one.Latest;
        var (terms, quantity) = current is null ? (one.Pending!.Terms, one.Pending.Quantity) : (current.Terms, current.Quantity);
        var coming = one.ToCome(now);
        var next = coming is { Kind: SegmentEnd.PlanChanged } ? coming : null;
        var renews = current is null || terms.Cycle.Kind is PeriodKind.Never ? (Instant?)null : SubscriptionOrders.PeriodEnd(one, now);

        return new(
            one.SubscriptionId, terms.Name, terms.Fee * quantity, terms.Cycle.Kind, terms.Cycle.Count, one.StateAt(now).ToString().ToLowerInvariant(),
            renews > now ? renews : null, coming is { Kind: SegmentEnd.Cancelled } ? coming.At : null, next?.Next?.Terms.Name, next?.At);
    }

    private static LineOffer Offer(OfferedPlan plan) => new(
        plan.PlanId, plan.Terms.Name, plan.As, plan.Terms.Fee, plan.Terms.ActivationFee, plan.Terms.Cycle.Kind, plan.Terms.Cycle.Count, plan.Product,
        plan.Services, plan.Terms.TrialDays, plan.Terms.MinimumTermMonths);

    /// <param name="Class">The customer's.</param>
    /// <param name="Terms">What the payer is billed by, or would be.</param>
    private sealed record Line(
        AccountRow Row, AccountView Account, DateTimeZone Zone, string Class, Books? Books, ClassTerms? Terms, bool MayOrder)
    {
        public Subscription? Plan { get; private set; }

        public List<Subscription> AddOns { get; } = [];

        public List<Subscription> Others { get; } = [];

        public List<OfferedPlan> Offers { get; } = [];

        public void Take(Subscription one, long? productId, PlanOffer role, AccountView account)
        {
            if (Plan is null && (role is PlanOffer.AsPlan || productId == account.ProductId))
            {
                Plan = one;
            }
            else
            {
                (role is PlanOffer.AsAddOn || (productId is { } addOn && account.AddOns.Contains(addOn)) ? AddOns : Others).Add(one);
            }
        }
    }
}
