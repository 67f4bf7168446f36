using Microsoft.Playwright;
using static Billing.Portal.Tests.KeyboardTests;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests;

/// <summary>What keys do not send: what nobody meant, and what is half typed.</summary>
public sealed class DialogKeysTests(PortalFixture portal)
{
    [Fact]
    public async Task A_second_Enter_on_what_opened_a_dialog_sends_nothing_and_neither_does_half_a_date()
    {
        await portal.UsedAsync();
        var page = await (await portal.OpenAsync(await PageList.AddressAsync("/admin/tariffs/{TariffId:long}/rates/{Destination}", await portal.BillingAsync()), "admin")).ReadyAsync();
        await page.SettledAsync();
        await page.ListedAsync();
        var before = await page.Locator("main tbody").First.InnerTextAsync();
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "End it from a date" }));
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        var field = dialog.Field("Ends, Europe/London");
        var send = dialog.GetByRole(AriaRole.Button).Last;
        await Expect(field).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(send).ToBeFocusedAsync(); // not pressed: nothing was changed

        await TabToAsync(page, field);
        await page.Keyboard.TypeAsync("01");
        await page.Keyboard.PressAsync("Enter");
        await Expect(field).ToBeFocusedAsync();
        await send.ClickAsync();
        await Expect(field).ToBeFocusedAsync();
        await Expect(send).ToHaveTextAsync("End it at once");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await page.ReadyAsync();
        await page.SettledAsync();
        await Expect(page.Locator("main tbody").First).ToHaveTextAsync(before, new() { UseInnerText = true });
    }

    [Fact]
    public async Task What_the_cursor_is_meant_for_has_it_when_it_comes_and_not_when_somebody_went_on_meanwhile()
    {
        var page = await (await portal.OpenAsync("/admin/settings", "admin")).ReadyAsync();
        await page.SettledAsync();
        await page.EvaluateAsync("() => portal.focus('#late')");
        await page.EvaluateAsync(Late);
        await Expect(page.Locator("#late")).ToBeFocusedAsync();

        await page.EvaluateAsync("() => document.getElementById('late').remove()");
        await page.EvaluateAsync("() => portal.focus('#late')");
        await page.Keyboard.PressAsync("Tab");
        await page.EvaluateAsync(Late);
        Assert.False(await page.Locator("#late").EvaluateAsync<bool>("it => it === document.activeElement"));
    }

    private const string Late = """
        () => {
          const late = document.createElement("h2");
          late.id = "late";
          late.tabIndex = -1;
          document.querySelector("main").append(late);
        }
        """;
}
