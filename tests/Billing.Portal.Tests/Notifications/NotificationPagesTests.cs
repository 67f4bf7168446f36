using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Notifications;
using Billing.Core.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Notifications;

/// <summary>A subscriber chooses alerts, staff see what was told, and what it says is a text that staff edit.</summary>
[Collection("12125550100")] // whose entries others count
public sealed class NotificationPagesTests(PortalFixture portal)
{
    private const string Phone = "12125550100";

    [Fact]
    public async Task A_subscriber_chooses_alerts_and_staff_see_what_came_of_them()
    {
        var billing = await portal.BillingAsync();
        var accounts = billing.Services.GetRequiredService<IAccountQuery>();
        var account = (await accounts.FindAsync(Scope.Everything, (await accounts.FindAsync(Phone))!.Value, CancellationToken.None))!;
        var page = await (await portal.OpenAsync("/my/me", Phone, isPhone: true)).ReadyAsync();
        await Expect(page.Locator($"[data-line='{Phone}']")).ToBeVisibleAsync(); // read by itself, above what is pressed
        await page.GetByRole(AriaRole.Link, new() { Name = "Choose alerts" }).ClickAsync();
        await page.Field("E-mail address").FillAsync("nonsense");
        await page.ButtonAsync("Save alerts");
        await Expect(page.GetByText("Expected: an e-mail address such as name@example.com")).ToBeVisibleAsync();

        await page.Field("E-mail address").FillAsync("phone@example.com");
        await page.Field("Tell me when less than this is left, USD").FillAsync("1000");
        await page.Field("Payment received").UncheckAsync();
        await page.ButtonAsync("Save alerts");
        await Expect(page.GetByText("Your alerts are saved.")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await page.ReadyAsync();
        await Expect(page.Field("E-mail address")).ToHaveValueAsync("phone@example.com");
        await Expect(page.Field("Tell me when less than this is left, USD")).ToHaveValueAsync("1000.00");
        await Expect(page.Field("Payment received")).Not.ToBeCheckedAsync();

        // Money in and out again: it is above the threshold, and then it is not.
        var balance = billing.Grains.GetGrain<IBalanceGrain>(account.BalanceId);
        var query = billing.Services.GetRequiredService<INotificationQuery>();
        await balance.CreditAsync(new($"alerts-in-{Guid.NewGuid():n}", CreditKind.TopUp, 2_000, null, null));
        await balance.CreditAsync(new($"alerts-out-{Guid.NewGuid():n}", CreditKind.Adjustment, -2_000, "Back", null));

        await ToldAsync(query, account.BalanceId, row => row.Event is NotificationEvent.PaymentReceived);
        await ToldAsync(query, account.BalanceId, row => row is { Event: NotificationEvent.LowBalance, Address: "phone@example.com" });

        var staff = await (await portal.OpenAsync($"/admin/customers/{account.CustomerId}?tab=notifications", "admin")).ReadyAsync();
        var rows = staff.GetByRole(AriaRole.Region, new() { Name = "Notifications" }).Locator("tbody tr");
        var low = rows.Filter(new() { HasText = "Low balance" }).First; // others may have been told something since
        await Expect(low).ToContainTextAsync("phone@example.com");
        await Expect(low).ToContainTextAsync("no mail server is set up");
        await Expect(rows.Filter(new() { HasText = "the subscriber does not want it" }).First).ToBeVisibleAsync();
        await low.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(staff.GetByText("It is sent again within a few seconds")).ToBeVisibleAsync();

        await page.ReloadAsync();
        await Expect(page.GetByText("Latest messages")).ToBeVisibleAsync();
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_text_with_a_wrong_placeholder_is_refused_beside_its_field_and_the_programs_comes_back()
    {
        var page = await (await portal.OpenAsync("/admin/notifications/templates", "admin")).ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Services back" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Services back" }).WaitForAsync(); // the list has a field of this name, too
        await page.Field("Subject").FillAsync("Back again, {name}");
        await page.ButtonAsync("Save the text");
        await Expect(page.GetByText("not {name}").First).ToBeVisibleAsync();

        await page.Field("Subject").FillAsync("Back again, {customer}");
        await page.ButtonAsync("Save the text");
        await Expect(page.GetByText("Saved: it is what is sent from now on.")).ToBeVisibleAsync();
        await page.ButtonAsync("Use the program's text");
        await Expect(page.Field("Subject")).ToHaveValueAsync("Your services are back");
    }

    [Fact]
    public async Task Who_may_only_read_sees_no_button_and_no_texts()
    {
        var list = await (await portal.OpenAsync("/admin/notifications", "auditor")).ReadyAsync();
        await Expect(list.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Notifications");
        await Expect(list.GetByRole(AriaRole.Button, new() { Name = "Send again" })).ToHaveCountAsync(0);
        var texts = await portal.OpenAsync("/admin/notifications/templates", "auditor");
        await Expect(texts.GetByText("Texts of notifications")).ToHaveCountAsync(0);
    }

    // A sweep decides every five seconds how they are told. Others may be told to it too.
    private static async Task ToldAsync(INotificationQuery query, long balanceId, Func<NotificationRow, bool> isIt)
    {
        while (!(await query.ListAsync(Scope.Everything, new(BalanceId: balanceId), new(), CancellationToken.None)).Rows.Any(isIt))
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
