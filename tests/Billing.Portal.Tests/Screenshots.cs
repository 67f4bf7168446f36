using System.Globalization;
using System.Text.RegularExpressions;
using Billing.Contracts.Rating;
using Billing.Contracts.Users;
using Billing.Portal.Users;
using Billing.Postgres.Demo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;

namespace Billing.Portal.Tests;

/// <summary><c>./billing screenshots</c>: every page as it looks, for people to look at. Not a test.</summary>
public sealed class Screenshots(PortalFixture portal)
{
    [Fact(Explicit = true)]
    public async Task Every_page_light_dark_and_on_a_phone()
    {
        var folder = Environment.GetEnvironmentVariable("BILLING_SCREENSHOTS") ?? "screenshots";
        Directory.CreateDirectory(folder);

        // Whoever works on some pages wants only those.
        var wanted = new Regex(Environment.GetEnvironmentVariable("BILLING_SCREENSHOTS_OF") ?? "", RegexOptions.NonBacktracking);
        var viewer = Environment.GetEnvironmentVariable("BILLING_SCREENSHOTS_AS"); // a demo user instead of who may see all
        var locale = Environment.GetEnvironmentVariable("BILLING_SCREENSHOTS_IN") ?? "en-GB"; // of the browser
        var billing = await portal.BillingAsync();
        await billing.Services.GetRequiredService<DemoOperator>().MakeAsync(DemoSize.Small, (_, _, _) => { }, TestContext.Current.CancellationToken);
        await billing.Services.GetRequiredService<DemoBooks>().MakeAsync((_, _, _) => { }, TestContext.Current.CancellationToken);
        await portal.UsedAsync();
        var number = 0;

        foreach (var route in PageList.Routes)
        {
            if (!wanted.IsMatch(route))
            {
                continue;
            }

            var name = string.Create(CultureInfo.InvariantCulture, $"{++number:00}{route.Replace('/', '-').Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).Replace(':', '-')}");
            var address = await PageList.AddressAsync(route, billing);

            foreach (var (look, isPhone, scheme) in new[] { ("light", false, ColorScheme.Light), ("dark", false, ColorScheme.Dark), ("phone", true, ColorScheme.Light) })
            {
                var page = await portal.OpenAsync(address, viewer ?? PageList.UserOf(route), isPhone, scheme, locale);

                if (viewer is not null && page.Url.Contains("/account/", StringComparison.Ordinal))
                {
                    await page.Context.CloseAsync(); // it is not theirs
                    continue;
                }

                if (!route.StartsWith("/account", StringComparison.Ordinal))
                {
                    await page.ReadyAsync();
                }

                await page.SettledAsync();
                await Assertions.Expect(page.GetByText(new Regex("^(Loading|Working it out|Cargando|Calculando)…$"))).ToHaveCountAsync(0, new() { Timeout = 60_000 });
                await Assertions.Expect(page.Locator(".daybars:not(:has(svg))")).ToHaveCountAsync(0); // a chart is drawn after its page
                await ShootAsync(page, Path.Combine(folder, $"{name}-{look}.png"));
                await page.Context.CloseAsync();
            }
        }
    }

    [Fact(Explicit = true)]
    public async Task What_comes_with_a_click_or_to_who_is_new()
    {
        var folder = Environment.GetEnvironmentVariable("BILLING_SCREENSHOTS") ?? "screenshots";
        Directory.CreateDirectory(folder);
        await portal.UsedAsync();
        var billing = await portal.BillingAsync();
        await using var scope = billing.Services.CreateAsyncScope();
        const string Name = "newcomer";
        var draft = await PageList.AddressAsync("/admin/products/{ProductId:long}/draft", billing);
        var cases = billing.Grains.GetGrain<IRatingCasesGrain>(0);
        var start = SystemClock.Instance.GetCurrentInstant() - Duration.FromDays(1);
        var kept = await cases.SaveAsync("A call to a mobile", new("12125550100", CalledParty: "447911123456", StartAt: start, Units: 120), "admin");
        var (_, password) = await scope.ServiceProvider.GetRequiredService<UserDesk>().CreateAsync("admin", new() { UserName = Name }, [PortalRole.Support]);

        foreach (var (look, isPhone, scheme) in new[] { ("light", false, ColorScheme.Light), ("dark", false, ColorScheme.Dark), ("phone", true, ColorScheme.Light) })
        {
            var page = await portal.OpenAsync("/account/sign-in", isPhone: isPhone, scheme: scheme);
            await page.SignInAsync(Name, password!);
            await page.WaitForURLAsync("**/account/profile");
            await ShootAsync(page, Of("newcomer", look));

            page = await portal.OpenAsync("/account/authenticator", "support", isPhone, scheme);
            await page.GetByLabel("Password").FillAsync(DemoPasswords.Of("support"));
            await page.ButtonAsync("Show the key");
            await page.Locator("[data-key]").WaitForAsync();
            await ShootAsync(page, Of("authenticator-key", look));

            page = await (await portal.OpenAsync(await PageList.AddressAsync("/admin/customers/{CustomerId:long}", billing), "admin", isPhone, scheme)).ReadyAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("To look at it");
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true }).ClickAsync();
            var undo = page.Locator(".mud-snackbar").GetByRole(AriaRole.Button, new() { Name = "Undo" });
            await undo.WaitForAsync();
            await ShootAsync(page, Of("undo", look), isWhole: false);
            await undo.ClickAsync();
            await page.GetByText("Undone: it is as it was before.").WaitForAsync();

            // What a change of a product makes of the cases, before it is published.
            page = await (await portal.OpenAsync(draft, "admin", isPhone, scheme)).ReadyAsync();
            await page.Locator("[data-cases]").GetByRole(AriaRole.Row, new() { Name = "A call to a mobile" }).WaitForAsync();
            await ShootAsync(page, Of("draft-trial", look));
        }

        await cases.RemoveAsync(kept.Id, "admin");

        string Of(string state, string look) => Path.Combine(folder, $"state-{state}-{look}.png");
    }

    // What scrolls within the page is drawn too: the window is made as high as it.
    private static async Task ShootAsync(IPage page, string path, bool isWhole = true)
    {
        await page.EvaluateAsync("document.fonts.ready");

        if (isWhole)
        {
            var height = await page.EvaluateAsync<int>(
                "Math.max(...[document.documentElement, ...document.querySelectorAll('main')].map(it => Math.ceil(it.getBoundingClientRect().top) + it.scrollHeight))");
            await page.SetViewportSizeAsync(page.ViewportSize!.Width, Math.Clamp(height, page.ViewportSize.Height, 5_000));
        }

        await page.ScreenshotAsync(new() { Path = path });
    }
}
