using System.CommandLine;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Host.Output;
using Billing.Host.Price;
using NodaTime;

namespace Billing.Host.Verbs;

// What is stored: every answered order is in it. What expired is left out.
internal static partial class FundsVerb
{
    // As a kind of allowances and a measure of discounts are written: what is no money.
    private const string Units = "units";

    private static readonly string[] AllowanceColumns = ["allowance", ">left", ">of", "kind", "for", "account", "until", "then"];
    private static readonly string[] PlanColumns = [">no.", "plan", ">amount", "kind", "for", "account", "every", ">roll-over", "from", "until", "then"];
    private static readonly string[] DiscountColumns = [">no.", "discount", "steps", "measure", "for", "account", "every", "until", "counted"];
    private static readonly string[] LimitColumns = [">spending limit", "every", "account", "spent"];
    private static readonly string[] IncreaseColumns = [">more credit", "until"];

    private static Command ShowFunds()
    {
        var command = new Command("show", "Show allowances, plans, discounts with their counters, limits and credit.") { MoneyVerb.Account, Json };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var account = await services.AccountAsync(parsed.GetRequiredValue(MoneyVerb.Account), cancellation);
                var now = services.GetRequiredService<TimeProvider>().Now();
                var funds = await services.GetRequiredService<IFundsQuery>().FindAsync(account.BalanceId, now, cancellation)
                    ?? throw new KeyNotFoundException($"there is no balance {account.BalanceId}");
                var view = View(account.Login, funds, now);

                Show.Either(parsed.GetValue(Json), view, () => Print(view));
            },
            cancellation));

        return command;
    }

    private static FundsView View(string login, FundsRecord record, Instant now)
    {
        var funds = record.Funds;

        return new(
            login,
            record.Currency,
            record.CreditLimit,
            [.. funds.Allowances.Where(one => now < one.ExpiresAt).Select(Allowance)],
            [.. funds.Plans.Where(plan => plan.EndsAt is not { } end || now < end).Select(plan => new PlanView(
                plan.PlanId, Allowance(plan.Template), Word(plan.Period), plan.RollOverPeriods, plan.IsFirstProrated,
                plan.StartsAt.ToDateTimeOffset(), plan.EndsAt?.ToDateTimeOffset(), plan.Zone.Id))],
            [.. funds.Discounts.Where(plan => !(plan.EndsAt <= now)).Select(plan => new DiscountView(
                plan.DiscountId, plan.Name, [.. plan.Tiers], plan.Measure.ToString().ToLowerInvariant(), Use(plan.Use), plan.AccountId, plan.Precedence,
                Word(plan.Reset), plan.EndsAt?.ToDateTimeOffset(), Counted(funds, new(CounterOf.Discount, plan.DiscountId))))],
            [.. funds.Limits.Select(limit => new LimitView(
                limit.Amount, Word(limit.Period), limit.AccountId, Counted(funds, new(CounterOf.SpendingLimit, limit.LimitId))))],
            [.. funds.Increases.Where(one => now < one.EndsAt).Select(one => new IncreaseView(one.Amount, one.EndsAt.ToDateTimeOffset()))]);
    }

    private static OneAllowance Allowance(Allowance one) => new(
        one.Name,
        one.Kind.ToString().ToLowerInvariant(),
        one.Initial,
        one.Remaining,
        one.Uses.IsEmpty ? "anything" : string.Join(", ", one.Uses.Select(Use)),
        one.AccountId,
        one.ExpiresAt == Instant.MaxValue ? null : one.ExpiresAt.ToDateTimeOffset(),
        one.Exhaustion.ToString(),
        one.Policy);

    private static CountedView[] Counted(Funds funds, CounterKey key) =>
    [
        .. funds.Counters.Where(counter => counter.Key == key).OrderBy(counter => counter.PeriodStart)
            .Select(counter => new CountedView(counter.PeriodStart.ToDateTimeOffset(), counter.Value)),
    ];

    private static string Use(AllowanceUse use)
    {
        var words = string.Join(" ", new[] { use.Service, use.DestinationGroup, use.Period }.Where(word => word is not null));

        return words.Length == 0 ? "anything" : words;
    }

    internal static string Word(PeriodKind kind) => Array.Find(CaseWords.Periods, period => period.Kind == kind).Word;

    private static void Print(FundsView view)
    {
        Console.WriteLine($"{view.Account}: credit limit {Show.Amount(view.CreditLimit, view.Currency)} {view.Currency}");
        Show.Table(view.Allowances, "no allowance", AllowanceColumns, one =>
        [
            one.Name, Show.Amount(one.Remaining, Money(one.Kind)), Show.Amount(one.Initial, Money(one.Kind)), one.Kind, one.Use, Who(one.AccountId), Show.Time(one.ExpiresAt), Then(one),
        ]);
        Show.Table(view.Plans, "no plan", PlanColumns, plan =>
        [
            $"{plan.Number}", plan.Gives.Name, Show.Amount(plan.Gives.Initial, Money(plan.Gives.Kind)), plan.Gives.Kind, plan.Gives.Use, Who(plan.Gives.AccountId), plan.Every,
            $"{plan.RollOverPeriods}", Show.Time(plan.StartsAt), Show.Time(plan.EndsAt), Then(plan.Gives),
        ]);
        Show.Table(view.Discounts, "no discount", DiscountColumns, one =>
        [
            $"{one.Number}", one.Name, Steps(one.Tiers.Select(tier => (tier.Threshold, tier.Percent)), Money(one.Measure)), one.Measure,
            one.Use, Who(one.AccountId), one.Every, Show.Time(one.EndsAt), Last(one.Counters, Money(one.Measure)),
        ]);
        Show.Table(view.Limits, "no spending limit", LimitColumns, one =>
            [Show.Amount(one.Amount, view.Currency), one.Every, Who(one.AccountId), Last(one.Counters, view.Currency)]);
        Show.Table(view.Increases, "no temporary credit", IncreaseColumns, one => [Show.Amount(one.Amount, view.Currency), Show.Time(one.EndsAt)]);

        string? Money(string kind) => kind == Units ? null : view.Currency;
    }

    /// <summary>The steps of a ladder of discounts.</summary>
    /// <param name="currency">Of money, in ISO 4217; null: not known, or it counts units.</param>
    internal static string Steps(IEnumerable<(decimal Threshold, decimal Percent)> tiers, string? currency) =>
        string.Join(", ", tiers.Select(tier => $"{Show.Amount(tier.Threshold, currency)}: {Show.Amount(tier.Percent)} %"));

    private static string Who(long? accountId) => accountId is { } id ? $"{id}" : "all";

    private static string Then(OneAllowance one) => one.Policy is { } policy ? $"{one.Then} {policy}" : one.Then;

    private static string Last(CountedView[] counters, string? currency) =>
        counters.Length == 0 ? "" : $"{Show.Amount(counters[^1].Value, currency)} since {Show.Time(counters[^1].PeriodStart)}";

    private sealed record FundsView(
        string Account,
        string Currency,
        decimal CreditLimit,
        OneAllowance[] Allowances,
        PlanView[] Plans,
        DiscountView[] Discounts,
        LimitView[] Limits,
        IncreaseView[] Increases);

    private sealed record OneAllowance(
        string Name, string Kind, decimal Initial, decimal Remaining, string Use, long? AccountId, DateTimeOffset? ExpiresAt, string Then, string? Policy);

    private sealed record PlanView(
        long Number,
        OneAllowance Gives,
        string Every,
        int RollOverPeriods,
        bool IsFirstProrated,
        DateTimeOffset StartsAt,
        DateTimeOffset? EndsAt,
        string Zone);

    private sealed record DiscountView(
        long Number,
        string Name,
        DiscountTier[] Tiers,
        string Measure,
        string Use,
        long? AccountId,
        int Precedence,
        string Every,
        DateTimeOffset? EndsAt,
        CountedView[] Counters);

    private sealed record LimitView(decimal Amount, string Every, long? AccountId, CountedView[] Counters);

    private sealed record IncreaseView(decimal Amount, DateTimeOffset EndsAt);

    private sealed record CountedView(DateTimeOffset PeriodStart, decimal Value);
}
