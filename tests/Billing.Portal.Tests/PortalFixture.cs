using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Users;
using Billing.Portal.Tests;
using Billing.Portal.Tests.Invoices;
using Billing.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(PortalFixture))]

namespace Billing.Portal.Tests;

/// <summary>The whole platform with the demo's data, and a Chromium that looks at it.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ];

    private readonly MigratedPostgres _postgres = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _signedIn = new();
    private readonly Lazy<Task<RunningBilling>> _billing;
    private readonly Lazy<Task> _used;
    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> _chromium;

    public PortalFixture()
    {
        _billing = new(StartAllAsync);
        _chromium = new(StartChromiumAsync);
        _used = new(() => DemoBill.ApartAsync(UseAsync));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public Task<RunningBilling> BillingAsync() => _billing.Value;

    /// <summary>After this, carol has used what she has: a call, data and a message are charged, and a session runs.</summary>
    public Task UsedAsync() => _used.Value;

    /// <summary>Another platform, on a database of its own: for what is set for all of it.</summary>
    public async Task<RunningBilling> StartAsync(params (string Key, string Value)[] settings) =>
        await RunningBilling.StartAsync(await _postgres.CreateDatabaseAsync(), settings);

    /// <summary>A new page of a browser in which a demo user has signed in; null: nobody.</summary>
    /// <param name="on">Another platform than that of all tests, where nobody has signed in.</param>
    /// <param name="isKept">Whoever asks closes it; else it is closed with the test.</param>
    public async Task<IPage> OpenAsync(
        string path,
        string? user = null,
        bool isPhone = false,
        ColorScheme scheme = ColorScheme.Light,
        string locale = "en-GB",
        RunningBilling? on = null,
        bool isKept = false)
    {
        var billing = on ?? await BillingAsync();
        var (_, browser) = await _chromium.Value;
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = billing.Portal.ToString(),
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce, // what is read half-way through a change of colours is no colour of ours
            Locale = locale,
            TimezoneId = "Europe/London",
            ViewportSize = isPhone ? new() { Width = 390, Height = 844 } : new() { Width = 1440, Height = 900 },
            StorageState = user is null ? null : await _signedIn.GetOrAdd(user, name => new(() => SignInAsync(name))).Value,
        });
        context.SetDefaultTimeout(60_000);

        if (!isKept)
        {
            ClosedTabsAttribute.Add(context);
        }

        var page = await context.NewPageAsync();
        await page.GotoAsync(path);

        return page;
    }

    /// <summary>Asks as who has signed in (null: nobody), and follows no redirection.</summary>
    /// <remarks>The ticket is made here, as signing in makes it: neither a browser nor the hash of a password takes its time.</remarks>
    /// <param name="on">Another platform than that of all tests.</param>
    public async Task<HttpClient> ClientAsync(string? user, RunningBilling? on = null)
    {
        var billing = on ?? await BillingAsync();
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = billing.Portal };

        if (user is not null)
        {
            client.DefaultRequestHeaders.Add("Cookie", await TicketAsync(billing, user));
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium.IsValueCreated)
        {
            var (driver, browser) = await _chromium.Value;
            await browser.DisposeAsync();
            driver.Dispose();
        }

        if (_billing.IsValueCreated)
        {
            await (await _billing.Value).DisposeAsync();
        }

        await _postgres.DisposeAsync();
    }

    private async Task<RunningBilling> StartAllAsync()
    {
        var billing = await RunningBilling.StartAsync(
            await _postgres.CreateDatabaseAsync(),
            ("Billing:Portal:StampCheck", "00:00:01"),
            ("Billing:Payments:SweepInterval", "00:00:01"),
            ("Billing:Radius:Control:FirstTimeout", "00:00:00.2")); // most gateways here answer nothing that they are told

        // A session that runs for all tests is reported once: it must not fall silent before the last of them, however slow the machine is.
        await using var book = new Book(billing.ConnectionString, billing.Services);
        await book.ExecuteAsync("update node set interim_interval_seconds = 86400");

        return billing;
    }

    private async Task UseAsync()
    {
        var billing = await BillingAsync();
        using var gateway = new TestGateway(billing);
        await DemoUsage.MakeAsync(gateway);
        var carol = await billing.Services.GetRequiredService<IAccountQuery>().ShowAsync("carol", CancellationToken.None);
        await billing.Grains.GetGrain<IBalanceGrain>(carol!.BalanceId).CreditAsync(new(DemoUsage.Credit, CreditKind.Adjustment, 5, "Welcome", ExpiresAt: null));
    }

    private static async Task<string> TicketAsync(RunningBilling billing, string name)
    {
        await using var scope = billing.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByNameAsync(name)
            ?? throw new InvalidOperationException($"no user {name}");
        var principal = await scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<PortalUser>>().CreateAsync(user);
        var cookie = billing.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var properties = new AuthenticationProperties { IssuedUtc = DateTimeOffset.UtcNow, ExpiresUtc = DateTimeOffset.UtcNow.AddHours(1) };

        return $"{cookie.Cookie.Name}={cookie.TicketDataFormat.Protect(new(principal, properties, IdentityConstants.ApplicationScheme))}";
    }

    // Once for each user: the browser's state is what the others begin with.
    private async Task<string> SignInAsync(string user)
    {
        var page = await OpenAsync("/account/sign-in");
        await page.SignInAsync(user, DemoPasswords.Of(user));
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("/account/sign-in"));
        var state = await page.Context.StorageStateAsync();
        await page.Context.CloseAsync();

        return state;
    }

    // The shell draws no windows around its pages, which are half of the work.
    private static string Browser() => Array.Find(
        ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], File.Exists)
        ?? throw new InvalidOperationException("expected Chromium in /usr/bin; ./billing test installs it");

    private static async Task<(IPlaywright Driver, IBrowser Browser)> StartChromiumAsync()
    {
        Assertions.SetDefaultExpectTimeout(60_000);
        var driver = await Playwright.CreateAsync();

        return (driver, await driver.Chromium.LaunchAsync(new() { ExecutablePath = Browser(), Args = Arguments }));
    }
}
