using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests;

/// <summary>People who type faster than their network: nothing of it is lost.</summary>
public sealed class SlowLinkTests(PortalFixture portal)
{
    [Fact]
    public async Task A_form_takes_nothing_before_it_lives_and_all_after_it()
    {
        using var link = new SlowLink((await portal.BillingAsync()).Portal);
        var page = await portal.OpenAsync("/account/denied", "admin");
        await page.GotoAsync(new Uri(link.Address, "admin/customers/new").ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });

        // Playwright waits for a field that can be filled in, as people do.
        await page.Field("E-mail").FillAsync("nonsense");
        await page.ButtonAsync("Create customer");

        await Expect(page.GetByText("Expected: an e-mail address such as name@example.com")).ToBeVisibleAsync();
        await Expect(page.Field("E-mail")).ToHaveValueAsync("nonsense");
        await Expect(page).ToHaveURLAsync(new Regex("/admin/customers/new$"));
    }

    [Fact]
    public async Task The_focus_stays_in_a_field_that_is_typed_into_while_the_page_comes_alive()
    {
        using var link = new SlowLink((await portal.BillingAsync()).Portal);
        var page = await portal.OpenAsync("/account/denied", "admin");
        await page.GotoAsync(new Uri(link.Address, "admin/customers/1?tab=notes").ToString());
        var note = page.Locator("main").GetByRole(AriaRole.Textbox).First;
        await Expect(note).ToBeEnabledAsync();

        await note.PressSequentiallyAsync("Typed at once, for two seconds.", new() { Delay = 60 });

        await Expect(note).ToHaveValueAsync("Typed at once, for two seconds.");
    }

    [Fact]
    public async Task The_cursor_is_in_a_dialog_at_once_and_stays_where_the_user_puts_it()
    {
        using var link = new SlowLink((await portal.BillingAsync()).Portal);
        var page = await portal.OpenAsync("/account/denied", "admin");
        await page.GotoAsync(new Uri(link.Address, "admin/pools").ToString());
        await page.ReadyAsync();
        await page.ButtonAsync("New pool");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.WaitForAsync();
        var (name, addresses) = (dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name" }), dialog.Field("Addresses to add"));
        Assert.True(await name.EvaluateAsync<bool>("it => it === document.activeElement"), "the dialog is there, and the cursor is not in its first field");

        // Longer than the way to the server and back.
        await addresses.ClickAsync();
        await page.Keyboard.TypeAsync("10.55.0.0/24, typed at once.", new() { Delay = 60 });
        await Expect(addresses).ToHaveValueAsync("10.55.0.0/24, typed at once.");
        await Expect(name).ToHaveValueAsync("");

        // Tab goes round inside it, and does not ask the server where to.
        await dialog.GetByRole(AriaRole.Button).Last.FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        Assert.True(await dialog.EvaluateAsync<bool>("it => it.contains(document.activeElement) && document.activeElement.matches('input')"), "Tab left the dialog's fields");
        await page.Keyboard.PressAsync("Shift+Tab");
        Assert.True(await dialog.GetByRole(AriaRole.Button).Last.EvaluateAsync<bool>("it => it === document.activeElement"), "Shift and Tab left the dialog");

        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "New pool" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_the_address_says_late_does_not_undo_what_was_typed_since()
    {
        using var link = new SlowLink((await portal.BillingAsync()).Portal);
        var page = await portal.OpenAsync("/account/denied", "admin");
        await page.GotoAsync(new Uri(link.Address, "admin/accounts").ToString());
        await page.ReadyAsync();
        var filter = page.Locator("main").GetByRole(AriaRole.Textbox).First;

        // Longer than the pause after which a filter takes effect, shorter than the way there and back.
        await filter.PressSequentiallyAsync("bob", new() { Delay = 450 });

        await Expect(page).ToHaveURLAsync(new Regex(@"[?&]\w+=bob"));
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("bob");
        await Expect(filter).ToHaveValueAsync("bob");
    }

    [Fact]
    public async Task Two_filters_that_are_set_one_right_after_the_other_both_count()
    {
        using var link = new SlowLink((await portal.BillingAsync()).Portal);
        var page = await portal.OpenAsync("/account/denied", "admin");
        await page.GotoAsync(new Uri(link.Address, "admin/dunning").ToString());
        await page.ReadyAsync();

        await page.Choice("Stage").SelectOptionAsync("Terminated");
        await page.Choice("Put off").SelectOptionAsync("true");

        await Expect(page).ToHaveURLAsync(new Regex("stage=Terminated&delayed=true$"));
        await Expect(page.GetByText("No customer fits these filters.")).ToBeVisibleAsync();
        await Expect(page.Choice("Stage")).ToHaveValueAsync("Terminated");
    }
}
