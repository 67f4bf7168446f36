using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Lines;
using Billing.Contracts.Products;
using Billing.Contracts.Users;
using Billing.Radius;
using Billing.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Care;

/// <summary>What subscribers order of their own lines, and that nobody orders of another's.</summary>
public sealed class PlanTests(PortalFixture portal)
{
    [Fact]
    public async Task A_plan_is_chosen_with_its_price_and_an_add_on_comes_and_goes()
    {
        var billing = await portal.BillingAsync();
        await MakeAsync(billing, "planner", 10);
        var page = await portal.OpenAsync("/account/sign-in");
        await page.SignInAsync("planner", "planner-portal-1");
        await page.ArrivesAsync("**/my");
        await page.GotoAsync("/my/plan");
        await page.ReadyAsync();
        await Expect(page.Locator("[data-compared]")).ToContainTextAsync("the fees alone are compared");
        await Expect(page.Locator("[data-price='Surf']")).ToContainTextAsync("12.00\u00a0USD"); // three months and the first day of a fourth

        await page.ButtonAsync("Choose Talk");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator("[data-preview]")).ToContainTextAsync("3.00");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change to Talk for 3.00\u00a0USD today" }).DblClickAsync();
        await Expect(page.Locator("[data-done]")).ToHaveTextAsync("You have Talk now.");
        await Expect(page.Locator("[data-plan]")).ToHaveTextAsync("Talk");
        Assert.Equal(7, (await billing.BalanceAsync("planner")).Posted);
        Assert.Equal("Prepaid voice", (await RowAsync(billing)).Product);

        await page.ButtonAsync("Add UK evenings");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add UK evenings for 1.50\u00a0USD today" }).ClickAsync();
        await Expect(page.Locator("[data-addon='UK evenings']")).ToBeVisibleAsync();
        Assert.Equal(["UK evenings"], (await RowAsync(billing)).AddOns);
        Assert.Equal(5.5m, (await billing.BalanceAsync("planner")).Posted);

        await page.ButtonAsync("End it: UK evenings");
        var end = dialog.GetByRole(AriaRole.Button, new() { Name = "End UK evenings" });
        await end.OffAndOnAsync(() => dialog.Field("Now").CheckAsync());
        await end.ClickAsync();
        await Expect(page.Locator("[data-done]")).ToHaveTextAsync("UK evenings has ended.");
        await Expect(page.Locator("[data-done]")).ToBeFocusedAsync();
        Assert.Empty((await RowAsync(billing)).AddOns);

        // Another plan at renewal: nothing today. The product comes with it, which the subscription alone knows: withdrawn, nothing is left.
        await page.ButtonAsync("Choose All in one");
        await dialog.GetByLabel("At renewal").CheckAsync();
        await Expect(dialog.Locator("[data-preview]").GetByText("Today").Locator("xpath=following-sibling::dd")).ToHaveTextAsync("0.00 USD");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change to All in one" }).ClickAsync();
        await Expect(page.Locator("[data-done]")).ToContainTextAsync("You have All in one from");
        await Expect(page.Locator("[data-plan]")).ToHaveTextAsync("Talk");
        Assert.Null((await billing.Grains.GetGrain<IAccountGrain>((await RowAsync(billing)).AccountId).ViewAsync())!.Next);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Of_anothers_line_nothing_is_told_and_nothing_done()
    {
        var billing = await portal.BillingAsync();
        var accounts = billing.Services.GetRequiredService<IAccountQuery>();
        var (alice, bob) = ((await accounts.FindAsync("alice"))!.Value, (await accounts.FindAsync("bob"))!.Value);
        var line = billing.Grains.GetGrain<ILinePlanGrain>(bob);
        var forged = new LineOwner(null, alice);
        var offers = (await billing.Grains.GetGrain<ILinePlanGrain>(alice).ShowAsync(forged))!.Offers;
        var order = new LineOrder("forged", LineVerb.Change, offers[0].PlanId, null, false, forged, "alice");

        Assert.Null(await line.ShowAsync(forged));
        Assert.Null(await line.CompareAsync(forged));
        Assert.Equal(LineProblem.NotTheirs, (await line.PreviewAsync(order)).Problem);
        Assert.Equal(LineProblem.NotTheirs, (await line.OrderAsync(order)).Problem);
        Assert.Equal(LineProblem.NotTheirs, (await line.OrderAsync(order with { Owner = new(null, null) })).Problem);
        Assert.Equal(LineProblem.NotOffered, (await billing.Grains.GetGrain<ILinePlanGrain>(alice).OrderAsync(order with { OperationId = "none", PlanId = 987654 })).Problem);

        var page = await (await portal.OpenAsync($"/my/plan?line={bob}", "alice")).ReadyAsync();
        await Expect(page.GetByText("There is no such line among yours.")).ToBeVisibleAsync();
        Assert.Equal("Everything", (await accounts.FindAsync(Scope.Everything, bob, CancellationToken.None))!.Product);
    }

