using System.Globalization;
using System.Text.RegularExpressions;
using Billing.Contracts.Changes;
using Billing.Contracts.Payments;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Portal.Tests.Invoices;
using Billing.Portal.Tests.Payments;
using Microsoft.Playwright;
using NodaTime;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Desk;

/// <summary>From the first page to what somebody has to look at.</summary>
public sealed class TodayTests(PortalFixture portal)
{
    [Fact]
    public async Task Declined_payments_and_rates_of_tonight_need_a_person()
    {
        await portal.UsedAsync(); // a session runs
        var billing = await portal.BillingAsync();
        var declined = await billing.Grains.GetGrain<IPaymentGrain>("test-today-declined").TopUpAsync(
            new(await DemoBill.BalanceOfAsync(billing, "bob"), 7, new(PaymentMethodKind.Card, new("4000000000000002", 12, 2099, "123")), null, "bob"));
        Assert.Equal(PaymentResult.Declined, declined.Result);
        var tariff = await billing.Grains.GetGrain<ICreationGrain>("test-today-tariff").CreateTariffAsync(new("Of tonight", "USD", Unit.Second), "admin");
        var tonight = Instant.FromUtc(2026, 1, 1, 1, 0) + Duration.FromDays(1 + (SystemClock.Instance.GetCurrentInstant() - Instant.FromUtc(2026, 1, 1, 0, 0)).Days);
        var rates = await billing.Grains.GetGrain<ITariffGrain>(tariff.Id).SetRatesAsync([new("44", tonight, 0.1m, "60/60", 60)], new("admin", tariff.Version));
        Assert.True(rates.IsDone, rates.ToString());

        await using var database = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var disobeyed = database.CreateCommand(
            """
            insert into session_control
                (session_id, account_id, node_id, cause, kind, requested_by, reason, asked_at, answered_at, outcome, error_cause, rounds, answer)
            select session_id, account_id, node_id, 'test-today', 1, 'rule: funds', 'funds are used up', now(), now(), 2, 503, 3, 'it knows no such session'
            from session
            where ended_at is null
            limit 1
            """);
        Assert.Equal(1, await disobeyed.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));

        var page = await (await portal.OpenAsync("/admin", "admin")).ReadyAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Review: Sessions whose gateway does not obey" }))
            .ToHaveAttributeAsync("href", "admin/sessions?orders=disobeyed");
        await Expect(page.Locator("[data-minute]")).ToHaveTextAsync(new Regex("^[0-9]"));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Review: Rate changes tonight" })).ToHaveAttributeAsync("href", new Regex("^admin/tariffs"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Review: Declined payments" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex("/admin/payments\\?state=Declined&from="));
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "7.00 USD" }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_invoice_and_a_payment_are_opened_by_what_the_customer_reads_out()
    {
        var billing = await portal.BillingAsync();
        var invoice = await DemoBill.MakeAsync(billing);
        var payment = await DemoPayment.MakeAsync(billing);
        var page = await (await portal.OpenAsync("/admin", "admin")).ReadyAsync();
        var bare = int.Parse(invoice[(invoice.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);

        await OpenAsync("Receipt 17", "Payment");
        await Expect(page).ToHaveURLAsync(new Regex($"/admin/payments/{payment}$"));
        await OpenAsync($"inv-{bare}", "Invoice");
        await Expect(page).ToHaveURLAsync(new Regex($"/admin/invoices/{invoice}$"));

        async Task OpenAsync(string text, string kind)
        {
            await page.Keyboard.PressAsync("Control+k");
            await page.GetByRole(AriaRole.Combobox, new() { Name = "Find" }).FillAsync(text);
            await page.GetByRole(AriaRole.Option).Filter(new() { HasText = kind }).First.ClickAsync();
        }
    }
}
