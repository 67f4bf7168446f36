using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Catalogue;

/// <summary>Prices by a part of themselves.</summary>
public sealed class BulkChangeTests(PortalFixture portal)
{
    [Fact]
    public async Task The_button_is_of_what_is_typed_or_not_there()
    {
        var page = await (await portal.OpenAsync("/admin/tariffs/1/bulk", "admin")).ReadyAsync();
        await page.Field("Change, %").FillAsync("5");
        await page.Keyboard.PressAsync("Tab");
        await page.ButtonAsync("Show what it would do");
        var change = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Change [0-9,]+ rates by 5 %$") });
        await Expect(change).ToBeVisibleAsync();
        await page.Field("Change, %").FillAsync("50");
        await page.Keyboard.PressAsync("Tab");
        await Expect(change).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Change [0-9,]+ rates") })).ToHaveCountAsync(0);
    }
}
