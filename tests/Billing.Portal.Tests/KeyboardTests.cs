using System.Text.RegularExpressions;
using Billing.Contracts.Nodes;
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
        await TabToAsync(page, dialog.Field("Name"));
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
        await TabToAsync(page, page.Field("Code on the voucher"));
        await page.Keyboard.TypeAsync("none of ours");
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Redeem the voucher" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("There is no such voucher. Look at the code again.")).ToBeVisibleAsync();

        await TabToAsync(page, page.Locator("nav.care-nav a[href='my/plan']"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/my/plan"));
    }

    [Fact]
    public async Task A_customer_is_made_suspended_and_that_taken_back_by_keys_alone()
    {
        var page = await (await portal.OpenAsync("/admin/customers/new", "admin")).ReadyAsync();
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Create customer" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Field("Name")).ToBeFocusedAsync(); // it is what is missing
        await page.Keyboard.TypeAsync("Kay Keys");
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Create customer" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Kay Keys");

        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true }));
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await TabToAsync(page, dialog.GetByRole(AriaRole.Button).Last);
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.Field("Reason")).ToBeFocusedAsync();
        await TabToAsync(page, dialog.GetByRole(AriaRole.Button).Last);
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.Field("Reason")).ToBeFocusedAsync(); // the same is missing still
        await page.Keyboard.TypeAsync("By keys");
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.Field("Until")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter"); // in the last field it is as the button
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeVisibleAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Control+z"); // the way to the button is longer than it is shown
        await Expect(page.GetByText("Undone: it is as it was before.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Money_is_given_by_keys_alone_and_the_cursor_goes_to_what_is_wrong_and_back_to_where_it_began()
    {
        await portal.UsedAsync();
        var page = await (await portal.OpenAsync(await PageList.AddressAsync("/admin/customers/{CustomerId:long}", await portal.BillingAsync()), "admin")).ReadyAsync();
        var opener = page.GetByRole(AriaRole.Button, new() { Name = "Adjust balance" });
        await TabToAsync(page, opener);
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        var verb = dialog.GetByRole(AriaRole.Button).Last;
        await TabToAsync(page, verb);
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.Locator("[data-amount]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("1");
        await TabToAsync(page, dialog.Field("Reason, shown in the ledger")); // that it is missing was said at the first press
        await page.Keyboard.TypeAsync("By keys");
        await TabToAsync(page, verb);
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByText("Done: 1.00")).ToBeVisibleAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(opener).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_button_that_waits_has_the_cursor_again_and_what_is_taken_away_leaves_it_to_the_heading()
    {
        var page = await (await portal.OpenAsync("/admin/settings", "admin")).ReadyAsync();
        var button = page.Locator("#waits");
        await page.EvaluateAsync("""
            () => {
              const button = document.createElement("button");
              button.id = "waits";
              document.querySelector("main h1").after(button);
              button.focus();
            }
            """);
        await button.EvaluateAsync("it => it.disabled = true");
        await page.WaitForFunctionAsync("() => document.activeElement === document.body"); // as browsers do
        await button.EvaluateAsync("it => it.disabled = false");
        await Expect(button).ToBeFocusedAsync();
        await button.EvaluateAsync("it => it.remove()");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_key_that_is_held_down_takes_back_one_order_and_behind_a_dialog_nothing_is_done()
    {
        var page = await (await portal.OpenAsync("/admin/settings", "admin")).ReadyAsync();
        await page.EvaluateAsync("""
            () => {
              window.done = [];
              const add = (parent, name, change) => {
                const button = document.createElement("button");
                button.onclick = () => done.push(name);
                change(button);
                parent.append(button);
              };
              const list = document.createElement("div");
              list.className = "list";
              document.querySelector("main").prepend(list);
              add(list, "turned", button => button.setAttribute("aria-keyshortcuts", "Alt+PageDown"));
              for (const name of ["first", "second", "third"]) add(document.body, name, button => button.className = "mud-snackbar-action-button");
            }
            """);
        await page.Keyboard.DownAsync("Control");
        await page.Keyboard.DownAsync("z");
        await page.Keyboard.DownAsync("z"); // as a key that is held down says again
        await page.Keyboard.UpAsync("z");
        await page.Keyboard.PressAsync("z");
        await page.Keyboard.UpAsync("Control");
        await page.Keyboard.PressAsync("Alt+PageDown");
        Assert.Equal(["third", "second", "turned"], await page.EvaluateAsync<string[]>("() => done"));

        await page.EvaluateAsync("""
            () => {
              const dialog = document.createElement("div");
              dialog.setAttribute("role", "dialog");
              document.body.append(dialog);
            }
            """);
        await page.Keyboard.PressAsync("Control+z");
        await page.Keyboard.PressAsync("Alt+PageDown");
        Assert.Equal(["third", "second", "turned"], await page.EvaluateAsync<string[]>("() => done"));
    }

    [Fact]
    public async Task A_line_that_is_added_to_a_form_has_the_cursor_and_one_that_is_taken_out_leaves_it_to_the_button()
    {
        var page = await (await portal.OpenAsync("/admin/customer-classes/new", "admin")).ReadyAsync();
        var add = page.GetByRole(AriaRole.Button, new() { Name = "Add a tax" });
        await TabToAsync(page, add);
        await page.Keyboard.PressAsync("Enter");
        var card = page.Locator(".card").Filter(new() { Has = add });
        var line = card.Locator(".formgrid.line");
        await Expect(line.Locator("input, select").First).ToBeFocusedAsync();
        await TabToAsync(page, line.GetByRole(AriaRole.Button).Last);
        await page.Keyboard.PressAsync("Enter");
        await Expect(line).ToHaveCountAsync(0);
        await Expect(add).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_long_list_is_turned_from_its_rows_and_read_from_its_first_one_and_its_menu_goes_with_Escape()
    {
        var billing = await portal.BillingAsync();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(n => billing.Grains.GetGrain<IPoolGrain>($"Turned {n:D2}").SetAsync(new([$"10.97.{n}.0/30"], [], []), new("admin", 0))));
        var page = await (await portal.OpenAsync("/admin/pools?q=Turned%20", "admin")).ReadyAsync();
        await TabToAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Turned 03" }));
        await page.Locator(".list .scroll").EvaluateAsync("it => it.scrollTop = it.scrollHeight");
        await page.Keyboard.PressAsync("Alt+PageDown");
        await Expect(page.GetByText("10 shown of 60")).ToBeVisibleAsync();
        await Expect(page.Locator(".list .scroll")).ToHaveJSPropertyAsync("scrollTop", 0);
        await Expect(page.Locator(".list .scroll")).ToBeFocusedAsync(); // the row that had the cursor is on another page
        await page.Keyboard.PressAsync("Alt+PageUp");
        await Expect(page.GetByText("50 shown of 60")).ToBeVisibleAsync();

        var columns = page.GetByRole(AriaRole.Button, new() { Name = "Columns" });
        await TabToAsync(page, columns);
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, page.GetByRole(AriaRole.Group, new() { Name = "Columns" }).GetByRole(AriaRole.Checkbox).First);
        await page.Keyboard.PressAsync("Escape");
        await Expect(columns).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(columns).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(columns).ToHaveAttributeAsync("aria-expanded", "true");
        await page.Keyboard.PressAsync("Shift+Tab");
        await Expect(columns).ToHaveAttributeAsync("aria-expanded", "false"); // it lay over the rows
    }

    // As somebody goes who sees where they are.
    internal static async Task TabToAsync(IPage page, ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();

        for (var press = 0; press < 120 && !await target.EvaluateAsync<bool>("it => it === document.activeElement"); press++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(target).ToBeFocusedAsync();
    }
}