    [Fact]
    public async Task What_costs_more_than_the_funds_is_refused_before_anything_changes()
    {
        var billing = await portal.BillingAsync();
        var accountId = await MakeAsync(billing, "poor-line", 0);
        var line = billing.Grains.GetGrain<ILinePlanGrain>(accountId);
        var owner = new LineOwner(null, accountId);
        var before = (await billing.Grains.GetGrain<IAccountGrain>(accountId).ViewAsync())!.ProductId;
        var plan = (await line.ShowAsync(owner))!.Offers.First(offer => offer.Name == "Surf");
        var reply = await line.OrderAsync(new("test-poor-1", LineVerb.Change, plan.PlanId, null, false, owner, "poor-line"));

        Assert.Equal((LineProblem.NoFunds, 4m, 0m), (reply.Problem, reply.DueNow, reply.Available));
        Assert.Equal(before, (await billing.Grains.GetGrain<IAccountGrain>(accountId).ViewAsync())!.ProductId);
    }

    [Fact]
    public async Task The_last_months_are_priced_on_each_plan_by_the_code_that_charges()
    {
        var billing = await portal.BillingAsync();
        var accountId = await MakeAsync(billing, "compared", 10);
        using var gateway = new TestGateway(billing);
        await UseAsync(gateway, "compared-1", 61, 0, "12125551234");
        await UseAsync(gateway, "compared-2", 600, 150_400_000, null);
        var line = billing.Grains.GetGrain<ILinePlanGrain>(accountId);
        var comparison = await line.CompareAsync(new(null, accountId));

        Assert.NotNull(comparison);
        Assert.Equal((2, false, 1.62m), (comparison.Uses, comparison.IsCut, comparison.Paid));
        Assert.Equal(new(null, "Everything", 0, 1.62m, 0), comparison.Plans[0]);
        Assert.Equal(("Talk", 9m, 0.11m, 1), Of("Talk")); // 66 s of 0.10 a minute, and the data has no price
        Assert.Equal(("Surf", 12m, 1.51m, 1), Of("Surf")); // 151 started MB, and the call has no price
        Assert.Equal(("All in one", 18m, 1.62m, 0), Of("All in one"));

        // On the day on which its own plan was paid, three fees of it are to come, as of any other.
        var owner = new LineOwner(null, accountId);
        var surf = (await line.ShowAsync(owner))!.Offers.First(offer => offer.Name == "Surf");
        Assert.True((await line.OrderAsync(new("test-compared-1", LineVerb.Change, surf.PlanId, null, false, owner, "compared"))).IsDone);
        Assert.Equal(("Surf", 12m), await line.CompareAsync(owner) is { Plans: [var own, ..] } ? (own.Name, own.Fees) : default);

        (string, decimal, decimal, int) Of(string name) =>
            comparison.Plans.Where(plan => plan.Name == name).Select(plan => (plan.Name, plan.Fees, plan.Usage, plan.Unpriced)).Single();
    }

    private static async Task UseAsync(TestGateway gateway, string id, uint seconds, uint octets, string? called)
    {
        foreach (var (status, used, sent) in new[] { (1u, 0u, 0u), (2u, seconds, octets) })
        {
            Assert.NotNull(await gateway.AccountAsync(status, "compared", id, (ref RadiusPacketWriter writer) =>
            {
                if (called is not null)
                {
                    writer.AddString(Attributes.CalledStationId, called);
                }

                writer.AddUInt32(Attributes.AcctSessionTime, used);
                writer.AddUInt32(Attributes.AcctOutputOctets, sent);
            }));
        }
    }

    private static async Task<AccountRow> RowAsync(RunningBilling billing)
    {
        var accounts = billing.Services.GetRequiredService<IAccountQuery>();

        return (await accounts.FindAsync(Scope.Everything, (await accounts.FindAsync("planner"))!.Value, CancellationToken.None))!;
    }

    internal static async Task StartAsync(TestGateway gateway, string login, string id) =>
        Assert.NotNull(await gateway.AccountAsync(1, login, id, (ref RadiusPacketWriter writer) => writer.AddUInt32(Attributes.AcctSessionTime, 0)));

    // A customer, its prepaid line and somebody who may see to it.
    internal static async Task<long> MakeAsync(RunningBilling billing, string login, decimal funds)
    {
        var customer = await billing.Grains.GetGrain<ICreationGrain>($"test-customer-{login}").CreateCustomerAsync(
            new(login, ZoneId: "America/New_York"), "admin");
        Assert.True(customer.IsDone, customer.ToString());
        var products = await billing.Services.GetRequiredService<IProductQuery>().ListAsync(new("Everything"), new(), CancellationToken.None);
        var account = await billing.Grains.GetGrain<ICreationGrain>($"test-account-{login}").CreateAccountAsync(
            new(customer.Id, login, "secret-1", products.Rows[0].ProductId, [], [], BalanceChoice.Own), "admin");
        Assert.True(account.IsDone, account.ToString());

        if (funds > 0)
        {
            var balanceId = (await billing.Grains.GetGrain<IAccountGrain>(account.Id).ViewAsync())!.BalanceId;
            await billing.Grains.GetGrain<IBalanceGrain>(balanceId).CreditAsync(new($"test-{login}", CreditKind.Adjustment, funds, "Welcome", ExpiresAt: null));
        }

        await using var scope = billing.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>()
            .CreateAsync(new() { UserName = login, AccountId = account.Id }, $"{login}-portal-1");
        Assert.True(user.Succeeded, string.Join("; ", user.Errors.Select(error => error.Description)));

        return account.Id;
    }
}
