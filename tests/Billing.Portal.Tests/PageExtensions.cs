using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Billing.Portal.Tests;

internal static class PageExtensions
{
    /// <summary>Waits until the page answers to clicks: its circuit is there. One that never does is told with what it shows.</summary>
    public static async Task<IPage> ReadyAsync(this IPage page)
    {
        await Assertions.Expect(page.Locator("[data-ready]")).ToBeAttachedAsync();

        return page;
    }

    /// <summary>Waits until nothing says that it is loading, and what moves has come to rest.</summary>
    public static async Task SettledAsync(this IPage page)
    {
        await Assertions.Expect(page).ToHaveTitleAsync(new Regex("."));
        await Assertions.Expect(page.Locator("h1").First).ToBeVisibleAsync(); // before it nothing says yet that it is loading
        await Assertions.Expect(page.GetByText("Loading…")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".list.busy, .reading, [aria-busy=true]")).ToHaveCountAsync(0);
        await page.EvaluateAsync("document.fonts.ready");
    }

    /// <summary>Waits until the page's address is as said, in which ** is anything and * anything without a slash.</summary>
    /// <remarks>It looks at the address again and again: who waits for the event of its change may have begun too late, and waits for ever.</remarks>
    public static Task ArrivesAsync(this IPage page, string glob) => Assertions.Expect(page).ToHaveURLAsync(
        new Regex($"^{Regex.Escape(glob).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}$"));

    /// <summary>Presses the one button of this name.</summary>
    public static Task ButtonAsync(this IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    /// <summary>The field of exactly this label.</summary>
    /// <remarks>
    /// A part of a label is a part of others too: of the texts of a list's choices, of the names of rows that can be chosen. What
    /// other tests have made is among them, so it may be one field today and two tomorrow.
    /// </remarks>
    public static ILocator Field(this IPage page, string label) => page.GetByLabel(label, new() { Exact = true });

    /// <inheritdoc cref="Field(IPage, string)"/>
    public static ILocator Field(this ILocator part, string label) => part.GetByLabel(label, new() { Exact = true });

    /// <summary>The list of exactly this name, of which one is chosen. Its label's text may have the text of all its choices in it: its name has not.</summary>
    public static ILocator Choice(this IPage page, string name) => page.GetByRole(AriaRole.Combobox, new() { Name = name, Exact = true });

    /// <inheritdoc cref="Choice(IPage, string)"/>
    public static ILocator Choice(this ILocator part, string name) => part.GetByRole(AriaRole.Combobox, new() { Name = name, Exact = true });

    /// <summary>Fills in the sign-in page, which is shown.</summary>
    public static async Task SignInAsync(this IPage page, string user, string password)
    {
        await page.Field("User name or phone number").FillAsync(user);
        await page.Field("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>Signs in with a password that the staff made: nothing opens before another one is chosen.</summary>
    public static async Task FirstSignInAsync(this IPage page, string user, string issued, string chosen)
    {
        await page.SignInAsync(user, issued);
        await page.ArrivesAsync("**/account/profile");
        await page.Field("Present password").FillAsync(issued);
        await page.Field("New password, 12 characters or more").FillAsync(chosen);
        await page.ButtonAsync("Change the password");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The password is changed.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to the start" }).ClickAsync();
    }

    /// <summary>Waits until a list's rows are there: until then what stands below them moves.</summary>
    public static Task ListedAsync(this IPage page) =>
        Assertions.Expect(page.Locator(".list:not(.busy) > footer [role=status]").First).ToHaveTextAsync(new Regex("^[0-9,]+ shown"));

    /// <summary>Does what turns a button off while its page asks for something, and waits until it is on again.</summary>
    /// <remarks>
    /// That a button is on does not say so by itself: it is on, too, before the page has heard of what was done, and a press that comes
    /// to it when it is off is lost.
    /// </remarks>
    public static async Task OffAndOnAsync(this ILocator button, Func<Task> act)
    {
        await Assertions.Expect(button).ToBeEnabledAsync();
        var seen = await button.EvaluateHandleAsync(
            """
            it => {
              const seen = { it, wasOff: false };
              new MutationObserver(() => seen.wasOff = true).observe(it, { attributes: true, attributeFilter: ["disabled"] });
              return seen;
            }
            """);
        await act();
        await button.Page.WaitForFunctionAsync("seen => seen.wasOff && !seen.it.disabled", seen);
    }

    /// <summary>Does what makes the browser fetch the page anew, and waits until it has.</summary>
    /// <remarks>What was chosen stands in the page that is left, too.</remarks>
    public static async Task FetchedAnewAsync(this IPage page, Func<Task> act)
    {
        await page.EvaluateAsync("() => { window.isLeft = true; }");
        await act();
        await page.WaitForFunctionAsync("() => !window.isLeft");
        await page.ReadyAsync();
    }

    /// <summary>Sends a form that another page will have: with the token that this page's forms carry.</summary>
    public static async Task PostAsync(this IPage page, string path, params (string Name, string Value)[] fields) =>
        await page.EvaluateAsync(
            """
            ([path, fields]) => {
              const form = document.createElement("form");
              form.method = "post";
              form.action = path;
              const token = document.querySelector("input[name=__RequestVerificationToken]");
              for (const [name, value] of [["__RequestVerificationToken", token.value], ...fields]) {
                const input = document.createElement("input");
                [input.type, input.name, input.value] = ["hidden", name, value];
                form.append(input);
              }
              document.body.append(form);
              form.submit();
            }
            """,
            new object[] { path, fields.Select(field => new[] { field.Name, field.Value }).ToArray() });
}
