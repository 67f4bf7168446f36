using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Catalogue;

/// <summary>Addresses that sessions are given, and realms that others serve.</summary>
public sealed class PoolPagesTests(PortalFixture portal)
{
    [Fact]
    public async Task A_pool_is_made_and_a_realm_is_passed_on_and_served_here_again()
    {
        var page = await (await portal.OpenAsync("/admin/pools", "admin")).ReadyAsync();
        await page.ButtonAsync("New pool");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Homes");
        await dialog.Field("Addresses to add").FillAsync("10.55.0.0/8");
        await page.ButtonAsync("Make the pool");
        await Expect(dialog.GetByText("Expected IPv4 networks of /16 to /30").First).ToBeVisibleAsync();
        await dialog.Field("Addresses to add").FillAsync("10.55.0.0/24\n10.55.1.7");
        await page.ButtonAsync("Make the pool");
        await page.GetByRole(AriaRole.Link, new() { Name = "Homes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "10.55.0.0/24" })).ToContainTextAsync("254");
        await page.ButtonAsync("Change the pool");
        await dialog.Field("Addresses to take away").FillAsync("10.55.1.7");
        await page.ButtonAsync("Save the pool");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "10.55.1.0/24" })).ToHaveCountAsync(0);

        // Prefixes of IPv6.
        await page.GotoAsync("/admin/pools");
        await page.ReadyAsync();
        await page.ButtonAsync("New pool");
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Behind6");
        await dialog.Choice("What sessions are given").SelectOptionAsync(new SelectOptionValue { Label = "an IPv6 prefix for the router behind it" });
        await Expect(dialog.GetByText("One a line: an IPv6 network")).ToBeVisibleAsync();
        await dialog.Field("Addresses to add").FillAsync("10.56.0.0/24");
        await page.ButtonAsync("Make the pool");
        await Expect(dialog.GetByText("Expected an IPv6 network and the length of each prefix").First).ToBeVisibleAsync();
        await dialog.Field("Addresses to add").FillAsync("2001:db8:56::/48/56");
        await page.ButtonAsync("Make the pool");
        await page.GetByRole(AriaRole.Link, new() { Name = "Behind6" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "2001:db8:56::/48" })).ToContainTextAsync("256");

        await page.GotoAsync("/admin/realms");
        await page.ReadyAsync();
        await page.ButtonAsync("New realm");
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Realm", Exact = true }).FillAsync("@Partner.example");
        await dialog.Field("Server's IP address").FillAsync("192.0.2.7");
        await page.ButtonAsync("Pass the realm on");
        await Expect(dialog.GetByText("Expected 1 to 128 octets").First).ToBeVisibleAsync();
        await dialog.Field("Secret shared with the server").FillAsync("between-us");
        await page.ButtonAsync("Pass the realm on");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "partner.example" })).ToContainTextAsync("192.0.2.7");
        await page.ButtonAsync("Edit partner.example");
        await dialog.Field("Second server's IP address").FillAsync("192.0.2.8");
        await dialog.Choice("Reached by").SelectOptionAsync(new SelectOptionValue { Label = "TLS (RadSec), with certificates" });
        await dialog.Field("Name in the server's certificate").FillAsync("radius.partner.example");
        await page.ButtonAsync("Save the realm");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "192.0.2.7, 192.0.2.8" })).ToContainTextAsync("TLS, port 2083, as radius.partner.example");
        await page.GotoAsync("/admin/audit?kind=realm");
        await Expect(page.GetByText("create realm partner.example")).ToBeVisibleAsync();
        await page.GotoAsync("/admin/realms");
        await page.ReadyAsync();
        await page.ButtonAsync("Serve here: partner.example");
        await page.ButtonAsync("Serve it here");
        await Expect(page.GetByText("No other realm")).ToBeVisibleAsync();
    }
}
