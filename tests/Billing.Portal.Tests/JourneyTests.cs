using System.Globalization;
using System.Text.RegularExpressions;
using Billing.Contracts.Users;
using Billing.Radius;
using Billing.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests;

/// <summary>From nothing to a charged call that its subscriber sees: everything by the browser that people do by the browser.</summary>
public sealed class JourneyTests(PortalFixture portal)
{
    private const string Login = "journey";
    private const string Password = "journey-service-1";
    private const string Called = "447700900123";

    [Fact]
    public async Task What_staff_makes_is_used_by_a_gateway_and_seen_by_its_subscriber()
    {
        var billing = await portal.BillingAsync();
        var page = await portal.OpenAsync("/admin/tariffs", "admin");
        await MakeTariffAsync(page);
        await MakeProductAsync(page);
        var account = await MakeAccountAsync(page);
        await AddSubscriberAsync(billing, account);

        var home = await portal.OpenAsync("/account/sign-in");
        await home.SignInAsync(Login, "journey-portal-1");
        await home.ArrivesAsync("**/my");
        await home.ReadyAsync();
        await Expect(home.Locator("[data-balance]")).ToHaveTextAsync("10.00USD");

        using var gateway = new TestGateway(billing);
        var answer = await gateway.AuthenticateAsync(Login, Password, (ref RadiusPacketWriter writer) => writer.AddString(Attributes.CalledStationId, Called));
        Assert.True(answer is { Code: RadiusCode.AccessAccept }, answer is null ? gateway.Excuse : $"{answer.Code}: {answer.Text(Attributes.ReplyMessage)}");
        await ReportAsync(gateway, 1, 0);
        await Expect(home.GetByText($"+{Called}").First).ToBeVisibleAsync();
        await Expect(home.GetByText("Running now")).ToBeVisibleAsync();

        // 61 seconds of 0.12 a minute, by the started minute: the form suggests 60/60.
        await ReportAsync(gateway, 2, 61);
        await Expect(home.GetByText("Running now")).ToHaveCountAsync(0);
        await Expect(home.GetByRole(AriaRole.Link, new() { Name = $"+{Called}" })).ToBeVisibleAsync();
        await Expect(home.Locator("[data-balance]")).ToHaveTextAsync("9.76USD");
        Assert.Equal(9.76m, (await billing.BalanceAsync(Login)).Posted);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    private static async Task MakeTariffAsync(IPage page)
    {
        await page.ReadyAsync();
        await page.ButtonAsync("New tariff");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("Name").FillAsync("Journey rates");
        await dialog.Field("Currency").FillAsync("USD");
        await page.ButtonAsync("Make the tariff");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Journey rates");
        await page.ButtonAsync("Add rate");
        await dialog.Field("Prefix or keyword").FillAsync("4477");
        await dialog.Field("Price, USD").FillAsync("0.12");
        await page.ButtonAsync("In force at once");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "4477" })).ToContainTextAsync("0.12");
    }

    private static async Task MakeProductAsync(IPage page)
    {
        await page.GotoAsync("/admin/products/new");
        await page.ReadyAsync();
        await page.Field("Name").FillAsync("Journey voice");
        await page.Field("Service").FillAsync("voice");
        await page.Choice("Tariff").SelectOptionAsync(new SelectOptionValue { Label = "Journey rates, USD, Seconds" });
        await page.Field("Longest session, minutes").FillAsync("600");
        await page.ButtonAsync("Make the product");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Journey voice");
    }

    private static async Task<long> MakeAccountAsync(IPage page)
    {
        await page.GotoAsync("/admin/customers/new");
        await page.ReadyAsync();
        await page.Field("Name").FillAsync("Jules Journey");
        await page.ButtonAsync("Create customer");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Jules Journey");
        var customer = new Uri(page.Url).AbsolutePath;
        await page.GetByRole(AriaRole.Link, new() { Name = "Accounts", Exact = true }).Last.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New account" }).First.ClickAsync();

        // The address is the new one before the page is: the list that is left has a filter "Login or number".
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("New account");
        await page.Field("Login").FillAsync(Login);
        await page.Field("Service password").FillAsync(Password);
        await page.Choice("Product").SelectOptionAsync(new SelectOptionValue { Label = "Journey voice" });
        await page.ButtonAsync("Create account");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the account" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/admin/accounts/[0-9]+$"));
        var account = long.Parse(new Uri(page.Url).Segments[^1], CultureInfo.InvariantCulture);

        await page.GotoAsync($"{customer}?tab=statement");
        await page.ReadyAsync();
        await page.ButtonAsync("Adjust balance");
        await page.Field("Amount, USD").FillAsync("10");
        await page.Field("Reason, shown in the ledger").FillAsync("Welcome");
        await page.GetByRole(AriaRole.Button, new() { Name = "Credit 10.00" }).ClickAsync();
        await Expect(page.GetByText("Done: 10.00")).ToBeVisibleAsync();

        return account;
    }

    private static async Task AddSubscriberAsync(RunningBilling billing, long account)
    {
        await using var scope = billing.Services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>()
            .CreateAsync(new() { UserName = Login, AccountId = account }, "journey-portal-1");
        Assert.True(result.Succeeded, string.Join("; ", result.Errors.Select(error => error.Description)));
    }

    private static async Task ReportAsync(TestGateway gateway, uint status, uint seconds) =>
        Assert.NotNull(await gateway.AccountAsync(status, Login, "journey-1", (ref RadiusPacketWriter writer) =>
        {
            writer.AddString(Attributes.CalledStationId, Called);
            writer.AddUInt32(Attributes.AcctSessionTime, seconds);
        }));
}
