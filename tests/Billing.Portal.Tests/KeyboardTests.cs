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

    [Fact]
    public async Task A_dialog_is_opened_filled_in_sent_and_left_by_keys_alone()
    {
        var page = await (await portal.OpenAsync("/admin/pools", "admin")).ReadyAsync();
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "New pool" }));
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToBeVisibleAsync();
        await TabToAsync(page, dialog.GetByLabel("Name"));
        await page.Keyboard.TypeAsync("By keys");
        await TabToAsync(page, dialog.GetByRole(AriaRole.Button).Last);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "By keys" })).ToBeVisibleAsync();
        await Expect(dialog).ToHaveCountAsync(0);

        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "New pool" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.Locator(":focus")).ToHaveCountAsync(1);

        // On a slow machine the field has the cursor before the dialog listens: who sees it stay presses again.
        for (var presses = 0; presses < 5 && await dialog.CountAsync() > 0; presses++)
        {
            await page.Keyboard.PressAsync("Escape");
            await page.WaitForTimeoutAsync(2_000);
        }

        await Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_voucher_is_typed_in_and_a_plan_looked_at_by_keys_alone()
    {
        var page = await (await portal.OpenAsync("/my", "carol")).ReadyAsync();
        await TabToAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Top up" }).First);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/my/top-up"));
        await TabToAsync(page, page.GetByLabel("Code on the voucher"));
        await page.Keyboard.TypeAsync("none of ours");
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Redeem the voucher" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("There is no such voucher. Look at the code again.")).ToBeVisibleAsync();

        await TabToAsync(page, page.Locator("nav.care-nav a[href='my/plan']"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/my/plan"));
    }

    // As somebody goes who sees where they are.
    private static async Task TabToAsync(IPage page, ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();

        for (var press = 0; press < 120 && !await target.EvaluateAsync<bool>("it => it === document.activeElement"); press++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(target).ToBeFocusedAsync();
    }
}
