using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests;

/// <summary>The desk without a mouse.</summary>
public sealed class KeyboardTests(PortalFixture portal)
{
    [Fact]
    public async Task Search_is_opened_by_a_key_and_Enter_opens_what_was_found()
    {
        var page = await (await portal.OpenAsync("/admin", "admin")).ReadyAsync();
        await page.Keyboard.PressAsync("Control+k");
        var box = page.GetByRole(AriaRole.Combobox, new() { Name = "Find" });
        await Expect(box).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("caro");
        await Expect(page.GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync("Customer");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page).ToHaveURLAsync(new Regex("/admin/customers/[0-9]+$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("carol", new() { IgnoreCase = true });
    }

    [Fact]
    public async Task A_row_is_reached_by_Tab_and_opened_by_Enter()
    {
        var page = await (await portal.OpenAsync("/admin/customers", "admin")).ReadyAsync();
        var link = page.Locator("tbody a.rowlink").First;
        await Expect(link).ToBeVisibleAsync();

        for (var press = 0; press < 80 && !await link.EvaluateAsync<bool>("link => link === document.activeElement"); press++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(link).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/admin/customers/[0-9]+$"));
    }
}
