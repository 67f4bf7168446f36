using System.Net;
using Billing.Contracts;
using Billing.Contracts.Invoices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Invoices;

public sealed class InvoicePagesTests(PortalFixture portal)
{
    [Fact]
    public async Task A_subscriber_reads_an_invoice_and_saves_it()
    {
        var billing = await portal.BillingAsync();
        var number = await DemoBill.MakeAsync(billing);
        var page = await (await portal.OpenAsync("/my/bills", "carol")).ReadyAsync();
        await Expect(page.Locator("[data-open]")).ToBeVisibleAsync();
        await page.GetByLabel("Invoice number, period or sum").FillAsync("no such number");
        await Expect(page.GetByText("No invoice fits these filters.")).ToBeVisibleAsync();
        await page.GetByLabel("Invoice number, period or sum").FillAsync(number.ToLowerInvariant());
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = number }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByText(DemoBill.Plan).First).ToBeVisibleAsync();
        await Expect(page.GetByText("VAT 20 %")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-due]")).ToBeVisibleAsync();

        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Save as PDF" }).ClickAsync());
        var saved = await File.ReadAllBytesAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
        var stored = await billing.Services.GetRequiredService<IInvoiceSheetQuery>().PdfAsync(Scope.Everything, number, CancellationToken.None);

        Assert.Equal($"{number}.pdf", file.SuggestedFilename);
        Assert.Equal("%PDF"u8.ToArray(), saved[..4]);
        Assert.Equal(stored, saved);
    }

    [Fact]
    public async Task Anothers_invoice_is_not_there()
    {
        var number = await DemoBill.MakeAsync(await portal.BillingAsync());

        foreach (var (user, path, status) in new[]
        {
            ("carol", $"/my/bills/{number}/pdf", HttpStatusCode.OK),
            ("alice", $"/my/bills/{number}/pdf", HttpStatusCode.NotFound),
            ("admin", $"/admin/invoices/{number}/pdf", HttpStatusCode.OK),
        })
        {
            var page = await portal.OpenAsync(user == "admin" ? "/admin" : "/my", user);
            var answer = await page.APIRequest.GetAsync(path);
            Assert.Equal((int)status, answer.Status);
            await page.Context.CloseAsync();
        }

        var alice = await (await portal.OpenAsync($"/my/bills/{number}", "alice")).ReadyAsync();
        await Expect(alice.GetByRole(AriaRole.Heading, new() { Name = "There is no such invoice" })).ToBeVisibleAsync();
        var carol = await portal.OpenAsync("/my", "carol");
        Assert.NotEqual((int)HttpStatusCode.OK, (await carol.APIRequest.GetAsync($"/admin/invoices/{number}/pdf", new() { MaxRedirects = 0 })).Status);
    }

    [Fact]
    public async Task Staff_finds_it_in_the_list_and_is_told_why_it_cannot_be_credited_too_much()
    {
        var number = await DemoBill.MakeAsync(await portal.BillingAsync());
        var page = await (await portal.OpenAsync($"/admin/invoices?q={number}", "admin")).ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = number, Exact = true }).ClickAsync();
        await page.ButtonAsync("Credit note");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("Amount, USD").FillAsync("900");
        await dialog.Field("Reason, shown on the credit note").FillAsync("outage");
        await dialog.Field("Amount, USD").FocusAsync();
        await page.ButtonAsync("Credit 900.00 USD");

        await Expect(dialog.GetByText("more than zero and no more than")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_change_of_plan_shows_what_it_charges_before_it_is_made()
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        await DemoBill.MakeAsync(billing);
        var address = await PageList.AddressAsync("/admin/customers/{CustomerId:long}/subscriptions", billing);
        var page = await (await portal.OpenAsync(address, "admin")).ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Change plan {DemoBill.Plan}" }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Locator("select").First.SelectOptionAsync(new SelectOptionValue { Label = "Large line rent · 2.00\u00a0USD a month" });
        await Expect(dialog.GetByText("Credit for unused days").First).ToBeVisibleAsync();
        await page.ButtonAsync("Keep it");

        await page.ButtonAsync("Add a plan");
        await dialog.Locator("select").First.SelectOptionAsync(new SelectOptionValue { Label = "Large line rent · 2.00\u00a0USD a month" });
        await Expect(dialog.GetByText("Large line rent · Fee").First).ToBeVisibleAsync();
        await page.ButtonAsync("Add Large line rent");
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Large line rent" }).First).ToBeVisibleAsync();
        await PauseAsync(page, "Large line rent");
        await ExemptAsync(page, true);
        await ExemptAsync(page, false);
        Assert.Empty((await billing.AuditAsync()).Differences);

        await page.GotoAsync("/admin/audit?kind=balance");
        await page.ReadyAsync(); // what is opened before is closed by the page that comes
        var line = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "subscribed to Large line rent" });
        await Expect(line.GetByRole(AriaRole.Cell, new() { Name = "admin", Exact = true })).ToBeVisibleAsync();
        await line.GetByText("fields").ClickAsync();
        await Expect(line.GetByRole(AriaRole.Row).Filter(new() { HasText = "quantity" })).ToContainTextAsync("1");
    }

    // Nothing is charged while it rests, and it goes on.
    private static async Task PauseAsync(IPage page, string plan)
    {
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = plan }).First;
        var dialog = page.GetByRole(AriaRole.Dialog);
        await row.GetByRole(AriaRole.Button, new() { Name = $"Pause it: {plan}" }).ClickAsync();
        await Expect(dialog.GetByText("Credit for unused days").First).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = $"Pause {plan}" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Paused");
        await row.GetByRole(AriaRole.Button, new() { Name = $"Resume it: {plan}" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = $"Resume {plan}" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Active");
    }

    // It says what is stored, also after another look.
    private static async Task ExemptAsync(IPage page, bool isExempt)
    {
        await page.Field("Pays no taxes").SetCheckedAsync(isExempt);
        await page.ButtonAsync("Save the terms");
        await Expect(page.GetByText("It is saved; what is open is billed so.")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await page.ReadyAsync();
        await Expect(page.Field("Pays no taxes")).ToBeCheckedAsync(new() { Checked = isExempt });
    }

    [Fact]
    public async Task A_run_is_computed_first_and_then_issued()
    {
        await DemoBill.MakeAsync(await portal.BillingAsync());
        var page = await (await portal.OpenAsync("/admin/bill-runs", "admin")).ReadyAsync();
        await page.Field("Name").FillAsync("pages");
        await page.Field("Periods that end on this day or before").FillAsync("2020-01-01");
        await page.Field("Periods that end on this day or before").PressAsync("Tab");
        await page.ButtonAsync("Compute without issuing");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "pages (computed)" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Finished")).ToBeVisibleAsync();
        await Expect(page.GetByText("Computed only: no invoice was issued and nothing was charged.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_name_that_was_used_for_another_run_is_not_that_run()
    {
        await DemoBill.MakeAsync(await portal.BillingAsync());
        var page = await portal.OpenAsync("/admin/bill-runs", "admin");
        await ComputeAsync(null);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "twice (computed)" })).ToBeVisibleAsync();
        await Expect(page.GetByText("All classes, periods that end by 1 Jan 2020")).ToBeVisibleAsync();

        await ComputeAsync(DemoBill.Class);
        await Expect(page.GetByText("Expected: a name that no other run has")).ToBeVisibleAsync();

        await ComputeAsync(null); // the same again goes on
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "twice (computed)" })).ToBeVisibleAsync();

        async Task ComputeAsync(string? of)
        {
            await page.GotoAsync("/admin/bill-runs");
            await page.ReadyAsync();
            await page.Field("Periods that end on this day or before").FillAsync("2020-01-01");
            await page.Field("Periods that end on this day or before").PressAsync("Tab");

            if (of is not null)
            {
                await page.Choice("Customer class").SelectOptionAsync(of);
            }

            await Expect(page.Field("Name")).ToHaveValueAsync(of is null ? "2019-12" : $"2019-12-{of}"); // proposed: the run of all is another

            await page.Field("Name").FillAsync("twice");
            await page.Field("Name").PressAsync("Tab");
            await page.ButtonAsync("Compute without issuing");
        }
    }

    [Fact]
    public async Task What_a_run_would_issue_is_looked_through_beside_the_invoices_before()
    {
        var billing = await portal.BillingAsync();
        var (name, number) = await DemoBill.UnbilledAsync(billing);
        var page = await (await portal.OpenAsync("/admin/bill-runs", "admin")).ReadyAsync();
        await page.Field("Name").FillAsync(name);
        await page.Choice("Customer class").SelectOptionAsync(name);
        await page.Field("Periods that end on this day or before").FillAsync("2099-01-01");
        await page.Field("Periods that end on this day or before").PressAsync("Tab");
        await page.ButtonAsync("Compute without issuing");
        await Expect(page.GetByText("a period that has not ended cannot be billed")).ToBeVisibleAsync();
        await page.Field("Periods that end on this day or before").FillAsync($"{DateTime.UtcNow:yyyy-MM-dd}");
        await page.Field("Periods that end on this day or before").PressAsync("Tab");
        await page.ButtonAsync("Compute without issuing");

        await Expect(page.GetByText("Their sum, USD")).ToBeVisibleAsync();
        await Expect(page.GetByText("1 invoice; the invoices before: 40.00")).ToBeVisibleAsync();
        await page.Choice("Worth a look").SelectOptionAsync("Half");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = number });
        await Expect(row).ToContainTextAsync("10.00");
        await Expect(row).ToContainTextAsync("40.00");
        await Expect(row).ToContainTextAsync("less than half of the last one");
        await page.ButtonAsync("Issue 1 invoices");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText("Worth a look, less than half of the last one: 1")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Issue invoices" }).ClickAsync();
        await Expect(page.GetByText("Invoices issued")).ToBeVisibleAsync();
        await Expect(page.GetByText("Finished")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Its invoices" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2); // the head, and the one

        // The customer's own list has both, and the list of all is narrowed to that customer until the chip is taken away.
        var customerId = await DemoBill.CustomerOfAsync(billing, number);
        await page.GotoAsync($"/admin/customers/{customerId}?tab=invoices");
        await page.ReadyAsync();
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await page.GotoAsync($"/admin/invoices?customer={customerId}&from=2000-01-01");
        await page.ReadyAsync();
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await page.ButtonAsync("Take away the filter: Customer");
        await Expect(page.Locator(".filterchip")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task In_Spanish_it_is_a_factura()
    {
        var number = await DemoBill.MakeAsync(await portal.BillingAsync());
        var page = await (await portal.OpenAsync($"/my/bills/{number}", "carol", locale: "es-ES")).ReadyAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Factura", Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("Qué paga usted").First).ToBeVisibleAsync();
    }
}
