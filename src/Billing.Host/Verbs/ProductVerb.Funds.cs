using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

// What a product gives to each account that has it, at once: the draft is the portal's. Terms never change: one is ended, and another given.
internal static partial class ProductVerb
{
    private static readonly string[] PlanColumns = [">no.", "plan", ">amount", "kind", "for", "whose", "every", ">roll-over", "then", "state"];
    private static readonly string[] DiscountColumns = [">no.", "discount", "steps", "measure", "for", "whose", "every", "state"];

    private static readonly Argument<string> Product = new("product") { Description = "The product's name." };

    private static Command Funds()
    {
        var json = Reading.JsonOption();
        var command = new Command("funds", "List the allowance plans and discounts of a product, ended ones too.") { Product, json };
        command.SetAction((parsed, cancellation) => OnAsync(
            parsed,
            async product =>
            {
                var funds = await product.FundsAsync();
                var currency = await product.CurrencyAsync();
                var telling = await product.Grain.TellingAsync();
                Show.Either(parsed.GetValue(json), funds, () =>
                {
                    Tables(funds, currency);

                    if (telling is { IsOver: false } or { Unheard: > 0 })
                    {
                        Console.WriteLine(Told(telling));
                    }
                });

                return 0;
            },
            cancellation));

        return command;
    }

    private static Command Plan()
    {
        var every = FundsVerb.Period("--every", PeriodKind.Monthly);
        var rollOver = new Option<int>("--roll-over") { Description = "How many further periods the rest of one is good for: 0 to 3." };
        var prorate = new Option<bool>("--prorate") { Description = "A first, partial period gets only its share, by days." };
        var isMoney = new Option<bool>("--money") { Description = "It is money reserved to the usage, not units." };
        var exhaustion = new Option<Exhaustion>("--then") { Description = "What happens when it is used up: PayAsYouGo, Block or Limit." };
        var policy = new Option<string?>("--policy") { Description = "The gateway's policy then, for Limit." };
        var command = new Command("plan", "Give an allowance each period to all who have the product, at once and past its draft: base units, or reserved money.")
        {
            Product, MoneyVerb.Amount, FundsVerb.Label, UseOptions.Service, UseOptions.Group, UseOptions.Uses, every, rollOver, prorate, isMoney,
            FundsVerb.Shared, FundsVerb.Precedence, exhaustion, policy,
        };
        command.SetAction((parsed, cancellation) => ChangeAsync(parsed, async (product, edit) => await product.Grain.AddPlanAsync(
            new(
                parsed.GetRequiredValue(FundsVerb.Label),
                parsed.GetValue(isMoney) ? AllowanceKind.Money : AllowanceKind.Units,
                parsed.GetValue(MoneyVerb.Amount),
                [.. await UseOptions.ReadAsync(parsed, product.Services, product.FindServiceAsync, cancellation)],
                parsed.GetValue(every),
                parsed.GetValue(FundsVerb.Shared),
                parsed.GetValue(FundsVerb.Precedence),
                parsed.GetValue(exhaustion),
                parsed.GetValue(policy),
                parsed.GetValue(rollOver),
                parsed.GetValue(prorate)),
            edit), cancellation));

        return command;
    }

    private static Command Discount()
    {
        var (tiers, measure) = (FundsVerb.TierOption(), FundsVerb.MeasureOption());
        var reset = FundsVerb.Period("--reset", PeriodKind.Monthly);
        var command = new Command("discount", "Make usage cheaper the more of it there is, for all who have the product, at once and past its draft.")
        {
            Product, FundsVerb.Label, tiers, measure, reset, UseOptions.Service, UseOptions.Group, FundsVerb.Shared, FundsVerb.Precedence,
        };
        command.SetAction((parsed, cancellation) => ChangeAsync(parsed, async (product, edit) => await product.Grain.AddDiscountAsync(
            new(
                parsed.GetRequiredValue(FundsVerb.Label),
                await UseOptions.ReadOneAsync(parsed, product.Services, product.FindServiceAsync, cancellation),
                parsed.GetValue(measure),
                parsed.GetValue(reset),
                [.. parsed.GetRequiredValue(tiers)],
                parsed.GetValue(FundsVerb.Shared),
                parsed.GetValue(FundsVerb.Precedence)),
            edit), cancellation));

        return command;
    }

