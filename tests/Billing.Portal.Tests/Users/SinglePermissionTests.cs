using System.Net;
using System.Text.RegularExpressions;
using Billing.Contracts.Customers;
using Billing.Contracts.Exports;
using Billing.Contracts.Users;
using Billing.Portal.Tests.Invoices;
using Billing.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Users;

/// <summary>Roles of one permission each, and everything that can be asked of the server.</summary>
public sealed partial class SinglePermissionTests(PortalFixture portal)
{
    // Who has not signed in needs these; each judges for itself.
    private static readonly string[] Open = ["/account", "/_framework", "/_content", "/_blazor", "/health", "/metrics", "/webhooks", "/css", "/js"];

    private const string NotShown = "Your role may not see this.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Permitted => [.. Permissions.All];

    [Fact]
    public async Task Whatever_can_be_asked_says_who_may_ask()
    {
        var billing = await portal.BillingAsync();

        foreach (var endpoint in Endpoints(billing))
        {
            var path = Path(endpoint);
            var policies = Policies(endpoint);

            if (path.StartsWith("/admin", StringComparison.Ordinal))
            {
                Assert.True(policies.Any(policy => policy == Portal.Policies.Staff || Permissions.All.Contains(policy!)), path);
            }
            else if (path.StartsWith("/my", StringComparison.Ordinal))
            {
                Assert.True(policies.Contains(Portal.Policies.Subscriber), path);
            }
            else
            {
                var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
                Assert.True(!isOpen || Array.Exists(Open, beginning => path.StartsWith(beginning, StringComparison.Ordinal)) || path.Contains('.', StringComparison.Ordinal), path);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Permitted))]
    public async Task It_opens_what_needs_it_and_nothing_else(string permission)
    {
        var billing = await portal.BillingAsync();
        await using var only = await OnlyAsync(billing, permission);
        using var client = await portal.ClientAsync(only.Name);
        var desks = Endpoints(billing).Where(endpoint => Path(endpoint).StartsWith("/admin", StringComparison.Ordinal) && IsRead(endpoint))
            .GroupBy(endpoint => string.Join(' ', Policies(endpoint).Distinct().Order()));
        var opened = 0;

        // That a page asks for what it says, others try with every page; here one of each kind is enough.
        foreach (var kind in desks)
        {
            var isAllowed = kind.Key.Split(' ').All(policy => policy == permission || policy == Portal.Policies.Staff);
            opened += isAllowed ? 1 : 0;

            foreach (var endpoint in isAllowed ? kind.Take(2) : [kind.First(), kind.Last()])
            {
                var path = Filled(Path(endpoint));
                using var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancel);
                var isDenied = answer.StatusCode is HttpStatusCode.Forbidden
                    || answer.Headers.Location?.ToString().Contains("/account/denied", StringComparison.Ordinal) == true;
                Assert.Equal((permission, path, !isAllowed), (permission, path, isDenied));
            }
        }

