using System.Text.RegularExpressions;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Accounts;

public sealed class AccountPagesTests(PortalFixture portal)
{
    [Fact]
    public async Task A_block_says_why_and_is_lifted()
    {
        var page = await (await portal.OpenAsync("/admin/accounts/2", "admin")).ReadyAsync();
        await page.ButtonAsync("Block");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("No session runs now.");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(new Regex(@"(Owed|On the balance): [0-9.,]+\sUSD, which stays"));
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(new Regex("No invoice is unpaid|Unpaid invoices: [0-9]+, together"));
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("Lost device");
        await page.ButtonAsync("Block and disconnect");
        await Expect(page.GetByText("Done. No session was running.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        await Expect(page.GetByText("The account is blocked: Lost device")).ToBeVisibleAsync();

        await page.ButtonAsync("Test");
        await Expect(page.GetByText("It would be rejected now.")).ToBeVisibleAsync();

        await page.ButtonAsync("Lift the block");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Lift the block" }).ClickAsync();
        await Expect(page.GetByText("The account is blocked: Lost device")).ToBeHiddenAsync();

        // Too soon: it is blocked again as it was.
        await page.Locator(".mud-snackbar").Filter(new() { HasText = "may be used again." }).GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("The account is blocked: Lost device")).ToBeVisibleAsync();
        await page.ButtonAsync("Lift the block");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Lift the block" }).ClickAsync();
        await Expect(page.GetByText("The account is blocked: Lost device")).ToBeHiddenAsync();

        await page.GetByLabel("Number, SIM or other name").FillAsync("12125550177");
        await page.ButtonAsync("Add identity");
        await Expect(page.Locator("ul.aliases")).ToContainTextAsync("12125550177");
        await page.Locator(".mud-snackbar").Filter(new() { HasText = "12125550177 is added." }).GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator("ul.aliases")).Not.ToContainTextAsync("12125550177");
        await page.GetByLabel("To whom").FillAsync("12125550123");
        await page.ButtonAsync("Test");
        await Expect(page.GetByText("It would be accepted now.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_block_and_a_closing_are_undone_and_what_ends_for_good_is_said()
    {
        var billing = await portal.BillingAsync();
        var login = $"undo-{Guid.NewGuid():N}";
        var customer = (await billing.Grains.GetGrain<ICreationGrain>($"{login}-customer").CreateCustomerAsync(new(login), "dana")).Id;
        var accountId = (await billing.Grains.GetGrain<ICreationGrain>(login).CreateAccountAsync(new(customer, login, null, 1, [], [], BalanceChoice.Own), "dana")).Id;
        var page = await (await portal.OpenAsync($"/admin/accounts/{accountId}", "admin")).ReadyAsync();

        foreach (var (button, verb, said) in new[] { ("Block", "Block and disconnect", "is blocked."), ("Close account", "Close account", "is closed.") })
        {
            await EndAsync(button, verb, "It can be undone at once");
            await page.Locator(".mud-snackbar").Filter(new() { HasText = said }).GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.GetByText("Undone: it is as it was before.").Last).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true })).ToBeVisibleAsync();
        }

        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var lines = database.CreateCommand(
            $"select string_agg(action || ' by ' || by, ', ' order by audit_log_id) from audit_log where entity_kind = 'account' and entity_id = '{accountId}' and by = 'admin'");
        Assert.Equal("block by admin, activate by admin, close by admin, activate by admin", await lines.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        var view = (await billing.Grains.GetGrain<IAccountGrain>(accountId).ViewAsync())!;
        var payer = billing.Grains.GetGrain<IPayerGrain>(view.BalanceId);
        var publisher = billing.Services.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(login, new ClassTerms(), TestContext.Current.CancellationToken);
        Assert.Null((await payer.OpenAsync(new(login, false, null))).Problem);
        var plan = await publisher.PublishAsync(
            new SubscriptionTerms { Name = login, Fee = 1, Cycle = new(PeriodKind.Monthly) }, Currency.Usd, null, TestContext.Current.CancellationToken);

        var subscription = await SubscribeAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close account", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync($"This cannot be undone: {login} ends for good.");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel, By: "dana"))).Problem);

        // The plan comes while the dialog is open, which says that there is a way back.
        await EndAsync("Close account", "Close account", "It can be undone at once", SubscribeAsync);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Open again" })).ToBeVisibleAsync();
        await Expect(page.Locator(".mud-snackbar").Filter(new() { HasText = "is closed." })).ToHaveCountAsync(0);

        async Task<long> SubscribeAsync()
        {
            var made = await payer.SubscribeAsync(new($"{Guid.NewGuid():N}", plan, accountId, By: "dana"));
            Assert.Null(made.Problem);

            return made.Id;
        }

        async Task EndAsync(string button, string verb, string says, Func<Task>? meanwhileAsync = null)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            var dialog = page.GetByRole(AriaRole.Dialog);
            await Expect(dialog).ToContainTextAsync(says);
            await (meanwhileAsync?.Invoke() ?? Task.CompletedTask);
            await dialog.GetByLabel("Reason").FillAsync("By mistake");
            await dialog.GetByRole(AriaRole.Button, new() { Name = verb }).ClickAsync();
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
            await Expect(dialog).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task Allowances_limits_and_discounts_are_given_and_shown_as_bars()
    {
        var page = await (await portal.OpenAsync("/admin/accounts/4?tab=funds", "admin")).ReadyAsync();
        await page.ButtonAsync("Give an allowance");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("100 minutes");
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "For", Exact = true }).SelectOptionAsync("voice");
        await dialog.GetByLabel("Amount, minutes").FillAsync("100");
        await page.ButtonAsync("Give 100 minutes");
        await Expect(page.GetByRole(AriaRole.Meter, new() { Name = "100 minutes" })).ToHaveAttributeAsync("aria-valuenow", "100");

