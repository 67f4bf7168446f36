using Billing.Contracts.Sessions;
using Billing.Portal.Tests.Care;
using Billing.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Desk;

/// <summary>Long work and people who sign in, from the desk.</summary>
public sealed class DeskWorkTests(PortalFixture portal)
{
    [Fact]
    public async Task A_self_care_user_is_made_from_the_account_signs_in_and_is_disabled()
    {
        var billing = await portal.BillingAsync();
        var accountId = await PlanTests.MakeAsync(billing, "invited", 0);
        var page = await (await portal.OpenAsync($"/admin/accounts/{accountId}", "support")).ReadyAsync();
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Self-care users" });
        await card.Field("User name").FillAsync("invited-two");
        await card.GetByRole(AriaRole.Button, new() { Name = "Make a self-care user" }).ClickAsync();
        var password = await card.Locator("[data-secret]").InnerTextAsync();

        var home = await portal.OpenAsync("/account/sign-in");
        await home.FirstSignInAsync("invited-two", password, "a-password-of-mine");
        await home.ArrivesAsync("**/my");

        await card.GetByRole(AriaRole.Button, new() { Name = "New password of invited-two" }).ClickAsync();
        await Expect(card.Locator("[data-secret]")).Not.ToHaveTextAsync(password);
        await card.GetByRole(AriaRole.Button, new() { Name = "Disable invited-two" }).ClickAsync();
        await Expect(card.GetByRole(AriaRole.Button, new() { Name = "Enable invited-two" })).ToBeVisibleAsync();
        var again = await portal.OpenAsync("/account/sign-in");
        await again.SignInAsync("invited-two", "a-password-of-mine");
        await Expect(again.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Many_sessions_are_reviewed_and_then_disconnected_and_the_job_says_how_far_it_is()
    {
        var billing = await portal.BillingAsync();
        await PlanTests.MakeAsync(billing, "bulky", 10);
        using var gateway = new TestGateway(billing);
        await PlanTests.StartAsync(gateway, "bulky", "bulk-1");
        await PlanTests.StartAsync(gateway, "bulky", "bulk-2");
        var page = await (await portal.OpenAsync("/admin/sessions?account=bulky", "admin")).ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Disconnect all of these…" }).ClickAsync();
        await Expect(page.Locator("[data-count]")).ToHaveTextAsync("2");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Disconnect 2 sessions" })).ToBeDisabledAsync();
        await page.Field("Reason").FillAsync("maintenance of the test");
        await page.ButtonAsync("Disconnect 2 sessions");
        await Expect(page.Locator("[data-done]")).ToHaveTextAsync("2", new() { Timeout = 60_000 });

        // The gateway of the test acknowledges nothing; the job says so, and a reload finds it.
        await page.ReloadAsync();
        await Expect(page.GetByText("Some failed")).ToBeVisibleAsync();
        var name = new Uri(page.Url).Segments[^1];
        var view = await billing.Grains.GetGrain<IBulkDisconnectGrain>(name).StartAsync(new([Guid.NewGuid()], "other", "other"));
        Assert.Equal((2, "admin", "maintenance of the test"), (view.Sessions, view.By, view.Reason));
        await page.GotoAsync("/admin/jobs?kind=BulkDisconnect");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "maintenance of the test" })).ToContainTextAsync("2 / 2");
        await page.GotoAsync("/admin/settings");
        await Expect(page.GetByText("Company on documents")).ToBeVisibleAsync();
    }
}
