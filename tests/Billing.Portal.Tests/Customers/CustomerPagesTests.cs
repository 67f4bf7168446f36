using System.Text.RegularExpressions;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Core.Customers;
using Billing.Portal.Tests.Care;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Customers;

[Collection("12125550100")] // whose entries are counted
public sealed class CustomerPagesTests(PortalFixture portal)
{
    [Fact]
    public async Task A_customer_and_an_account_are_made_and_a_wrong_field_is_told_beside_it()
    {
        var page = await (await portal.OpenAsync("/admin/customers/new", "admin")).ReadyAsync();
        await page.Field("E-mail").FillAsync("nonsense");
        await page.ButtonAsync("Create customer");
        await Expect(page.GetByText("Expected: an e-mail address such as name@example.com")).ToBeVisibleAsync();

        await page.Field("Name").FillAsync("Grace Hopper");
        await page.Field("E-mail").FillAsync("grace@example.com");
        await page.ButtonAsync("Create customer");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Grace Hopper");

        await page.GetByRole(AriaRole.Link, new() { Name = "Accounts", Exact = true }).Last.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New account" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "New account" }).WaitForAsync(); // the page before has a field of that name too
        await page.Field("Login").FillAsync("grace");
        await page.Choice("Product").SelectOptionAsync(new SelectOptionValue { Label = "Everything" });
        await page.ButtonAsync("Create account");
        await Expect(page.GetByText("The service password of grace.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Open the account" }).ClickAsync();
        await Expect(page.GetByText("Nothing can be spent: 0.00 USD is available")).ToBeVisibleAsync();
        await Expect(page.GetByText("Add one, asked after the others")).ToBeVisibleAsync(); // read by itself, above what is pressed
        await page.ButtonAsync("Test");
        await Expect(page.GetByText("There is not enough for the first interval")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Two_clicks_credit_once_and_the_entry_is_reversed_once()
    {
        var page = await (await portal.OpenAsync("/admin/customers/2?tab=statement", "admin")).ReadyAsync();
        var rows = page.GetByRole(AriaRole.Region, new() { Name = "Statement" }).Locator("tbody tr");
        await Expect(rows.Last).ToContainTextAsync("Opening balance");
        var before = await rows.CountAsync();

        await page.ButtonAsync("Adjust balance");
        await page.Field("Amount, USD").FillAsync("25");
        await page.Field("Reason, shown in the ledger").FillAsync("Outage on 20 November");
        await page.GetByRole(AriaRole.Button, new() { Name = "Credit 25.00" }).DblClickAsync();
        await Expect(page.GetByText("Done: 25.00")).ToBeVisibleAsync();
        await page.ButtonAsync("Close");
        await page.ReloadAsync();
        await page.ReadyAsync();
        await Expect(rows).ToHaveCountAsync(before + 1);

        await rows.First.GetByRole(AriaRole.Button, new() { Name = "Reverse entry" }).ClickAsync();
        await page.Field("Reason, shown in the ledger").FillAsync("Typed twice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Charge 25.00" }).ClickAsync();
        await page.ButtonAsync("Close");
        await Expect(rows).ToHaveCountAsync(before + 2);
        await Expect(rows.Nth(1)).ToContainTextAsync("Reversed");
        await Expect(rows.Nth(0).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_suspension_needs_a_reason_and_is_in_the_history()
    {
        var billing = await portal.BillingAsync();
        var accountId = await PlanTests.MakeAsync(billing, "suspendable", 5); // one of whom no other test needs that they are served
        var row = await billing.Services.GetRequiredService<IAccountQuery>().FindAsync(Contracts.Scope.Everything, accountId, CancellationToken.None);
        var page = await (await portal.OpenAsync($"/admin/customers/{row!.CustomerId}", "admin")).ReadyAsync();
        await page.ButtonAsync("Suspend");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync(new Regex(@"(Owed|On the balance): [0-9.,]+\sUSD, which stays"));
        await Expect(dialog).ToContainTextAsync(new Regex("No invoice is unpaid|Unpaid invoices: [0-9]+, together"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true }).ClickAsync();
        await Expect(dialog.GetByText("Say why: it is what an auditor will read")).ToBeVisibleAsync();

        await dialog.Field("Reason").FillAsync("Unpaid");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Suspended: Unpaid")).ToBeVisibleAsync();

        await page.ButtonAsync("Lift suspension");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Lift suspension" }).ClickAsync();
        await Expect(page.GetByText("Suspended: Unpaid")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        await Expect(page.GetByText("status suspended → active").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_closing_and_a_suspension_are_undone_but_not_where_another_changed_it_meanwhile()
    {
        var billing = await portal.BillingAsync();
        var name = $"Undone {Guid.NewGuid():N}";
        var customerId = (await billing.Grains.GetGrain<ICreationGrain>(name).CreateCustomerAsync(new(name), "dana")).Id;
        var customer = billing.Grains.GetGrain<ICustomerGrain>(customerId);
        var page = await (await portal.OpenAsync($"/admin/customers/{customerId}", "admin")).ReadyAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);

        await EndAsync("Suspend", "Suspend");
        await UndoAsync("Suspended", "Undone: it is as it was before.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true })).ToBeVisibleAsync();
        Assert.Equal(CustomerStatus.Active, (await customer.GetAsync())!.Status);

        await EndAsync("Close customer", "Close customer");
        await UndoAsync("Closed", "Undone: it is as it was before.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true })).ToBeVisibleAsync();
        Assert.Equal(CustomerStatus.Active, (await customer.GetAsync())!.Status);

        // What was suspended before it was closed is suspended again, for the same reason.
        await EndAsync("Suspend", "Suspend");
        await EndAsync("Close customer", "Close customer");
        await UndoAsync("Closed", "Undone: it is as it was before.");
        await Expect(page.GetByText("Suspended: By mistake")).ToBeVisibleAsync();

        await EndAsync("Close customer", "Close customer");
        var seen = (await customer.GetAsync())!;
        Assert.True((await customer.EditAsync(seen.Details with { Phone = "+1 212 555 0100" }, new("dana", seen.Version))).IsDone);
        await UndoAsync("Closed", "Not undone: somebody changed it meanwhile. Nothing of theirs was touched.");
        Assert.Equal((CustomerStatus.Closed, "+1 212 555 0100"), (await customer.GetAsync())! is var left ? (left.Status, left.Details.Phone) : default);

        // What is so already is no change, so there is nothing to take back.
        var closed = (await customer.GetAsync())!;
        var again = await customer.SetStatusAsync(new(CustomerStatus.Closed, null, closed.StatusReason, new("dana", closed.Version)));
        Assert.Equal((true, closed.Version), (again.IsDone, again.Version));

        async Task EndAsync(string button, string verb)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            await dialog.Field("Reason").FillAsync("By mistake");
            await dialog.GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();
            await Expect(dialog).ToHaveCountAsync(0);
            await Expect(page.GetByText($"{(verb == "Suspend" ? "Suspended" : "Closed")}: By mistake")).ToBeVisibleAsync();
        }

        async Task UndoAsync(string said, string answer)
        {
            var told = page.Locator(".mud-snackbar").Filter(new() { HasText = $": {said}" });
            await told.Last.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.GetByText(answer).Last).ToBeVisibleAsync();
            await Expect(told).ToHaveCountAsync(0); // what fades has a button still
        }
    }

    [Fact]
    public async Task Who_may_only_look_has_no_buttons_that_change()
    {
        var page = await (await portal.OpenAsync("/admin/customers/1", "auditor")).ReadyAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("alice");

        foreach (var name in new[] { "Suspend", "Adjust balance", "Take payment", "Save changes", "Sign in as" })
        {
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true })).ToHaveCountAsync(0);
        }
    }
}