        await page.ButtonAsync("Set a limit");
        await dialog.GetByLabel("Amount, USD").FillAsync("1,000.00");
        await page.ButtonAsync("Set the limit");
        await Expect(dialog.GetByText("without separators of thousands").First).ToBeVisibleAsync();
        await dialog.GetByLabel("Amount, USD").FillAsync("20");
        await page.ButtonAsync("Set the limit to 20.00 USD");
        await Expect(page.GetByText("0.00 of 20.00")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_identity_is_added_and_a_new_password_shown_once()
    {
        var page = await (await portal.OpenAsync("/admin/accounts/3", "admin")).ReadyAsync();
        await page.GetByLabel("Number, SIM or other name").FillAsync("has spaces");
        await page.ButtonAsync("Add identity");
        await Expect(page.GetByText("Expected:").First).ToBeVisibleAsync();
        await page.GetByLabel("Number, SIM or other name").FillAsync("310150123456789");
        await page.ButtonAsync("Add identity");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove 310150123456789" })).ToBeVisibleAsync();

        await page.ButtonAsync("Reset password");
        await Expect(page.GetByText("The service password of bob.")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await page.ReadyAsync();
        await Expect(page.GetByText("The service password of bob.")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task What_a_change_of_products_makes_of_an_account_is_seen_before_it_is_made()
    {
        var page = await (await portal.OpenAsync("/admin/accounts/3", "admin")).ReadyAsync();
        var preview = page.Locator("[data-preview]");
        var product = page.GetByRole(AriaRole.Combobox, new() { Name = "Product", Exact = true });
        await Expect(preview).ToHaveCountAsync(0);
        await product.SelectOptionAsync(new SelectOptionValue { Label = "Prepaid voice" });
        await Expect(preview.GetByRole(AriaRole.Row, new() { Name = "Data" })).ToContainTextAsync("not there");
        await Expect(preview).ToContainTextAsync("No fee is charged or credited");
        await page.ReloadAsync();
        await page.ReadyAsync();
        await Expect(product.GetByRole(AriaRole.Option, new() { Selected = true })).ToHaveTextAsync("Everything");
        await Expect(preview).ToHaveCountAsync(0); // it was not changed
    }
}
