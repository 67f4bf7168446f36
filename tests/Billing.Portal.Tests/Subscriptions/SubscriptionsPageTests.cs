using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Subscriptions;

public sealed class SubscriptionsPageTests(PortalFixture portal)
{
    [Fact]
    public async Task What_is_to_come_is_said_and_withdrawn()
    {
        var billing = await portal.BillingAsync();
        var customerId = await EndingAsync(billing);
        var page = await (await portal.OpenAsync($"/admin/customers/{customerId}/subscriptions", "admin")).ReadyAsync();

        await Expect(page.GetByRole(AriaRole.Cell).Filter(new() { HasText = "Ends" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw: the end" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText("What it charges, through the next period")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Withdraw it" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Withdraw" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause it" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_pause_a_resumption_and_what_was_put_off_are_undone_by_their_counterpart()
    {
        var billing = await portal.BillingAsync();
        var customerId = await EndingAsync(billing);
        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var owed = database.CreateCommand($"select sum(posted)::text from balance where customer_id = {customerId}");
        var page = await (await portal.OpenAsync($"/admin/customers/{customerId}/subscriptions", "admin")).ReadyAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw: the end" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Withdraw it" }).ClickAsync();
        var before = await owed.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        await DoAsync("Pause it", "Pause ", "Resume it");
        await UndoAsync("Paused", "Pause it");
        Assert.Equal(before, await owed.ExecuteScalarAsync(TestContext.Current.CancellationToken)); // no day is charged twice

        await DoAsync("Pause it", "Pause ", "Resume it");
        await DoAsync("Resume it", "Resume ", "Pause it");
        await UndoAsync("Active", "Resume it");
        await DoAsync("Resume it", "Resume ", "Pause it");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause it" }).ClickAsync();
        await dialog.Field("At the end of the running period").CheckAsync();
        await Expect(dialog.GetByText("Nothing more is charged.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Pause " }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Withdraw: " })).ToBeVisibleAsync();
        await UndoAsync("Pauses", "Pause it");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Withdraw: " })).ToHaveCountAsync(0);
        await using var told = database.CreateCommand($"""
            select count(*) from audit_log l join balance b on l.entity_kind = 'balance' and l.entity_id = b.balance_id::text
            where b.customer_id = {customerId} and l.by = 'admin'
            """);
        Assert.Equal(9L, await told.ExecuteScalarAsync(TestContext.Current.CancellationToken)); // each undo as well

        async Task DoAsync(string button, string verb, string then)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            await dialog.GetByRole(AriaRole.Button, new() { Name = verb }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = then })).ToBeVisibleAsync();
        }

        async Task UndoAsync(string said, string then)
        {
            await page.Locator(".mud-snackbar").Filter(new() { HasText = $": {said}" }).Last.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = then })).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task What_another_did_meanwhile_is_not_undone()
    {
        var billing = await portal.BillingAsync();
        var customerId = await EndingAsync(billing);
        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var find = database.CreateCommand($"select max(s.subscription_id), max(balance_id) from subscription s join balance b using (balance_id) where b.customer_id = {customerId}");
        await using var row = await find.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await row.ReadAsync(TestContext.Current.CancellationToken));
        var (subscription, balanceId) = (row.GetInt64(0), row.GetInt64(1));
        var payer = billing.Grains.GetGrain<IPayerGrain>(balanceId);
        await AnotherAsync(SubscriptionVerb.Withdraw);
        var page = await (await portal.OpenAsync($"/admin/customers/{customerId}/subscriptions", "admin")).ReadyAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var undo = page.Locator(".mud-snackbar").GetByRole(AriaRole.Button, new() { Name = "Undo" });

        // A pause at the period's end was ordered here, and withdrawn for an end by somebody else: that end is not withdrawn.
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause it" }).ClickAsync();
        await dialog.Field("At the end of the running period").CheckAsync();
        await Expect(dialog.GetByText("Nothing more is charged.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Pause " }).ClickAsync();
        await Expect(undo).ToBeVisibleAsync();
        await AnotherAsync(SubscriptionVerb.Withdraw);
        await AnotherAsync(SubscriptionVerb.Cancel, atPeriodEnd: true);
        await undo.ClickAsync();
        await Expect(page.GetByText("Not undone: somebody changed it meanwhile.")).ToBeVisibleAsync();
        Assert.Equal("end", (await NowAsync()).Coming?.What);

        async Task AnotherAsync(SubscriptionVerb verb, bool atPeriodEnd = false) =>
            Assert.Null((await payer.ChangeAsync(new(subscription, verb, AtPeriodEnd: atPeriodEnd, By: "dana"))).Problem);

        async Task<SubscriptionRecord> NowAsync() => (await billing.Services.GetRequiredService<IInvoiceQuery>().SubscriptionsAsync(
            balanceId, NodaTime.SystemClock.Instance.GetCurrentInstant(), TestContext.Current.CancellationToken)).Single();
    }

    [Fact]
    public async Task A_balance_begins_to_be_billed_and_is_invoiced_out_of_turn()
    {
        var billing = await portal.BillingAsync();
        var (customerId, balanceId) = await UnbilledAsync(billing);
        var page = await (await portal.OpenAsync($"/admin/customers/{customerId}/subscriptions", "admin")).ReadyAsync();

        await page.Field("Periods begin on day").FillAsync("31");
        await page.ButtonAsync("Begin to bill");
        await Expect(page.GetByText("Billed as").First).ToBeVisibleAsync();
        await Expect(page.GetByText("This balance is not billed yet")).ToHaveCountAsync(0);
        await page.ButtonAsync("Invoice now");
        await Expect(page.GetByText("There is nothing to invoice yet")).ToBeVisibleAsync();

        Assert.Null((await billing.Grains.GetGrain<IPayerGrain>(balanceId).ChargeOnceAsync($"{Guid.NewGuid():N}", 12, "Router")).Problem);
        await page.ButtonAsync("Invoice now");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Issue the invoice over 12.00" }).ClickAsync();

        await page.ArrivesAsync("**tab=invoices");
        await Expect(page.GetByRole(AriaRole.Cell).Filter(new() { HasText = "12.00" }).First).ToBeVisibleAsync();
        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var anchor = database.CreateCommand($"select extract(day from anchor)::int from payer where balance_id = {balanceId}");
        Assert.Equal(31, await anchor.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await using var told = database.CreateCommand($"select count(*) from audit_log where action = 'invoice-now' and entity_kind = 'balance' and entity_id = '{balanceId}'");
        Assert.Equal(1L, await told.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_coupon_is_given_and_ended()
    {
        var billing = await portal.BillingAsync();
        var customerId = await EndingAsync(billing);
        var page = await (await portal.OpenAsync($"/admin/customers/{customerId}/subscriptions", "admin")).ReadyAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);

        await page.ButtonAsync("Give a coupon");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Give the coupon" }).ClickAsync();
        await Expect(dialog.GetByText("Say how much, more than zero")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Percent" }).FillAsync("120");
        await dialog.Field("Name").FillAsync("Spring");
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "For" }).SelectOptionAsync("invoices");
        await dialog.Field("How many").FillAsync("3");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Give the coupon" }).ClickAsync();
        await Expect(dialog.GetByText("more than 0 and no more than 100")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Percent" }).FillAsync("20");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Give the coupon" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "0 of 3 invoices" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "End it: coupon Spring" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "End it" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "End it: coupon Spring" })).ToHaveCountAsync(0);
        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var told = database.CreateCommand($"""
            select string_agg(l.action, ' ' order by l.audit_log_id) from audit_log l join balance b on l.entity_kind = 'balance' and l.entity_id = b.balance_id::text
            where b.customer_id = {customerId} and l.action like '%coupon'
            """);
        Assert.Equal("give-coupon end-coupon", await told.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_plan_is_added_for_a_line_or_for_the_customer_as_a_whole()
    {
        var billing = await portal.BillingAsync();
        var customerId = await EndingAsync(billing);
        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var find = database.CreateCommand($"select login from account where customer_id = {customerId}");
        var login = (string)(await find.ExecuteScalarAsync(TestContext.Current.CancellationToken))!; // the plan's name too
        var page = await (await portal.OpenAsync($"/admin/customers/{customerId}/subscriptions", "admin")).ReadyAsync();

        foreach (var line in new[] { login, "The customer as a whole" })
        {
            await page.ButtonAsync("Add a plan");
            var dialog = page.GetByRole(AriaRole.Dialog);
            await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Plan" }).SelectOptionAsync(await OptionAsync(dialog, login));
            var add = dialog.GetByRole(AriaRole.Button, new() { Name = $"Add {login}" });
            await add.OffAndOnAsync(() => dialog.GetByRole(AriaRole.Combobox, new() { Name = "Line" }).SelectOptionAsync(new SelectOptionValue { Label = line }));
            await Expect(dialog.GetByText("What it charges, through the next period")).ToBeVisibleAsync();
            await add.ClickAsync();
            await Expect(dialog).ToHaveCountAsync(0);
        }

        await using var made = database.CreateCommand($"""
            select string_agg(coalesce(a.login, 'whole'), ' ' order by s.subscription_id)
            from subscription s join balance b using (balance_id) left join account a on a.account_id = s.account_id
            where b.customer_id = {customerId}
            """);
        Assert.Equal($"{login} {login} whole", await made.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        // Pieces alone: the plan stays as it was sold, though it costs more for who takes it now.
        await billing.Services.GetRequiredService<PlanPublisher>().PublishAsync(
            new SubscriptionTerms { Name = login, Fee = 44, Cycle = new(PeriodKind.Monthly) }, Currency.Usd, null, TestContext.Current.CancellationToken);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Change plan {login}" }).Last.ClickAsync();
        var change = page.GetByRole(AriaRole.Dialog);
        await change.Field("Pieces").FillAsync("3");
        await change.Field("Pieces").BlurAsync();
        await Expect(change.GetByRole(AriaRole.Button, new() { Name = "Change to 3 pieces" })).ToBeEnabledAsync();
        await Expect(change.GetByRole(AriaRole.Cell).Filter(new() { HasText = "132.00" })).ToHaveCountAsync(0);
        await change.GetByRole(AriaRole.Button, new() { Name = "Change to 3 pieces" }).ClickAsync();
        await Expect(change).ToHaveCountAsync(0);
        await using var balance = database.CreateCommand($"select min(balance_id) from balance where customer_id = {customerId}");
        var balanceId = (long)(await balance.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        var now = NodaTime.SystemClock.Instance.GetCurrentInstant();
        var subscriptions = await billing.Services.GetRequiredService<IInvoiceQuery>().SubscriptionsAsync(balanceId, now, TestContext.Current.CancellationToken);
        Assert.Contains(subscriptions, one => (one.Quantity, one.Plan) == (3, login));

        await page.ButtonAsync("Charge or give once");
        await change.Field("Amount, USD").FillAsync("12");
        await change.Field("Name").FillAsync("Router");
        await change.GetByRole(AriaRole.Button, new() { Name = "Charge 12.00 USD" }).ClickAsync();
        await Expect(change).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "12.00 USD was charged: Router." }).GetByRole(AriaRole.Link, new() { Name = "Ledger entry" })).ToBeVisibleAsync();
        await using var charged = database.CreateCommand($"select string_agg(note || ' ' || amount::text, ',') from ledger_entry where balance_id = {balanceId} and reason = 21");
        Assert.Equal("Router -12.00000", await charged.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_shown_is_of_the_balance_that_is_chosen()
    {
        var billing = await portal.BillingAsync();
        var customerId = await EndingAsync(billing);
        var creation = billing.Grains.GetGrain<ICreationGrain>($"{Guid.NewGuid():N}");
        var second = await creation.CreateAccountAsync(new(customerId, $"second-{Guid.NewGuid():N}", null, 1, [], [], BalanceChoice.Own), "test");
        var balanceId = (await billing.Grains.GetGrain<IAccountGrain>(second.Id).GetAsync())!.BalanceId;
        var page = await (await portal.OpenAsync($"/admin/customers/{customerId}/subscriptions", "admin")).ReadyAsync();
        await Expect(page.GetByText("Billed as").First).ToBeVisibleAsync();
        await page.ButtonAsync("Charge or give once");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("Amount, USD").FillAsync("12");
        await dialog.Field("Name").FillAsync("Router");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Charge 12.00 USD" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(page.GetByText("12.00 USD was charged: Router.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Balance", Exact = true }).SelectOptionAsync($"{balanceId}");

        await Expect(page.GetByText("This balance is not billed yet")).ToBeVisibleAsync();
        await Expect(page.GetByText("12.00 USD was charged: Router.")).ToHaveCountAsync(0);
    }

    private static async Task<SelectOptionValue> OptionAsync(ILocator dialog, string plan) => new()
    {
        Value = await dialog.Locator("option").Filter(new() { HasText = $"{plan} ·" }).GetAttributeAsync("value"),
    };

    private static async Task<(long CustomerId, long BalanceId)> UnbilledAsync(RunningBilling billing)
    {
        var creation = () => billing.Grains.GetGrain<ICreationGrain>($"{Guid.NewGuid():N}");
        var name = $"unbilled-{Guid.NewGuid():N}";
        var customerId = (await creation().CreateCustomerAsync(new("Unbilled Una"), "test")).Id;
        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var product = database.CreateCommand("select min(product_id) from product where not is_retired");
        var productId = Convert.ToInt64(await product.ExecuteScalarAsync(), null);
        var accountId = (await creation().CreateAccountAsync(new(customerId, name, null, productId, [], [], BalanceChoice.Own), "test")).Id;
        await billing.Services.GetRequiredService<PlanPublisher>().PublishAsync(name, new ClassTerms(), CancellationToken.None);

        return (customerId, (await billing.Grains.GetGrain<IAccountGrain>(accountId).GetAsync())!.BalanceId);
    }

    private static async Task<long> EndingAsync(RunningBilling billing)
    {
        var name = $"ending-{Guid.NewGuid():N}";
        var creation = () => billing.Grains.GetGrain<ICreationGrain>($"{Guid.NewGuid():N}");
        var customerId = (await creation().CreateCustomerAsync(new("Ending Enid"), "test")).Id;
        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var product = database.CreateCommand("select min(product_id) from product where not is_retired");
        var productId = Convert.ToInt64(await product.ExecuteScalarAsync(), null);
        var accountId = (await creation().CreateAccountAsync(new(customerId, name, null, productId, [], [], BalanceChoice.Own), "test")).Id;
        var balanceId = (await billing.Grains.GetGrain<IAccountGrain>(accountId).GetAsync())!.BalanceId;
        var publisher = billing.Services.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(name, new ClassTerms(), CancellationToken.None);
        var plan = await publisher.PublishAsync(new SubscriptionTerms { Name = name, Fee = 30, Cycle = new(PeriodKind.Monthly) }, Currency.Usd, null, CancellationToken.None);
        var payer = billing.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.Null((await payer.OpenAsync(new(name, false, null))).Problem);
        var made = await payer.SubscribeAsync(new(name, plan, accountId));
        Assert.Null((await payer.ChangeAsync(new(made.Id, SubscriptionVerb.Cancel, AtPeriodEnd: true))).Problem);

        return customerId;
    }
}
