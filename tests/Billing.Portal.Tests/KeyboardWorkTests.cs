using System.Globalization;
using System.Text;
using Billing.Contracts.Accounts;
using Billing.Contracts.Payments;
using Billing.Contracts.Vouchers;
using Billing.Portal.Tests.Care;
using Billing.Portal.Tests.Invoices;
using Billing.Testing;
using Microsoft.Playwright;
using static Billing.Portal.Tests.KeyboardTests;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests;

/// <summary>Whole jobs from their first key to their last, without a mouse.</summary>
public sealed class KeyboardWorkTests(PortalFixture portal)
{
    [Fact]
    public async Task A_tariff_a_rate_another_from_a_date_a_list_with_a_bad_row_and_a_product()
    {
        var page = await (await portal.OpenAsync("/admin/tariffs", "admin")).ReadyAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "New tariff" }));
        await TabToAsync(page, dialog.Field("Name"));
        await page.Keyboard.TypeAsync("Typed");
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.Field("Currency")).ToBeFocusedAsync(); // not sent: it is not the last field
        await page.Keyboard.TypeAsync("USD");
        await PressAsync(page, dialog.GetByRole(AriaRole.Button).Last);
        await Expect(Heading(page)).ToContainTextAsync("Typed");
        await Expect(dialog).ToHaveCountAsync(0);
        var address = page.Url;

        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Add rate" }));
        await TabToAsync(page, dialog.Field("Prefix or keyword"));
        await page.Keyboard.TypeAsync("447");
        await TabToAsync(page, dialog.Field("Price, USD"));
        await page.Keyboard.TypeAsync("0.1");
        await PressAsync(page, dialog.GetByRole(AriaRole.Button).Last);
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "447" })).ToContainTextAsync("0.10000");
        await Expect(dialog).ToHaveCountAsync(0);

        await PressAsync(page, page.GetByRole(AriaRole.Row, new() { Name = "447" }).GetByRole(AriaRole.Link).First);
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Other terms from a date" }));
        await TabToAsync(page, dialog.Field("In force from, Europe/London"));

        // The first of January is one in every order of day and month.
        foreach (var key in new[] { "0101", "2031", "ArrowRight", "10", "00", "A" })
        {
            await (key.Length > 4 ? page.Keyboard.PressAsync(key) : page.Keyboard.TypeAsync(key));
        }

        await TabToAsync(page, dialog.Field("Price, USD"));
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("0.2");
        await PressAsync(page, dialog.GetByRole(AriaRole.Button, new() { Name = "Plan the rate" }));
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "1 Jan 2031" }).First).ToContainTextAsync("0.20");
        await Expect(dialog).ToHaveCountAsync(0);

        await ImportAsync(page, address);
        await MakeProductAsync(page);
    }

    [Fact]
    public async Task A_run_is_computed_and_issued_and_one_of_its_invoices_made_void()
    {
        var (name, _) = await DemoBill.UnbilledAsync(await portal.BillingAsync());
        var page = await (await portal.OpenAsync("/admin/bill-runs", "admin")).ReadyAsync();
        await TabToAsync(page, page.Field("Name"));
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync(name);
        await TabToAsync(page, page.Choice("Customer class"));
        await page.Keyboard.TypeAsync(name);
        await Expect(page.Choice("Customer class")).ToHaveValueAsync(name);
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Compute without issuing" }));
        await Expect(Heading(page)).ToContainTextAsync($"{name} (computed)");
        await Expect(page.GetByText("Finished")).ToBeVisibleAsync();

        var dialog = page.GetByRole(AriaRole.Dialog);
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Issue 1 invoices" }));
        await PressAsync(page, dialog.GetByRole(AriaRole.Button).Last);
        await Expect(page.GetByText("Invoices issued")).ToBeVisibleAsync();
        await Expect(page.GetByText("Finished")).ToBeVisibleAsync();
        await PressAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Its invoices" }));
        await PressAsync(page, page.Locator("tbody a.rowlink").First);
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Void it" }));
        await TabToAsync(page, dialog.Field("Reason"));
        await page.Keyboard.PressAsync("Enter"); // it is the last field, and nothing was typed in any
        await Expect(dialog.GetByRole(AriaRole.Button).Last).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter"); // it is empty
        await Expect(dialog.GetByText("Say why")).ToBeVisibleAsync();
        await Expect(dialog.Field("Reason")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter"); // the same is wrong again
        await Expect(dialog.Field("Reason")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("By keys");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Void: By keys")).ToBeVisibleAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_payment_is_given_back_once_by_a_key_that_is_held_down()
    {
        var billing = await portal.BillingAsync();
        var account = await billing.Grains.GetGrain<IAccountGrain>(await PlanTests.MakeAsync(billing, "key-payer", 0)).GetAsync();
        var payment = billing.Grains.GetGrain<IPaymentGrain>("key-payment");
        var made = await payment.TopUpAsync(new(account!.BalanceId, 40, new(PaymentMethodKind.Cash, Reference: "receipt 7"), null, "admin"));
        var page = await (await portal.OpenAsync($"/admin/payments/{made.PaymentId.ToString(CultureInfo.InvariantCulture)}", "finance")).ReadyAsync();
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Refund" }));
        var dialog = page.GetByRole(AriaRole.Dialog);
        await TabToAsync(page, dialog.Field("Amount, USD"));
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("10");
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.Field("Reason, shown in the ledger")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("By keys");
        await page.Keyboard.DownAsync("Enter");
        await Expect(dialog.GetByText("Done: −10.00")).ToBeVisibleAsync();
        var close = dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true });
        await Expect(close).ToBeFocusedAsync();
        await page.Keyboard.DownAsync("Enter"); // as a key that is held down says again
        await page.Keyboard.UpAsync("Enter");
        Assert.Equal(10, (await payment.GetAsync())!.Refunded);
        await Expect(close).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(page.Locator("[data-refunds]")).ToContainTextAsync("By keys");
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_session_is_found_and_disconnected()
    {
        var billing = await portal.BillingAsync();
        await PlanTests.MakeAsync(billing, "key-online", 10);
        using var gateway = new TestGateway(billing);
        await PlanTests.StartAsync(gateway, "key-online", "key-1");
        var page = await (await portal.OpenAsync("/admin/sessions", "admin")).ReadyAsync();
        await TabToAsync(page, page.Field("Account or number"));
        await page.Keyboard.TypeAsync("key-online");
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Disconnect key-online" }));
        var dialog = page.GetByRole(AriaRole.Dialog);
        await TabToAsync(page, dialog.Field("Reason, for the audit log"));
        await page.Keyboard.TypeAsync("By keys");
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByRole(AriaRole.Status)).ToBeVisibleAsync(); // what the gateway said, or that it says nothing
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_subscriber_signs_in_redeems_a_voucher_and_takes_another_plan()
    {
        var billing = await portal.BillingAsync();
        await PlanTests.MakeAsync(billing, "key-care", 10);
        var made = await billing.Grains.GetGrain<IVoucherStockGrain>(0).GenerateAsync(
            new("key-vouchers", 15, "USD", 1, ExpiresAt: null, IsActive: true, Note: null, "admin"));
        var page = await portal.OpenAsync("/account/sign-in");
        await TabToAsync(page, page.Field("User name or phone number"));
        await page.Keyboard.TypeAsync("key-care");
        await TabToAsync(page, page.Field("Password"));
        await page.Keyboard.TypeAsync("key-care-portal-1");
        await page.Keyboard.PressAsync("Enter");
        await page.ArrivesAsync("**/my");
        await page.ReadyAsync();

        await PressAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Top up" }).First);
        await TabToAsync(page, page.Field("Code on the voucher"));
        await page.Keyboard.TypeAsync(Assert.Single(made.Vouchers).Code);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-done]")).ToContainTextAsync("15.00 USD were credited.");
        await Expect(page.Locator("[data-done] h2")).ToBeFocusedAsync();

        await PressAsync(page, page.Locator("nav.care-nav a[href='my/plan']"));
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Choose Talk" }));
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator("[data-preview]")).ToContainTextAsync("3.00");
        await PressAsync(page, dialog.GetByRole(AriaRole.Button).Last);
        await Expect(page.Locator("[data-done]")).ToHaveTextAsync("You have Talk now.");
        await Expect(page.Locator("[data-done]")).ToBeFocusedAsync();
        Assert.Equal(22, (await billing.BalanceAsync("key-care")).Posted);
    }

    private static async Task ImportAsync(IPage page, string tariff)
    {
        // Asked for long before: a browser that hears of it with the key drops the question.
        var asked = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.FileChooser += (_, chooser) => asked.TrySetResult(chooser);
        await page.GotoAsync(tariff + "/import");
        await page.ReadyAsync();
        var file = page.Field("Choose the file");
        await Expect(file).ToBeEnabledAsync();
        await PressAsync(page, file);
        await (await asked.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).SetFilesAsync(new FilePayload
        {
            Name = "typed.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes("prefix,price,intervals\n3531,0.031,60/6\n3532,abc,60/6\n"),
        });
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Rejected lines" })).ToBeVisibleAsync();
        await TabToAsync(page, page.Choice("Lines that cannot be read"));
        await page.Keyboard.TypeAsync("Left"); // out, the others are applied
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Read it again so" }));
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Apply 1 rates" }));
        await Expect(page.GetByText("Applied: the tariff is in version")).ToBeVisibleAsync();
    }

    private static async Task MakeProductAsync(IPage page)
    {
        await page.GotoAsync("/admin/products/new");
        await page.ReadyAsync();
        await TabToAsync(page, page.Field("Name"));
        await page.Keyboard.TypeAsync("Typed product");
        await TabToAsync(page, page.Field("Service"));
        await page.Keyboard.TypeAsync("voice");
        await TabToAsync(page, page.Field("Tariff"));
        await page.Keyboard.TypeAsync("Typed");
        await TabToAsync(page, page.Field("Longest session, minutes"));
        await page.Keyboard.TypeAsync("60");
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Make the product" }));
        await Expect(Heading(page)).ToContainTextAsync("Typed product");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Services" })).ToContainTextAsync("Typed");
    }

    private static ILocator Heading(IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    private static async Task PressAsync(IPage page, ILocator target)
    {
        await Expect(target).ToBeEnabledAsync();
        await TabToAsync(page, target);
        await page.Keyboard.PressAsync("Enter");
    }
}
