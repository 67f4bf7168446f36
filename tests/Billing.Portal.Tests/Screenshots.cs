using System.Globalization;
using System.Text.RegularExpressions;
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
}
