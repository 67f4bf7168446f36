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
public sealed partial class Screenshots(PortalFixture portal)
{
    private const string Customer = "/admin/customers/{CustomerId:long}";
    private const string Account = "/admin/accounts/{AccountId:long}";

    /// <summary>Route, what is asked of it, and the button that is pressed.</summary>
    public static TheoryData<string, string, string> Parts { get; } = new()
    {
        { Customer, "?tab=accounts", "" }, { Customer, "?tab=funds", "" }, { Customer, "?tab=usage", "" }, { Customer, "?tab=statement", "" },
        { Customer, "?tab=invoices", "" }, { Customer, "?tab=payments", "" }, { Customer, "?tab=notifications", "" }, { Customer, "?tab=notes", "" },
        { Customer, "?tab=history", "" }, { Account, "?tab=funds", "" }, { Account, "?tab=usage", "" }, { Account, "?tab=statement", "" },
        { Account, "?tab=history", "" }, { "/admin/vouchers", "?tab=single", "" }, { Customer, "", "Take payment" }, { Customer, "", "Adjust balance" },
        { Customer, "", "Close customer" }, { Customer, "?tab=funds", "Change credit" }, { Customer, "?tab=funds", "Give an allowance" },
        { Customer, "?tab=funds", "Set a limit" }, { Customer, "?tab=funds", "Give a discount" }, { Customer + "/subscriptions", "", "Add a plan" },
        { Customer + "/subscriptions", "", "Cancel it" }, { Customer + "/subscriptions", "", "Charge or give once" },
        { Customer + "/subscriptions", "", "Give a coupon" },
        { "/admin/customers", "", "Find a customer" }, { "/admin/customers", "", "Keep this view" }, { "/admin/invoices/{Number}", "", "Credit note" },
        { "/admin/invoices/{Number}", "", "Void and replace" }, { "/admin/payments/{PaymentId:long}", "", "Refund" }, { "/admin/sessions", "", "Disconnect carol" },
        { "/admin/tariffs", "", "New tariff" }, { "/admin/tariffs/{TariffId:long}", "", "Add rate" }, { "/admin/destinations", "", "Add a destination" },
        { "/admin/gateways/{NodeId:int}", "", "TLS key" }, { "/admin/node-groups", "", "New node group" }, { "/admin/pools", "", "New pool" },
        { "/admin/realms", "", "New realm" }, { "/admin/users", "", "Add a user" }, { "/admin/vouchers", "", "Make vouchers" },
        { "/admin/vouchers", "", "Change a range" }, { "/admin/products/{ProductId:long}/edit", "", "New allowance" },
        { "/admin/products/{ProductId:long}/edit", "", "New discount" }, { "/my/me", "", "Limit per day" },
        { "/my/me", "", "It is lost" }, { "/my/plan", "", "Choose Talk" }, { "/admin", "", "Menu" },
    };

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
                await DrawnAsync(page);
                await ShootAsync(page, Path.Combine(folder, $"{name}-{look}.png"));
                await page.Context.CloseAsync();
            }
        }
    }

    /// <summary>The parts of a page that have an address of their own, and the dialogs.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Parts))]
    public async Task Every_tab_and_dialog(string route, string query, string button)
    {
        var folder = Environment.GetEnvironmentVariable("BILLING_SCREENSHOTS") ?? "screenshots";
        var wanted = new Regex(Environment.GetEnvironmentVariable("BILLING_SCREENSHOTS_OF") ?? "", RegexOptions.NonBacktracking);

        if (!wanted.IsMatch(route))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        var address = await PageList.AddressAsync(route, billing) + query;
        var name = Unspeakable().Replace($"part{route}{query}-{button}", "-").Trim('-');

        foreach (var (look, isPhone, scheme) in new[] { ("light", false, ColorScheme.Light), ("dark", false, ColorScheme.Dark), ("phone", true, ColorScheme.Light) })
        {
            if (button == "Menu" && !isPhone)
            {
                continue; // there the rail is always open
            }

            var page = await (await portal.OpenAsync(address, PageList.UserOf(route), isPhone, scheme)).ReadyAsync();
            await page.SettledAsync();
            await DrawnAsync(page);

            if (button.Length > 0)
            {
                await page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();
                await page.GetByRole(AriaRole.Dialog).Or(page.Locator(".rail.open")).First.WaitForAsync();
                await DrawnAsync(page);
            }

            await ShootAsync(page, Path.Combine(folder, $"{name}-{look}.png"), isWhole: button.Length == 0);
            await page.Context.CloseAsync();
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
            await page.ArrivesAsync("**/account/profile");
            await ShootAsync(page, Of("newcomer", look));

            page = await portal.OpenAsync("/account/authenticator", "support", isPhone, scheme);
            await page.Field("Password").FillAsync(DemoPasswords.Of("support"));
            await page.ButtonAsync("Show the key");
            await page.Locator("[data-key]").WaitForAsync();
            await ShootAsync(page, Of("authenticator-key", look));

            page = await (await portal.OpenAsync(await PageList.AddressAsync("/admin/customers/{CustomerId:long}", billing), "admin", isPhone, scheme)).ReadyAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Dialog).Field("Reason").FillAsync("To look at it");
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

    // Nothing is on its way any more; a chart is drawn after its page.
    private static async Task DrawnAsync(IPage page)
    {
        await Assertions.Expect(page.Locator("main p.muted").Filter(new() { HasTextRegex = new("…\\s*$") })).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".daybars:not(:has(svg))")).ToHaveCountAsync(0);
    }

    // What scrolls within the page is drawn too: the window is made as high as it.
    private static async Task ShootAsync(IPage page, string path, bool isWhole = true)
    {
        await page.EvaluateAsync("document.fonts.ready");

        // Lists are as high as the window lets them, and what comes into sight is loaded: higher until it fits.
        for (var turn = 0; isWhole && turn < 3; turn++)
        {
            var height = await page.EvaluateAsync<int>(
                "Math.max(...[document.documentElement, ...document.querySelectorAll('main')].map(it => Math.ceil(it.getBoundingClientRect().top) + it.scrollHeight))");
            await page.SetViewportSizeAsync(page.ViewportSize!.Width, Math.Clamp(height, page.ViewportSize.Height, 5_000));
            await page.SettledAsync();
            await DrawnAsync(page);
        }

        await page.ScreenshotAsync(new() { Path = path });
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex Unspeakable();
}