    private static Command End()
    {
        var what = new Argument<string>("what") { Description = "The name of a plan or a discount, or its number: see product funds." };
        var isDiscount = new Option<bool>("--discount") { Description = "It is a discount, not a plan." };
        var command = new Command("end", "End a plan or a discount for all who have the product, at once and past its draft; what a plan has given stays until it expires.")
        {
            Product, what, isDiscount,
        };
        command.SetAction((parsed, cancellation) => ChangeAsync(parsed, async (product, edit) =>
        {
            var kind = parsed.GetValue(isDiscount) ? DefinedKind.Discount : DefinedKind.Plan;

            return await product.Grain.WithdrawAsync(kind, Number(await product.FundsAsync(), kind, parsed.GetRequiredValue(what)), edit);
        }, cancellation));

        return command;
    }

    private static long Number(ProductFunds funds, DefinedKind kind, string what)
    {
        var given = kind is DefinedKind.Plan
            ? funds.Plans.Where(plan => !plan.IsWithdrawn).Select(plan => (plan.Number, plan.Terms.Name))
            : funds.Discounts.Where(one => !one.IsWithdrawn).Select(one => (one.Number, one.Terms.Name));
        var named = given.Where(one => one.Name == what || $"{one.Number}" == what).Select(one => one.Number).ToList();

        return named switch
        {
            [var number] => number,
            [] => throw new UserException(
                $"what: expected the name or number of a {(kind is DefinedKind.Plan ? "plan" : "discount")} that has not ended, not \"{what}\""),
            _ => throw new UserException($"what: several are called \"{what}\"; expected one of the numbers {string.Join(", ", named)}"),
        };
    }

    private static Task<int> OnAsync(ParseResult parsed, Func<Edited, Task<int>> act, CancellationToken cancellation) => Reading.WithAsync(
        async services =>
        {
            var name = parsed.GetRequiredValue(Product);
            var product = (await services.GetRequiredService<IProductQuery>().ListAsync(cancellation)).FirstOrDefault(one => one.Name == name)
                ?? throw new UserException($"no product is called \"{name}\"; ./billing product show lists them");
            await using var cluster = await services.ClusterAsync(cancellation);

            return await act(new(services, cluster.Grains.GetGrain<IProductGrain>(product.ProductId), name, cancellation));
        },
        cancellation);

    // No operation id: a change names the version that was seen, and the next one has another.
    private static Task<int> ChangeAsync(
        ParseResult parsed, Func<Edited, Edit, Task<ChangeReply>> change, CancellationToken cancellation) => OnAsync(parsed, async product =>
    {
        var seen = await product.Grain.GetAsync() ?? throw new UserException($"the product \"{product.Name}\" is not there any more");
        ChangeReply reply;

        try
        {
            reply = await change(product, new(Reading.Who, seen.Version));
        }
        catch (Exception failure) when (failure is not UserException)
        {
            throw new UserException($"whether it was done is not known: look at ./billing product funds \"{product.Name}\" ({failure.Message})");
        }

        if (!reply.IsDone)
        {
            throw new UserException(reply.Result switch
            {
                ChangeResult.Refused => $"nothing was done: {string.Join("; ", reply.Problems)}",
                ChangeResult.Conflict => "nothing was done: somebody else changed the product meanwhile; look at it, and ask again",
                _ => $"nothing was done: the product \"{product.Name}\" has nothing of this number",
            });
        }

        Console.WriteLine($"done, for every account that has \"{product.Name}\": sessions have it that begin from now on");
        Console.WriteLine(await LookAsync(product.Grain, cancellation));

        return 0;
    }, cancellation);

