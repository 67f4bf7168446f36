using System.CommandLine;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Contracts.Products;
using Billing.Core.BillingPeriods;
using Billing.Core.Dunning;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>plan</c> and <c>class</c>: what can be subscribed to, and how customers are billed. The portal edits all of it.</summary>
internal static class PlanVerb
{
    private static readonly string[] PlanColumns = ["plan", "currency", ">fee", "every", "product", "offered", ">subscriptions", ">versions", "state"];
    private static readonly string[] ClassColumns = ["class", "every", "kind", "taxes", ">days to pay", ">customers", ">versions", "state"];

    private static readonly Argument<string> Name = new("name") { Description = "Its name." };
    private static readonly Option<PeriodKind> Every = new("--every") { Description = "Monthly, MonthlyAnniversary, Weekly, Daily, Yearly …", DefaultValueFactory = _ => PeriodKind.Monthly };
    private static readonly Option<string?> Currency = new("--currency") { Description = "The plan's, such as EUR.", Required = true };
    private static readonly Option<bool> Json = Reading.JsonOption();

    public static Command Plan() => new("plan", "Subscription plans: fees by period.") { List(Plans, "List the plans."), MakePlan(), RetirePlan() };

    public static Command Class() => new("class", "Customer classes: how customers are billed.") { List(Classes, "List the classes."), MakeClass(), RetireClass() };

    private static Command MakePlan()
    {
        var fee = new Argument<decimal>("fee") { Description = "Of a period." };
        var product = new Option<string?>("--product") { Description = "What a line gets with it." };
        var offer = new Option<PlanOffer>("--offer") { Description = "Whether subscribers may choose it: No, AsPlan or AsAddOn." };
        var trial = new Option<int>("--trial") { Description = "Days that cost nothing." };
        var command = new Command("make", "Make a plan, or the next version of the one of that name.") { Name, fee, Currency, Every, product, offer, trial };
        command.SetAction((parsed, cancellation) => ChangeAsync(
            async cluster =>
            {
                var (name, currency) = (parsed.GetRequiredValue(Name), parsed.GetRequiredValue(Currency)!);
                var services = cluster.Services;
                var productId = parsed.GetValue(product) is { } wanted ? await ProductAsync(services, wanted, cancellation) : null;
                var known = (await services.GetRequiredService<IPayerQuery>().PlanHeadsAsync(cancellation))
                    .FirstOrDefault(head => head.Terms.Name == name && head.Currency == currency);
                var grain = known is null ? null : cluster.Grains.GetGrain<IPlanGrain>(known.PlanHeadId);
                var before = grain is null ? null : await grain.GetAsync();
                var plan = (before?.Details ?? new(name, currency, null, 0, PeriodKind.Monthly)) with
                {
                    Fee = parsed.GetValue(fee),
                    Period = parsed.GetValue(Every),
                    ProductId = productId ?? before?.Details.ProductId,
                    Offer = parsed.GetResult(offer) is null ? before?.Details.Offer ?? PlanOffer.No : parsed.GetValue(offer),
                    TrialDays = parsed.GetResult(trial) is null ? before?.Details.TrialDays ?? 0 : parsed.GetValue(trial),
                };

                return grain is null
                    ? await cluster.Grains.GetGrain<ICreationGrain>($"shell-{Guid.NewGuid():N}").CreatePlanAsync(plan, Reading.Who)
                    : await grain.EditAsync(plan, new(Reading.Who, before!.Version));
            },
            cancellation));

        return command;
    }

