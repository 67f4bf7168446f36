using System.Net;
using System.Reflection;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Billing.Portal.Tests.Account;

/// <summary>Who may open what: tried with every page that there is.</summary>
public sealed class AccessTests(PortalFixture portal)
{
    public static TheoryData<string, string> Routes()
    {
        var routes = new TheoryData<string, string>();

        foreach (var page in typeof(App).Assembly.GetTypes())
        {
            foreach (var route in page.GetCustomAttributes<RouteAttribute>())
            {
                routes.Add(page.FullName!, route.Template);
            }
        }

        return routes;
    }

    [Fact]
    public void There_are_pages_to_try() => Assert.Contains(Routes(), row => row.Data.Item2 == "/admin/users");

    [Theory]
    [MemberData(nameof(Routes))]
    public void A_page_says_itself_who_may_open_it(string page, string route)
    {
        var type = typeof(App).Assembly.GetType(page)!;
        var policies = type.GetCustomAttributes<AuthorizeAttribute>(inherit: true).Select(one => one.Policy).ToArray();

        if (route.StartsWith("/admin", StringComparison.Ordinal))
        {
            Assert.Contains(policies, policy => policy == Policies.Staff || Contracts.Users.Permissions.All.Contains(policy!));
            Assert.Empty(type.GetCustomAttributes<AllowAnonymousAttribute>());
        }
        else if (route.StartsWith("/my", StringComparison.Ordinal))
        {
            Assert.Contains(Policies.Subscriber, policies);
            Assert.Empty(type.GetCustomAttributes<AllowAnonymousAttribute>());
        }
        else
        {
            Assert.True(policies.Length > 0 || type.GetCustomAttributes<AllowAnonymousAttribute>().Any(), page);
        }
    }

    [Theory]
    [InlineData("alice", "/admin")]
    [InlineData("bob", "/admin")]
    [InlineData("admin", "/my")]
    public async Task Nobody_opens_a_page_of_the_other_side(string user, string beginning)
    {
        using var client = await portal.ClientAsync(user);

        foreach (var row in Routes().Where(row => row.Data.Item2.StartsWith(beginning, StringComparison.Ordinal)))
        {
            var path = Filled(row.Data.Item2);
            var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal((path, HttpStatusCode.Redirect), (path, answer.StatusCode));
            Assert.Contains("/account/denied", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_signing_in_only_the_pages_for_it_open()
    {
        using var client = await portal.ClientAsync(null);

        foreach (var row in Routes())
        {
            var path = Filled(row.Data.Item2);
            var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            var isOpen = typeof(App).Assembly.GetType(row.Data.Item1)!.GetCustomAttributes<AllowAnonymousAttribute>().Any();
            Assert.True(
                isOpen || answer.Headers.Location?.ToString().Contains("/account/sign-in", StringComparison.Ordinal) == true,
                $"{path}: {answer.StatusCode} {answer.Headers.Location}");
        }
    }

    [Theory]
    [InlineData("finance")]
    [InlineData("support")]
    [InlineData("auditor")]
    public async Task Only_an_administrator_manages_users(string user)
    {
        using var client = await portal.ClientAsync(user);

        foreach (var path in (string[])["admin/users", "admin/users/1", "admin/users/roles"])
        {
            var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Contains("/account/denied", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        var page = await portal.OpenAsync("/admin", user);
        await page.ReadyAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Users and roles" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_page_of_a_refusal_says_so_and_is_one()
    {
        var page = await portal.OpenAsync("/account/sign-in", "alice");
        var answer = await page.GotoAsync("/admin/users");

        Assert.Equal(403, answer!.Status);
        Assert.Equal("You may not open this", await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync());
    }

    [Fact]
    public async Task Staff_looks_as_a_subscriber_is_told_so_is_written_down_and_comes_back()
    {
        var billing = await portal.BillingAsync();
        var audit = billing.Services.GetRequiredService<IAuditLogQuery>();
        const string Login = "looked-as"; // one whom nobody else of the staff looks at
        var customer = await SubscriberAsync(billing, Login);
        var page = await portal.OpenAsync("/admin", "support");
        await page.ReadyAsync();

        await page.PostAsync("/account/sign-in-as", ("customer", $"{customer}"), ("returnUrl", $"/admin?from={Login}"));

        await page.ArrivesAsync("**/my");
        await page.ReadyAsync();
        Assert.Contains($"support, you see this as {Login}", await page.Locator(".asbanner").InnerTextAsync(), StringComparison.Ordinal);
        var ofCustomer = new AuditFilter(By: "support", EntityKind: "customer", EntityId: $"{customer}");
        Assert.Equal(["sign-in-as"], await ActionsAsync());

        // The ticket is checked and renewed every second here: it stays the subscriber's, and opens nothing of the desk.
        await Task.Delay(1_100, TestContext.Current.CancellationToken);
        await page.GotoAsync("/my");
        await page.ReadyAsync();
        await Assertions.Expect(page.Locator(".asbanner")).ToHaveCountAsync(1);
        Assert.Equal(403, (await page.GotoAsync("/admin"))!.Status);
        await page.GotoAsync("/account/profile");
        Assert.Equal(0, await page.GetByLabel("Present password").CountAsync());

        await page.GotoAsync("/my");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the desk" }).ClickAsync();
        await page.ArrivesAsync($"**/admin?from={Login}");
        await page.ReadyAsync();
        Assert.Equal(["sign-out-as", "sign-in-as"], await ActionsAsync());

        async Task<IEnumerable<string>> ActionsAsync() =>
            (await audit.PageAsync(ofCustomer, null, 10, CancellationToken.None)).Select(note => note.Action);
    }

    [Theory]
    [InlineData("auditor", "/admin")]
    [InlineData("alice", "/my")]
    public async Task Who_may_not_does_not_look_as_a_subscriber(string user, string path)
    {
        var page = await portal.OpenAsync(path, user);
        await page.ReadyAsync();

        await page.PostAsync("/account/sign-in-as", ("customer", "1"));

        await page.ArrivesAsync("**/account/denied*");
    }

    private static async Task<long> SubscriberAsync(RunningBilling billing, string login)
    {
        var customer = await billing.Grains.GetGrain<ICreationGrain>($"test-{login}").CreateCustomerAsync(new(login), "admin");
        var account = await billing.Grains.GetGrain<ICreationGrain>($"test-{login}-line").CreateAccountAsync(
            new(customer.Id, login, null, 1, [], [], BalanceChoice.Own), "admin");
        Assert.True(account.IsDone, account.ToString());

        return customer.Id;
    }

    // Any number will do: who is refused is not told what is there.
    private static string Filled(string route) =>
        System.Text.RegularExpressions.Regex.Replace(
            route, "{[^}]*}", hole => hole.Value.Contains(":guid", StringComparison.Ordinal) ? $"{Guid.Empty}" : "1").TrimStart('/');
}
