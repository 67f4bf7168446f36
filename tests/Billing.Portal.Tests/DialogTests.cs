using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests;

/// <summary>What holds for dialogs: they are read by everybody, in the light and the dark, and fit a phone.</summary>
public sealed class DialogTests(PortalFixture portal, OpenTabs tabs) : IClassFixture<OpenTabs>
{
    // One of each kind: forms, money, questions, what a list does, what is shown once.
    [Theory]
    [InlineData("/admin/pools", "New pool")]
    [InlineData("/admin/realms", "New realm")]
    [InlineData("/admin/users", "Add a user")]
    [InlineData("/admin/tariffs/{TariffId:long}", "Add rate")]
    [InlineData("/admin/vouchers", "Change a range")]
    [InlineData("/admin/customers", "Keep this view…")]
    [InlineData("/admin/customers", "Find a customer")]
    [InlineData("/admin/sessions", "Disconnect carol")]
    [InlineData("/admin/customers/{CustomerId:long}", "Adjust balance")]
    [InlineData("/admin/customers/{CustomerId:long}/subscriptions", "Give a coupon")]
    [InlineData("/my/me", "It is lost")]
    public async Task An_open_dialog_is_read_by_everybody_and_fits_a_phone(string route, string button)
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        var page = await tabs.OpenAsync(portal, await PageList.AddressAsync(route, billing), PageList.UserOf(route));
        await page.ReadyAsync();
        await page.SettledAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Readable.PrepareAsync(page);

        await Readable.AssertAsync(page, $"{route}, {button}", "light");
        await Readable.AssertAsync(page, $"{route}, {button}", "dark", Readable.Colours);
        await page.SetViewportSizeAsync(390, 844);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, $"{route}, {button} is wider than a phone");
        var box = await page.GetByRole(AriaRole.Dialog).BoundingBoxAsync();
        Assert.True(box is { X: >= 0 } && box.X + box.Width <= 390, $"{route}, {button}: the dialog is wider than a phone");
        await Phone.AssertAsync(page, $"{route}, {button}");

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_comes_into_an_open_dialog_later_does_not_move_what_is_pressed_above_it()
    {
        var page = await (await tabs.OpenAsync(portal, "/admin/pools", "admin")).ReadyAsync();
        await page.SettledAsync();
        await page.ButtonAsync("New pool");
        var field = page.GetByRole(AriaRole.Dialog).Field("Addresses to add");
        await page.GetByRole(AriaRole.Dialog).EvaluateAsync("it => Promise.all(it.getAnimations().map(one => one.finished))");
        var before = await field.BoundingBoxAsync();

        await page.Locator(".mud-dialog-content").EvaluateAsync("it => it.insertAdjacentHTML('beforeend', '<div style=height:100px></div>')");

        Assert.Equal(before!.Y, (await field.BoundingBoxAsync())!.Y);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    // What is read stands above what is pressed, or inside of what does: on a page, and in a dialog its buttons too.
    [Fact]
    public async Task Below_what_is_read_nothing_is_shown_or_pressed_until_it_is_there()
    {
        var page = await (await tabs.OpenAsync(portal, "/admin/pools", "admin")).ReadyAsync();
        await page.SettledAsync();
        Assert.Equal("no, at last, yes", await HeldAsync("main .filterbar", "main .list"));

        await page.ButtonAsync("New pool");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToBeVisibleAsync();
        await dialog.EvaluateAsync("it => Promise.all(it.getAnimations().map(one => one.finished))");
        Assert.Equal("no, at last, yes", await HeldAsync(".mud-dialog-content .formgrid", ".mud-dialog-actions button:nth-child(2)"));
        Assert.Equal("yes, at last, yes", await HeldAsync(".mud-dialog-content .formgrid", ".mud-dialog-actions button:first-child")); // the way out
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);

        // Whether it is pressed while something above is read, when that takes too long, and when it is there.
        Task<string> HeldAsync(string above, string below) => page.EvaluateAsync<string>(
            """
            ([above, below]) => {
              const it = document.querySelector(below);
              const isPressed = () => {
                const at = it.getBoundingClientRect();
                return it.contains(document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2)) ? "yes" : "no";
              };
              document.querySelector(above).insertAdjacentHTML("beforeend", "<p class=reading data-held>…</p>");
              const during = isPressed();
              const waits = document.getAnimations().filter(one => one.animationName === "late");
              waits.forEach(one => one.finish());
              const late = isPressed() === "yes" ? "at last" : "never";
              document.querySelector("[data-held]").remove();
              return [during, late, isPressed()].join(", ");
            }
            """,
            new[] { above, below });
    }
}
