using System.CommandLine;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Contracts.Products;
using Billing.Core.BillingPeriods;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>plan</c> and <c>class</c>: what can be subscribed to, and how customers are billed; with all that the portal edits.</summary>
internal static class PlanVerb
{
    private static readonly string[] PlanColumns = ["plan", "currency", ">fee", "every", "product", "offered", ">subscriptions", ">versions", "state"];
    private static readonly string[] ClassColumns = ["class", "every", "kind", "taxes", ">days to pay", ">customers", ">versions", "state"];

    private static readonly Argument<string> Name = new("name") { Description = "Its name." };
    private static readonly Option<string?> Currency = new("--currency") { Description = "The plan's, such as EUR.", Required = true };
    private static readonly Option<bool> Json = Reading.JsonOption();

    public static Command Plan() => new("plan", "Subscription plans: fees by period.") { List(Plans, "List the plans."), MakePlan(), RetirePlan() };

    public static Command Class() => new("class", "Customer classes: how customers are billed.")
    {
        List(Classes, "List the classes."), MakeClass(), EditClass(), RetireClass(),
    };

    private static Command MakePlan()
    {
        var fee = Typed.Number("fee", "Of a period.");
        var product = new Option<string?>("--product") { Description = "What a line gets with it; \"\": nothing but the fee." };
        var command = new Command("make", "Make a plan, or the next version of the one of that name, in which stays what is not said.") { Name, fee, Currency, product };
        command.AddAll(PlanOptions.All);
        command.SetAction((parsed, cancellation) => ChangeAsync(
            async cluster =>
            {
                var (name, currency) = (parsed.GetRequiredValue(Name), parsed.GetRequiredValue(Currency)!);
                var services = cluster.Services;
                var known = (await services.GetRequiredService<IPayerQuery>().PlanHeadsAsync(cancellation))
                    .FirstOrDefault(head => head.Terms.Name == name && head.Currency == currency);
                var grain = known is null ? null : cluster.Grains.GetGrain<IPlanGrain>(known.PlanHeadId);
                var before = grain is null ? null : await grain.GetAsync();
                var plan = PlanOptions.Apply(parsed, before?.Details ?? new(name, currency, null, 0, PeriodKind.Monthly)) with
                {
                    Fee = parsed.GetValue(fee),
                    ProductId = parsed.GetValue(product) switch
                    {
                        null => before?.Details.ProductId,
                        "" => null,
                        var wanted => await ProductAsync(services, wanted, cancellation),
                    },
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
        var command = new Command("make", "Make a customer class.") { Name };
        command.AddAll(ClassOptions.All);
        command.SetAction((parsed, cancellation) => ChangeAsync(
            cluster => cluster.Grains.GetGrain<ICreationGrain>($"shell-{Guid.NewGuid():N}")
                .CreateClassAsync(ClassOptions.Apply(parsed, ClassDetails.Of(parsed.GetRequiredValue(Name), new())), Reading.Who),
            cancellation));

        return command;
    }

    private static Command EditClass()
    {
        var command = new Command("edit", "Change what is said of a customer class; it holds from each customer's open period on.") { Name };
        command.AddAll(ClassOptions.All);
        command.SetAction((parsed, cancellation) => ChangeAsync(
            async cluster =>
            {
                var grain = await ClassAsync(cluster, parsed.GetRequiredValue(Name), cancellation);
                var before = (await grain.GetAsync())!;

                return await grain.EditAsync(ClassOptions.Apply(parsed, before.Details), new(Reading.Who, before.Version));
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
                var grain = await ClassAsync(cluster, parsed.GetRequiredValue(Name), cancellation);

                return await grain.RetireAsync(true, new(Reading.Who, (await grain.GetAsync())!.Version));
            },
            cancellation));

        return command;
    }

    private static Command List(Func<IPayerQuery, bool, CancellationToken, Task> show, string description)
    {
        var command = new Command("list", description) { Json };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            services => show(services.GetRequiredService<IPayerQuery>(), parsed.GetValue(Json), cancellation), cancellation));

        return command;
    }

    private static async Task Plans(IPayerQuery payers, bool json, CancellationToken cancellation)
    {
        var heads = await payers.PlanHeadsAsync(cancellation);

        Show.Rows(
            json, heads, "no plan", PlanColumns,
            head => [head.Terms.Name, head.Currency, Show.Amount(head.Terms.Fee, head.Currency), $"{head.Terms.Cycle.Kind}", head.Product ?? "none", $"{head.Offer}", $"{head.Subscriptions}", $"{head.Versions}", head.IsRetired ? "retired" : "sold"],
            head => new { head.Terms.Name, head.Currency, head.Terms.Fee, Every = $"{head.Terms.Cycle.Kind}", head.Product, Offer = $"{head.Offer}", head.Subscriptions, head.Versions, head.IsRetired });
    }

    private static async Task Classes(IPayerQuery payers, bool json, CancellationToken cancellation)
    {
        var heads = await payers.ClassHeadsAsync(cancellation);

        Show.Rows(
            json, heads, "no class", ClassColumns,
            head => [head.Name, $"{head.Terms.BillingCycle.Kind}", head.Terms.IsPrepaid ? "prepaid" : "postpaid", string.Join(", ", head.Terms.Invoices.Taxes.Rates.Select(rate => rate.Name)), $"{head.Terms.Invoices.PaymentTermDays}", $"{head.Customers}", $"{head.Versions}", head.IsRetired ? "retired" : "in use"],
            head => new { head.Name, Every = $"{head.Terms.BillingCycle.Kind}", head.Terms.IsPrepaid, Taxes = head.Terms.Invoices.Taxes.Rates.Select(rate => rate.Name), head.Terms.Invoices.PaymentTermDays, head.Customers, head.Versions, head.IsRetired });
    }

    private static async Task<ICustomerClassGrain> ClassAsync(Shell cluster, string name, CancellationToken cancellation)
    {
        var head = (await cluster.Services.GetRequiredService<IPayerQuery>().ClassHeadsAsync(cancellation)).FirstOrDefault(one => one.Name == name)
            ?? throw new UserException($"no class is called \"{name}\"; ./billing class list lists them");

        return cluster.Grains.GetGrain<ICustomerClassGrain>(head.ClassHeadId);
    }

    private static void AddAll(this Command command, IEnumerable<Option> options)
    {
        foreach (var option in options)
        {
            command.Add(option);
        }
    }

    private static async Task<long?> ProductAsync(IServiceProvider services, string name, CancellationToken cancellation) =>
        (await services.GetRequiredService<IProductQuery>().ListAsync(new(Text: name), new(Size: 500), cancellation)).Rows.FirstOrDefault(row => row.Name == name)?.ProductId
        ?? throw new UserException($"no product is called \"{name}\"; ./billing product show lists them");

    private static Task<int> ChangeAsync(Func<Shell, Task<ChangeReply>> change, CancellationToken cancellation) => Reading.WithAsync(
        async services =>
        {
            await using var cluster = await services.ClusterAsync(cancellation);
            Reading.Done(await change(new(services, cluster.Grains)));
            Console.WriteLine("done");
        },
        cancellation);

    private sealed record Shell(IServiceProvider Services, IGrainFactory Grains);
}
