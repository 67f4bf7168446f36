using System.Globalization;
using System.Text.RegularExpressions;
using Billing.Contracts.Users;
using Billing.Portal.Users;
using Billing.Postgres.Demo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

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
                var page = await portal.OpenAsync(address, PageList.UserOf(route), isPhone, scheme);

                if (!route.StartsWith("/account", StringComparison.Ordinal))
                {
                    await page.ReadyAsync();
                }

                await page.SettledAsync();
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{look}.png"), FullPage = isPhone });
                await page.Context.CloseAsync();
            }
        }
    }

    [Fact(Explicit = true)]
    public async Task What_comes_with_a_click_or_to_who_is_new()
    {
        var folder = Environment.GetEnvironmentVariable("BILLING_SCREENSHOTS") ?? "screenshots";
        Directory.CreateDirectory(folder);
        var billing = await portal.BillingAsync();
        await using var scope = billing.Services.CreateAsyncScope();
        var name = $"newcomer-{Guid.NewGuid():N}";
        var (_, password) = await scope.ServiceProvider.GetRequiredService<UserDesk>().CreateAsync("admin", new() { UserName = name }, [PortalRole.Support]);

        foreach (var (look, isPhone, scheme) in new[] { ("light", false, ColorScheme.Light), ("dark", false, ColorScheme.Dark), ("phone", true, ColorScheme.Light) })
        {
            var page = await portal.OpenAsync("/account/sign-in", isPhone: isPhone, scheme: scheme);
            await page.SignInAsync(name, password!);
            await page.WaitForURLAsync("**/account/profile");
            await ShootAsync(page, "newcomer", look, isPhone);

            page = await portal.OpenAsync("/account/authenticator", "support", isPhone, scheme);
            await page.GetByLabel("Password").FillAsync(DemoPasswords.Of("support"));
            await page.ButtonAsync("Show the key");
            await page.Locator("[data-key]").WaitForAsync();
            await ShootAsync(page, "authenticator-key", look, isPhone);

            page = await (await portal.OpenAsync(await PageList.AddressAsync("/admin/customers/{CustomerId:long}", billing), "admin", isPhone, scheme)).ReadyAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("To look at it");
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true }).ClickAsync();
            var undo = page.Locator(".mud-snackbar").GetByRole(AriaRole.Button, new() { Name = "Undo" });
            await undo.WaitForAsync();
            await ShootAsync(page, "undo", look, isPhone: false);
            await undo.ClickAsync();
            await page.GetByText("Undone: it is as it was before.").WaitForAsync();
        }

        async Task ShootAsync(IPage page, string state, string look, bool isPhone)
        {
            await page.EvaluateAsync("document.fonts.ready");
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"state-{state}-{look}.png"), FullPage = isPhone });
        }
    }
}