    private static Command MakeClass()
    {
        var prepaid = new Option<bool>("--prepaid") { Description = "Fees in advance need funds." };
        var days = new Option<int>("--days") { Description = "To pay an invoice.", DefaultValueFactory = _ => 15 };
        var tax = new Option<string[]>("--tax") { Description = "A tax on everything, such as \"VAT 20 %=20\"; again for another one." };
        var atPayment = new Option<bool>("--tax-at-payment") { Description = "Taxes are due when money is paid in advance: top-ups bring the net, and invoices add none." };
        var step = new Option<string[]>("--dunning")
        {
            Description = "A step when money is overdue: days and Remind, Limit, Suspend, Terminate or LateFee:amount:tax code, such as 10=Limit or 5=LateFee:2.50:none; again for another one.",
        };
        var policy = new Option<string?>("--limit-policy") { Description = "What gateways apply to data sessions while services are limited, such as 64k/64k." };
        var onCredit = new Option<bool>("--limit-on-credit") { Description = "While services are limited, usage is sold on credit all the same." };
        var lists = new Option<bool>("--list-usage") { Description = "Invoices list usage one by one." };
        var skips = new Option<bool>("--skip-zero") { Description = "A period in which nothing is charged has no invoice, also when something is owed from before." };
        var command = new Command("make", "Make a customer class.") { Name, Every, prepaid, days, tax, atPayment, step, policy, onCredit, lists, skips };
        command.SetAction((parsed, cancellation) => ChangeAsync(
            cluster =>
            {
                var details = ClassDetails.Of(parsed.GetRequiredValue(Name), new()) with
                {
                    Period = parsed.GetValue(Every),
                    IsPrepaid = parsed.GetValue(prepaid),
                    PaymentTermDays = parsed.GetValue(days),
                    Taxes = [.. (parsed.GetValue(tax) ?? []).Select(TaxOf)],
                    IsTaxAtPayment = parsed.GetValue(atPayment),
                    Dunning = [.. (parsed.GetValue(step) ?? []).Select(StepOf)],
                    LimitPolicy = parsed.GetValue(policy),
                    LimitOnCredit = parsed.GetValue(onCredit),
                    ListsUsage = parsed.GetValue(lists),
                    SkipsZero = parsed.GetValue(skips),
                };

                return cluster.Grains.GetGrain<ICreationGrain>($"shell-{Guid.NewGuid():N}").CreateClassAsync(details, Reading.Who);
            },
            cancellation));

        return command;
    }

    private static Command RetirePlan()
    {
        var command = new Command("retire", "Sell it no more; who has it keeps it.") { Name, Currency };
        command.SetAction((parsed, cancellation) => ChangeAsync(
            async cluster =>
            {
                var head = (await cluster.Services.GetRequiredService<IPayerQuery>().PlanHeadsAsync(cancellation))
                    .FirstOrDefault(one => one.Terms.Name == parsed.GetRequiredValue(Name) && one.Currency == parsed.GetRequiredValue(Currency))
                    ?? throw new UserException($"no plan in {parsed.GetRequiredValue(Currency)} is called \"{parsed.GetRequiredValue(Name)}\"; ./billing plan list lists them");
                var grain = cluster.Grains.GetGrain<IPlanGrain>(head.PlanHeadId);

                return await grain.RetireAsync(true, new(Reading.Who, (await grain.GetAsync())!.Version));
            },
            cancellation));

        return command;
    }

    private static Command RetireClass()
    {
        var command = new Command("retire", "Bill no customer newly by it.") { Name };
        command.SetAction((parsed, cancellation) => ChangeAsync(
            async cluster =>
            {
                var head = (await cluster.Services.GetRequiredService<IPayerQuery>().ClassHeadsAsync(cancellation))
                    .FirstOrDefault(one => one.Name == parsed.GetRequiredValue(Name))
                    ?? throw new UserException($"no class is called \"{parsed.GetRequiredValue(Name)}\"; ./billing class list lists them");
                var grain = cluster.Grains.GetGrain<ICustomerClassGrain>(head.ClassHeadId);

                return await grain.RetireAsync(true, new(Reading.Who, (await grain.GetAsync())!.Version));
            },
            cancellation));

        return command;
    }

