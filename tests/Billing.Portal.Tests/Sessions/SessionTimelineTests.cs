using Billing.Testing;
using Microsoft.Playwright;

namespace Billing.Portal.Tests.Sessions;

/// <summary>Support is asked what happened to a session, and has the gateway's name for it.</summary>
public sealed class SessionTimelineTests(PortalFixture portal)
{
    private const uint Start = 1;
    private const uint Stop = 2;

    [Fact]
    public async Task A_session_is_found_by_the_gateways_name_and_tells_each_request()
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        await using var book = new Book(billing.ConnectionString, billing.Services);
        using var gateway = new TestGateway(billing);
        const string name = "story-1"; // one of its own: what others do to the payer may have its process forget older ones
        await DemoUsage.DataAsync(gateway, Start, name, 0, 0);
        var session = await book.ReadAsync<Guid>($"select session_id from session where acct_session_id = '{name}'");

        var page = await portal.OpenAsync($"/admin/sessions/named?acct={Uri.EscapeDataString(name)}", "support");

        await page.ArrivesAsync($"**/admin/sessions/{session}");
        await page.ReadyAsync();
        var timeline = page.Locator("[data-timeline]");
        await Assertions.Expect(timeline.Locator("tr:has([data-kind=Authorized])")).ToHaveCountAsync(1);
        await Assertions.Expect(timeline.Locator("tr:has([data-kind=Started])")).ToContainTextAsync("memory");

        // The gateway, which takes no orders, is waited for, and that is said.
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the policy" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Tell the gateway" }).ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("Say why");
        await dialog.Field("Policy for the gateway").FillAsync("512k/2M");
        await dialog.Field("Reason, for the audit log").FillAsync("asked for by the test");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Tell the gateway" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("no answer", new() { Timeout = 60_000 });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Assertions.Expect(timeline.Locator("tr:has([data-kind=Ordered])")).ToContainTextAsync("512k/2M");
        await Assertions.Expect(timeline.Locator("tr:has([data-kind=Ordered])")).ToContainTextAsync("asked for by the test (support)");

        // What prices it is a step away, for who may see that.
        var admins = await (await portal.OpenAsync($"/admin/sessions/{session}", "admin")).ReadyAsync();
        await Assertions.Expect(admins.Locator(".facts a[href^='admin/tariffs/']").First).ToBeVisibleAsync();

        // A list as any other.
        await timeline.Field("What, or by whom").FillAsync("asked for by the test");
        await Assertions.Expect(timeline.Locator("tbody tr")).ToHaveCountAsync(1);
        await timeline.Field("What, or by whom").FillAsync("");
        await Assertions.Expect(timeline.Locator("tr:has([data-kind=Started])")).ToHaveCountAsync(1);
        await timeline.Locator("thead button", new() { HasText = "When" }).ClickAsync();
        await Assertions.Expect(timeline.Locator("th[aria-sort=ascending]")).ToHaveCountAsync(1);
        await Assertions.Expect(timeline.Locator("tbody tr").First).ToContainTextAsync("Authorised");
        await timeline.Locator("thead button", new() { HasText = "When" }).ClickAsync();
        await Assertions.Expect(timeline.Locator("th[aria-sort=descending]")).ToHaveCountAsync(1);
        await Assertions.Expect(timeline.Locator("tbody tr").Last).ToContainTextAsync("Authorised");
        Assert.Contains($"{session:n}", await page.Locator(".facts").InnerTextAsync(), StringComparison.Ordinal);

        // A tool's link has the trace's id.
        await page.GotoAsync($"/admin/sessions/{session:n}");
        await Assertions.Expect(page.Locator("[data-timeline]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".kpis")).ToContainTextAsync("Cost so far");
        await DemoUsage.DataAsync(gateway, Stop, name, 1, 0);

        // Nothing more comes of one that has ended.
        await page.ReloadAsync();
        await page.ReadyAsync();
        await Assertions.Expect(page.Locator(".kpis")).ToContainTextAsync("Charged");
        await Assertions.Expect(page.Locator(".kpis")).Not.ToContainTextAsync("Cost so far");
        await page.Locator(".facts").GetByRole(AriaRole.Link, new() { Name = "demo", Exact = true }).ClickAsync();
        await page.ArrivesAsync("**/admin/gateways/*");
    }
}
