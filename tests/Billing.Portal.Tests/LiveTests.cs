using Billing.Contracts.Sessions;
using Billing.Portal.Tests.Care;
using Billing.Testing;
using Microsoft.Playwright;
using NodaTime;

namespace Billing.Portal.Tests;

/// <summary>What a gateway reports is seen while it happens, by staff and by the subscriber, without a reload.</summary>
public sealed class LiveTests(PortalFixture portal)
{
    [Fact]
    public async Task Self_care_follows_a_call_from_its_first_second_to_its_record()
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        using var gateway = new TestGateway(billing);
        var home = await portal.OpenAsync("/my", "carol");
        await home.ReadyAsync();
        var before = await home.Locator("[data-balance]").First.InnerTextAsync();

        await DemoUsage.CallAsync(gateway, 1, "live-1", "442079460000", 0);
        await Assertions.Expect(home.GetByText("+442079460000").First).ToBeVisibleAsync();
        await DemoUsage.CallAsync(gateway, 2, "live-1", "442079460000", 600);

        await Assertions.Expect(home.Locator("[data-balance]").First).Not.ToHaveTextAsync(before);
        await Assertions.Expect(home.GetByRole(AriaRole.Link, new() { Name = "+442079460000" }).First).ToBeVisibleAsync();
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Staff_sees_a_session_begin_and_end()
    {
        var billing = await portal.BillingAsync();
        using var gateway = new TestGateway(billing);
        var sessions = await portal.OpenAsync("/admin/sessions?peer=442079461111", "admin");
        await sessions.ReadyAsync();
        await Assertions.Expect(sessions.GetByText("Nothing is running")).ToBeVisibleAsync();

        await DemoUsage.CallAsync(gateway, 1, "live-2", "442079461111", 0);
        await Assertions.Expect(sessions.GetByRole(AriaRole.Cell, new() { Name = "442079461111" })).ToBeVisibleAsync();

        await DemoUsage.CallAsync(gateway, 2, "live-2", "442079461111", 5);
        await Assertions.Expect(sessions.GetByText("Nothing is running")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_is_at_a_captive_portal_is_seen_and_told_what_helps_and_staff_lets_out_only_who_would_be_let_in()
    {
        var billing = await portal.BillingAsync();
        var accountId = await PlanTests.MakeAsync(billing, "at-portal", 0);
        var id = Guid.CreateVersion7();
        var atPortal = billing.Grains.GetGrain<IPortalGrain>(id);
        await atPortal.BeginAsync(new("at-portal", 1, "data", null, ComesBack: true, 300));
        var now = SystemClock.Instance.GetCurrentInstant();
        await atPortal.HearAsync(new()
        {
            Kind = ReportKind.Start,
            NodeId = 1,
            AcctSessionId = "at-portal-1",
            UserName = "at-portal",
            Service = "data",
            EventAt = now,
            HasEventTimestamp = false,
            ArrivedAt = now,
            ComesBack = true,
        });

        var page = await portal.OpenAsync("/admin/sessions?place=portal", "admin");
        await page.ReadyAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "at-portal" })).ToContainTextAsync("at the captive portal");
        await page.GotoAsync($"/admin/accounts/{accountId}");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Sessions now" })).ToContainTextAsync("at the captive portal");
        await page.GotoAsync($"/admin/sessions/{id}");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Let out of the portal" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("Reason, for the audit log").FillAsync("asked for");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Tell the gateway" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Status)).ToHaveTextAsync("it would not be let in: not enough funds");

        var home = await portal.OpenAsync("/account/sign-in");
        await home.SignInAsync("at-portal", "at-portal-portal-1");
        await home.ArrivesAsync("**/my");
        await Assertions.Expect(home.GetByText("at-portal is online for paying only")).ToBeVisibleAsync();
    }
}
