using Billing.Contracts.Payers;
using Billing.Core.Dunning;
using Billing.Core.Subscriptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Plans;

public sealed class PlanPagesTests(PortalFixture portal)
{
    [Fact]
    public async Task A_plan_is_made_and_its_next_version_leaves_the_first_as_it_was()
    {
        var billing = await portal.BillingAsync();
        var payers = billing.Services.GetRequiredService<IPayerQuery>();
        var page = await (await portal.OpenAsync("/admin/plans/new", "admin")).ReadyAsync();
        await page.Field("Name").FillAsync("Desk plan");
        await page.Field("Currency").FillAsync("EUR");
        await page.Field("Fee of a period").FillAsync("abc");
        await page.Field("Trial, days that cost nothing").FillAsync("14");
        await page.ButtonAsync("Make the plan");
        await Expect(page.GetByText("Nothing was changed: the fields below need another value.")).ToBeVisibleAsync();
        await page.Field("Fee of a period").FillAsync("12.50");
        await page.ButtonAsync("Add a discount of the first periods");
        await page.Field("Percent off").FillAsync("50");
        await page.Field("For so many periods").FillAsync("3");
        await page.Field("It begins when the line is first used").CheckAsync();
        await page.Field("Days on which the line is suspended cost nothing").CheckAsync();
        await page.Field("A first period that begins in the middle costs only its days").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the plan" }).DblClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Desk plan" })).ToContainTextAsync("calendar month");
        await page.GetByRole(AriaRole.Link, new() { Name = "Desk plan" }).ClickAsync();
        await page.Field("Fee of a period").FillAsync("15");
        await page.ButtonAsync("Save as a new version");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Desk plan" });
        await Expect(row).ToContainTextAsync("15.00\u00a0EUR");

        var head = Assert.Single(await payers.PlanHeadsAsync(CancellationToken.None), one => one.Terms.Name == "Desk plan");
        Assert.Equal((2, 15m, 14), (head.Versions, head.Terms.Fee, head.Terms.TrialDays));
        Assert.Equal([new FeeDiscount(3, 50)], head.Terms.Discounts);
        Assert.Equal(
            (true, true, false, true),
            (head.Terms.StartsOnFirstUse, head.Terms.IsWaivedWhileSuspended, head.Terms.ProratesFirst, head.Terms.ProratesLast));

        // Its versions and who has it; what is typed above a list leaves the form as it is.
        await page.GetByRole(AriaRole.Link, new() { Name = "Desk plan" }).ClickAsync();
        var versions = page.Locator("section.list[aria-label='Versions'] tbody tr");
        await Expect(versions).ToHaveCountAsync(2);
        await Expect(versions.First).ToContainTextAsync("15.00\u00a0EUR");
        await Expect(versions.Last).ToContainTextAsync("12.50\u00a0EUR");
        await Expect(page.Locator("section.list[aria-label='Subscriptions']")).ToContainTextAsync("Whoever subscribes to the plan will be listed here.");
        await page.Field("Fee of a period").FillAsync("16");
        await page.Field("Version or product").FillAsync("no such product");
        await Expect(page.Locator("section.list[aria-label='Versions']")).ToContainTextAsync("No row fits the filter.");
        await Expect(page.Field("Fee of a period")).ToHaveValueAsync("16");
        await page.ButtonAsync("Retire the plan");
        await page.ButtonAsync("Retire it");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sell it again" })).ToBeVisibleAsync();
        Assert.DoesNotContain(await payers.PlansAsync("EUR", CancellationToken.None), plan => plan.Terms.Name == "Desk plan");
        await page.GotoAsync("/admin/audit");
        await Expect(page.GetByText("retire plan Desk plan EUR").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_class_is_made_with_taxes_and_steps_and_says_what_is_wrong_where()
    {
        var billing = await portal.BillingAsync();
        var page = await (await portal.OpenAsync("/admin/customer-classes/new", "admin")).ReadyAsync();
        await page.Field("Name").FillAsync("Not A Word");
        await page.ButtonAsync("Add a tax");
        await page.Field("Name of the tax").FillAsync("VAT 21 %");
        await page.Field("Percent").FillAsync("21");
        await page.ButtonAsync("Add a step");
        await page.Field("Days after the due date").FillAsync("10");
        await page.Field("If so much is overdue").FillAsync("50");
        await page.Field("If so many invoices are overdue").FillAsync("2");
        await page.Field("An invoice is made on each day on which a fee is charged, and not only when a period ends").CheckAsync();
        await page.Field("What a change credits and charges within a period waits for the next of these invoices").CheckAsync();
        await page.ButtonAsync("Make the class");
        await Expect(page.GetByText("up to 50 small letters, digits and hyphens, such as residential").First).ToBeVisibleAsync();
        await page.Field("Name").FillAsync("desk-class");
        await page.ButtonAsync("Make the class");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "desk-class", Exact = true })).ToBeVisibleAsync();

        var made = Assert.Single(
            await billing.Services.GetRequiredService<IPayerQuery>().ClassHeadsAsync(CancellationToken.None), one => one.Name == "desk-class");
        Assert.Equal(21, Assert.Single(made.Terms.Invoices.Taxes.Rates).Percent);
        Assert.Equal([new DunningStep(10, DunningAction.Remind, Least: 50, Invoices: 2)], made.Terms.Dunning.Steps);
        Assert.True(made.Terms.Invoices is { AreAsCharged: true, ChangesWait: true });
        Assert.Equal(new Core.Payers.ClassTerms().ClosingDelay, made.Terms.ClosingDelay);

        await page.GotoAsync($"/admin/customer-classes/{made.ClassHeadId}");
        await page.ReadyAsync();
        await Expect(page.Locator("section.list[aria-label='Customers']")).ToContainTextAsync("Customers of this class will be listed here.");
        await page.GotoAsync($"/admin/customer-classes/{made.ClassHeadId}?q=nobody");
        await page.ReadyAsync();
        await Expect(page.Locator("section.list[aria-label='Customers']")).ToContainTextAsync("No customer fits these filters.");
    }
}