    private static Command List(Func<IPayerQuery, bool, CancellationToken, Task> show, string description)
    {
        var command = new Command("list", description) { Json };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                await show(services.GetRequiredService<IPayerQuery>(), parsed.GetValue(Json), cancellation);

                return 0;
            },
            cancellation));

        return command;
    }

    private static async Task Plans(IPayerQuery payers, bool json, CancellationToken cancellation)
    {
        var heads = await payers.PlanHeadsAsync(cancellation);

        if (json)
        {
            Show.Json(heads.Select(head => new { head.Terms.Name, head.Currency, head.Terms.Fee, Every = $"{head.Terms.Cycle.Kind}", head.Product, Offer = $"{head.Offer}", head.Subscriptions, head.Versions, head.IsRetired }));
        }
        else
        {
            Show.Table(heads, "no plan", PlanColumns, head =>
                [head.Terms.Name, head.Currency, Show.Amount(head.Terms.Fee), $"{head.Terms.Cycle.Kind}", head.Product ?? "none", $"{head.Offer}", $"{head.Subscriptions}", $"{head.Versions}", head.IsRetired ? "retired" : "sold"]);
        }
    }

    private static async Task Classes(IPayerQuery payers, bool json, CancellationToken cancellation)
    {
        var heads = await payers.ClassHeadsAsync(cancellation);

        if (json)
        {
            Show.Json(heads.Select(head => new { head.Name, Every = $"{head.Terms.BillingCycle.Kind}", head.Terms.IsPrepaid, Taxes = head.Terms.Invoices.Taxes.Rates.Select(rate => rate.Name), head.Terms.Invoices.PaymentTermDays, head.Customers, head.Versions, head.IsRetired }));
        }
        else
        {
            Show.Table(heads, "no class", ClassColumns, head =>
                [head.Name, $"{head.Terms.BillingCycle.Kind}", head.Terms.IsPrepaid ? "prepaid" : "postpaid", string.Join(", ", head.Terms.Invoices.Taxes.Rates.Select(rate => rate.Name)), $"{head.Terms.Invoices.PaymentTermDays}", $"{head.Customers}", $"{head.Versions}", head.IsRetired ? "retired" : "in use"]);
        }
    }

    private static TaxOrder TaxOf(string text)
    {
        var split = text.LastIndexOf('=');

        return split > 0 && decimal.TryParse(text.AsSpan(split + 1), System.Globalization.CultureInfo.InvariantCulture, out var percent)
            ? new(text[..split].Trim(), percent, [])
            : throw new UserException($"--tax: expected a name and a percentage such as \"VAT 20 %=20\", not \"{text}\"");
    }

    private static DunningOrder StepOf(string text)
    {
        var parts = text.Split('=', ':');

        return parts.Length is >= 2 and <= 4 && int.TryParse(parts[0], System.Globalization.CultureInfo.InvariantCulture, out var days)
            && Enum.TryParse<DunningAction>(parts[1], ignoreCase: true, out var action) && Enum.IsDefined(action)
            && decimal.TryParse(parts.ElementAtOrDefault(2) ?? "0", System.Globalization.CultureInfo.InvariantCulture, out var amount)
                ? new(days, action, amount, TaxCode: parts.ElementAtOrDefault(3))
                : throw new UserException($"--dunning: expected days and what is done, such as 10=Limit or 5=LateFee:2.50, not \"{text}\"");
    }

    private static async Task<long?> ProductAsync(IServiceProvider services, string name, CancellationToken cancellation) =>
        (await services.GetRequiredService<IProductQuery>().ListAsync(new(Text: name), new(Size: 500), cancellation)).Rows.FirstOrDefault(row => row.Name == name)?.ProductId
        ?? throw new UserException($"no product is called \"{name}\"; ./billing product show lists them");

    private static Task<int> ChangeAsync(Func<Shell, Task<ChangeReply>> change, CancellationToken cancellation) => Reading.WithAsync(
        async services =>
        {
            var configuration = Settings.Load();
            configuration["Billing:Postgres:ConnectionString"] = await configuration.ConnectionStringAsync(cancellation);
            await using var cluster = await ClusterConnection.OpenAsync(configuration, cancellation);
            var reply = await change(new(services, cluster.Grains));
            Console.WriteLine(reply.IsDone ? "done" : throw new UserException($"nothing was done: {reply}"));

            return 0;
        },
        cancellation);

    private sealed record Shell(IServiceProvider Services, IGrainFactory Grains);
}