    // It is done, whatever comes of this: the telling of many takes longer than anybody wants to wait.
    private static async Task<string> LookAsync(IProductGrain product, CancellationToken cancellation)
    {
        try
        {
            for (var looks = 0; ; looks++)
            {
                var telling = await product.TellingAsync();

                if (telling is not { IsOver: false } || looks == 10)
                {
                    return Told(telling);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return $"how many of those that are at work have heard of it is not known ({failure.Message})";
        }
    }

    private static string Told(ProductTelling? telling) => telling switch
    {
        null => "nobody was at work who had to be told",
        { Of: null } => "balances at work are being told: product funds says how far it is",
        { IsOver: false } => $"told to {telling.Told} of {telling.Of} balances at work; the others hear of it without you: product funds says how far it is",
        { Unheard: > 0 } => $"told to {telling.Told} of {telling.Of} balances at work; the others could not be told, and read it when they are loaded next",
        _ => $"told to {telling.Told} of {telling.Of} balances at work",
    };

    // Of several currencies none is known.
    private static void Tables(ProductFunds funds, string? currency)
    {
        Show.Table(funds.Plans, "no plan", PlanColumns, row => Cells(row.Number, row.Terms, row.IsWithdrawn, currency));
        Show.Table(funds.Discounts, "no discount", DiscountColumns, row => Cells(row.Number, row.Terms, row.IsWithdrawn, currency));
    }

    internal static string[] Cells(long number, ProductPlan plan, bool isWithdrawn, string? currency) =>
    [
        Text(number), plan.Name, Show.Amount(plan.Amount, plan.Kind is AllowanceKind.Units ? null : currency), plan.Kind.ToString().ToLowerInvariant(), For([.. plan.Uses]), Whose(plan.IsShared),
        FundsVerb.Word(plan.Period), Text(plan.RollOverPeriods), plan.Policy is { } policy ? $"{plan.Exhaustion} {policy}" : $"{plan.Exhaustion}",
        State(isWithdrawn),
    ];

    internal static string[] Cells(long number, ProductDiscount discount, bool isWithdrawn, string? currency) =>
    [
        Text(number), discount.Name, FundsVerb.Steps(
            discount.Tiers.Select(tier => (tier.Threshold, tier.Percent)), discount.Measure is CounterMeasure.Units ? null : currency),
        discount.Measure.ToString().ToLowerInvariant(), For([discount.Use]), Whose(discount.IsShared), FundsVerb.Word(discount.Reset),
        State(isWithdrawn),
    ];

    private static string For(UseOrder[] uses) => string.Join(", ", uses
        .Select(use => string.Join(" ", new[] { use.Service, use.DestinationGroup, use.Period }.OfType<string>()))
        .Select(words => words.Length == 0 ? "anything" : words)
        .DefaultIfEmpty("anything"));

    private static string Whose(bool isShared) => isShared ? "all accounts of the payer" : "the account";

    private static string State(bool isWithdrawn) => isWithdrawn ? "ended" : "given";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The product that an order is about.</summary>
    private sealed record Edited(IServiceProvider Services, IProductGrain Grain, string Name, CancellationToken Cancellation)
    {
        public async Task<ProductFunds> FundsAsync() =>
            await Grain.FundsAsync() ?? throw new UserException($"the product \"{Name}\" is not there any more");

        public async Task<string?> CurrencyAsync() =>
            (await Services.GetRequiredService<IProductQuery>().RatingAsync(Name, Cancellation)).Select(row => row.Currency).Distinct().ToArray() is [var only]
                ? only
                : null;

        // An add-on gives minutes of a service that the main product sells, so any product's will do.
        public async Task<string?> FindServiceAsync(string service) =>
            (await Services.GetRequiredService<IProductQuery>().ListAsync(new(Service: service), new(Size: 1), Cancellation)).Rows.Count == 0
                ? "a service that a product sells"
                : null;
    }
}