        // Of what everybody of the staff may see, and of the permission's own; some have no page but buttons.
        Assert.InRange(opened, 1, 6);
    }

    [Fact]
    public async Task Parts_of_a_page_that_take_more_than_the_page_are_not_shown()
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        await using var only = await OnlyAsync(billing, Permissions.CustomersView);
        using var client = await portal.ClientAsync(only.Name);
        using var admin = await portal.ClientAsync("admin");

        foreach (var address in (string[])
            ["/admin/customers/1?tab=funds", "/admin/customers/1?tab=usage", "/admin/customers/1?tab=statement", "/admin/customers/1?tab=payments",
            "/admin/customers/1?tab=invoices", "/admin/customers/1?tab=history", "/admin/accounts/1?tab=history", "/admin/accounts/1", "/admin/accounts/1?tab=funds", "/admin/accounts/1?tab=usage", "/admin/accounts/1?tab=statement"])
        {
            Assert.Equal((address, true), (address, (await client.GetStringAsync(address, Cancel)).Contains(NotShown, StringComparison.Ordinal)));
            Assert.Equal((address, false), (address, (await admin.GetStringAsync(address, Cancel)).Contains(NotShown, StringComparison.Ordinal)));
        }

        Assert.DoesNotContain(NotShown, await client.GetStringAsync("/admin/customers/1", Cancel), StringComparison.Ordinal);
    }

    // What pages of customers and of today say of money, and where it stands.
    [Theory]
    [InlineData("/admin", ">Charged today<")]
    [InlineData("/admin", ">Paid today<")]
    [InlineData("/admin/customers/1", ">Last payment<")]
    [InlineData("/admin/customers/1", ">This month so far<")]
    [InlineData("/admin/customers/1?tab=history", "Money of balance")]
    [InlineData("/admin/accounts/1", ">Available<")]
    [InlineData("/admin/accounts/1", "for running sessions")]
    [InlineData("/admin/accounts/1?tab=history", "Money of balance")]
    [InlineData("/admin/customers", ">Balance")]
    [InlineData("/admin/customers?sort=Balance&dir=desc", ">Balance")]
    [InlineData("/admin/accounts", ">Balance")]
    [InlineData("/admin/customers/1?tab=accounts", ">Balance")]
    [InlineData("/admin/accounts/1", "Empty: it is not checked")]
    [InlineData("/admin/customers/{CustomerId:long}/subscriptions", ">Charged so far in it<")]
    [InlineData("/admin/customers/{CustomerId:long}/subscriptions", ">Not allocated<")]
    [InlineData("/admin/customers/{CustomerId:long}/subscriptions", ">What was charged<")]
    public async Task Who_sees_customers_only_sees_no_money_and_tries_no_password(string address, string said)
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        await using var only = await OnlyAsync(billing, Permissions.CustomersView);
        using var client = await portal.ClientAsync(only.Name);
        using var admin = await portal.ClientAsync("admin");

        if (address.Contains('{', StringComparison.Ordinal))
        {
            await DemoBill.MakeAsync(billing);
            address = await PageList.AddressAsync(address, billing);
        }

        Assert.Contains(said, Whole().Replace(await admin.GetStringAsync(address, Cancel), ">"), StringComparison.Ordinal);
        Assert.DoesNotContain(said, Whole().Replace(await client.GetStringAsync(address, Cancel), ">"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_changed_of_a_gateway_is_offered_to_who_may_read_the_log()
    {
        await using var only = await OnlyAsync(await portal.BillingAsync(), Permissions.NodesView);
        using var client = await portal.ClientAsync(only.Name);
        using var admin = await portal.ClientAsync("admin");

        Assert.Contains("admin/audit?kind=", await admin.GetStringAsync("/admin/gateways/1", Cancel), StringComparison.Ordinal);
        Assert.DoesNotContain("admin/audit?kind=", await client.GetStringAsync("/admin/gateways/1", Cancel), StringComparison.Ordinal);
    }

    // What another exported has what that one may see.
    [Theory]
    [InlineData(ExportColumn.Balance, HttpStatusCode.Forbidden)]
    [InlineData("Number", HttpStatusCode.OK)]
    public async Task A_file_with_balances_is_not_for_who_sees_customers_only(string column, HttpStatusCode expected)
    {
        var billing = await portal.BillingAsync();
        await using var only = await OnlyAsync(billing, Permissions.CustomersView);
        using var client = await portal.ClientAsync(only.Name);
        using var admin = await portal.ClientAsync("admin");
        var key = $"export-{Guid.NewGuid():N}";
        var export = billing.Grains.GetGrain<IExportGrain>(key);
        await export.StartAsync(new(ExportList.Customers, ExportFilter.Write(new CustomerFilter()), [new("Name", "Name"), new(column, column)], "customers", false, "admin"));

        while (await export.GetAsync() is { EndedAt: null })
        {
            await Task.Delay(50, Cancel);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin));
        Assert.Equal(expected, await StatusAsync(client));
        Assert.Equal(expected is HttpStatusCode.OK, (await client.GetStringAsync($"/admin/exports/{key}", Cancel)).Contains("Rows written", StringComparison.Ordinal));

        async Task<HttpStatusCode> StatusAsync(HttpClient asker)
        {
            using var answer = await asker.GetAsync($"/admin/exports/{key}/file", Cancel);

            return answer.Headers.Location?.ToString().Contains("/account/denied", StringComparison.Ordinal) == true ? HttpStatusCode.Forbidden : answer.StatusCode;
        }
    }

    // The order of a list tells what its column would.
    [Fact]
    public async Task A_list_that_shows_no_balances_is_not_ordered_by_them()
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        await using var only = await OnlyAsync(billing, Permissions.CustomersView);
        using var client = await portal.ClientAsync(only.Name);

        foreach (var list in (string[])["/admin/customers", "/admin/accounts"])
        {
            string[] usual, ordered, after;

            do // other tests add to it: as it is before and after, it was in between
            {
                (usual, ordered, after) = (await RowsAsync(list), await RowsAsync($"{list}?sort=Balance"), await RowsAsync(list));
            }
            while (!usual.SequenceEqual(after));

            Assert.Equal(usual, ordered);
            Assert.NotEmpty(usual);
        }

        async Task<string[]> RowsAsync(string address) =>
            [.. Row().Matches(await client.GetStringAsync(address, Cancel)).Select(row => row.Groups[1].Value)];
    }

    [Fact]
    public async Task Search_finds_nobody_what_they_may_not_open()
    {
        var billing = await portal.BillingAsync();
        await using var only = await OnlyAsync(billing, Permissions.TariffsView);
        using var client = await portal.ClientAsync(only.Name);
        var ticket = client.DefaultRequestHeaders.GetValues("Cookie").Single().Split('=', 2);
        var page = await portal.OpenAsync("/account/sign-in");
        await page.Context.AddCookiesAsync([new() { Name = ticket[0], Value = ticket[1], Url = billing.Portal.ToString() }]);
        await page.GotoAsync("/admin");
        await page.ReadyAsync();
        await page.Keyboard.PressAsync("Control+k");
        var box = page.GetByRole(AriaRole.Combobox, new() { Name = "Find" });

        await box.FillAsync("carol");
        await Expect(page.GetByText("Nothing is called that.")).ToBeVisibleAsync();
        await box.FillAsync("tari");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Tariffs and rates");
    }

    private static RouteEndpoint[] Endpoints(RunningBilling billing)
    {
        var all = billing.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();
        Assert.Contains(all, endpoint => Path(endpoint) == "/admin/users");
        Assert.Contains(all, endpoint => Path(endpoint) == "/my/bills/{number}/pdf");

        return all;
    }

    private static string Path(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    private static string?[] Policies(RouteEndpoint endpoint) => [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(one => one.Policy).Where(policy => policy is not null)];

    private static bool IsRead(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { } methods || methods.HttpMethods.Count == 0 || methods.HttpMethods.Contains("GET");

    private static async Task<Only> OnlyAsync(RunningBilling billing, string permission)
    {
        var only = new Only(billing.Services.CreateAsyncScope(), new() { Name = $"only-{permission}", Permissions = [permission] }, new() { UserName = $"only-{permission}" });
        Assert.True((await only.Roles.CreateAsync(only.Role)).Succeeded);
        Assert.True((await only.Users.CreateAsync(only.User)).Succeeded);
        Assert.True((await only.Users.AddToRoleAsync(only.User, only.Name)).Succeeded);

        return only;
    }

    // Gone afterwards: other tests look at the page of all roles.
    private sealed record Only(AsyncServiceScope Scope, PortalRole Role, PortalUser User) : IAsyncDisposable
    {
        public string Name => Role.Name;

        public RoleManager<PortalRole> Roles => Scope.ServiceProvider.GetRequiredService<RoleManager<PortalRole>>();

        public UserManager<PortalUser> Users => Scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();

        public async ValueTask DisposeAsync()
        {
            await Users.DeleteAsync(User);
            await Roles.DeleteAsync(Role);
            await Scope.DisposeAsync();
        }
    }

    private static string Filled(string path) =>
        Hole().Replace(path, hole => hole.Value.Contains(":guid", StringComparison.Ordinal) ? $"{Guid.Empty}" : "1");

    [GeneratedRegex("""<a class="rowlink" href="(admin/[a-z]+/[0-9]+)"[^>]*>""")]
    private static partial Regex Row();

    // Between a tag and its text.
    [GeneratedRegex(@">(?:\s|<!--.*?-->)+")]
    private static partial Regex Whole();

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Hole();
}
