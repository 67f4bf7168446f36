using System.Security.Claims;
using Billing.Contracts.Users;
using Billing.Portal.Care;
using Billing.Portal.Users;
using Billing.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Account;

/// <summary>Staff that looks as a subscriber does nothing there that it may not do at the desk.</summary>
public sealed class ActingTests(PortalFixture portal)
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Its_name_is_given_for_what_its_own_permissions_say(bool mayPay, bool mayEdit)
    {
        string[] permissions =
        [
            .. ActingTicket.Shown, .. mayPay ? [Permissions.MoneyPay] : Array.Empty<string>(), .. mayEdit ? [Permissions.CustomersEdit] : Array.Empty<string>(),
        ];
        var ticket = ActingTicket.Renew(ActingTicket.Of(Staff(permissions), 7, null, "alice"), Staff(permissions));
        var subscriber = Subscriber.Of(ticket);

        Assert.Equal("support (as alice)", subscriber.By);
        Assert.Equal(mayPay, Record.Exception(() => subscriber.Payer) is null);
        Assert.Equal(mayEdit, Record.Exception(() => subscriber.Editor) is null);
        Assert.DoesNotContain(ticket.Claims, claim => claim.Type == UserClaim.Permission && claim.Value is Permissions.MoneyView or Permissions.CustomersSignInAs);
    }

    // Self-care shows balances, usage and bills on every page.
    [Fact]
    public async Task Who_may_not_see_money_at_the_desk_does_not_see_it_as_a_subscriber()
    {
        var billing = await portal.BillingAsync();
        await using var scope = billing.Services.CreateAsyncScope();
        var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();
        var acting = ActingTicket.Of(Staff([.. ActingTicket.Shown]), 7, null, "alice");
        Assert.True((await authorization.AuthorizeAsync(Staff([.. ActingTicket.Shown]), Policies.Acting)).Succeeded);
        Assert.False((await authorization.AuthorizeAsync(acting, Policies.Acting)).Succeeded);
        Assert.True(ActingTicket.Renew(acting, Staff([.. ActingTicket.Shown])).IsActing());

        foreach (var missing in ActingTicket.Shown)
        {
            var staff = Staff([.. ActingTicket.Shown.Remove(missing)]);
            Assert.False((await authorization.AuthorizeAsync(staff, Policies.Acting)).Succeeded, missing);
            Assert.False(ActingTicket.Renew(acting, staff).IsActing(), missing);
        }

        Assert.Contains(Permissions.MoneyView, ActingTicket.Shown);
        var asks = billing.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Single(endpoint => endpoint.RoutePattern.RawText == "/account/sign-in-as" && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: ["POST"] })
            .Metadata.GetOrderedMetadata<IAuthorizeData>();
        Assert.Contains(asks, asked => asked.Policy == Policies.Acting);
    }

    [Fact]
    public void A_subscriber_pays_and_edits_under_the_own_name()
    {
        var subscriber = Subscriber.Of(new(new ClaimsIdentity(
            [new(ClaimTypes.Name, "alice"), new(UserClaim.Kind, UserClaim.Subscriber), new(UserClaim.AccountId, "7")], "test")));

        Assert.Equal(("alice", "alice", "alice"), (subscriber.By, subscriber.Payer, subscriber.Editor));
    }

    [Theory]
    [InlineData("support", true)]
    [InlineData("admin", false)]
    public async Task Without_the_permission_to_pay_the_buttons_are_off_and_it_is_said_why(string staff, bool isOff)
    {
        var billing = await portal.BillingAsync();
        await using var book = new Book(billing.ConnectionString, billing.Services);
        var customer = await book.ReadAsync<long>("select customer_id from account where login = 'bob'");
        var page = await (await portal.OpenAsync("/admin", staff)).ReadyAsync();
        await page.PostAsync("/account/sign-in-as", ("customer", $"{customer}"), ("returnUrl", "/admin"));
        await page.ArrivesAsync("**/my");

        await page.GotoAsync("/my/top-up");
        await page.ReadyAsync();
        await Expect(page.Locator("[data-not-allowed]")).ToHaveCountAsync(isOff ? 1 : 0);
        var redeem = page.GetByRole(AriaRole.Button, new() { Name = "Redeem the voucher" });
        await (isOff ? Expect(redeem).ToBeDisabledAsync() : Expect(redeem).ToBeEnabledAsync());
        await page.GotoAsync("/my/cards");
        await page.ReadyAsync();
        var keep = page.GetByRole(AriaRole.Button, new() { Name = "Keep the card" });
        await (isOff ? Expect(keep).ToBeDisabledAsync() : Expect(keep).ToBeEnabledAsync());

        // Both may edit customers.
        await page.GotoAsync("/my/me");
        await page.ReadyAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save contact data" })).ToBeEnabledAsync();
    }

    private static ClaimsPrincipal Staff(string[] permissions) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, "3"), new(ClaimTypes.Name, "support"), new("AspNet.Identity.SecurityStamp", "stamp"), new(UserClaim.Kind, UserClaim.Staff),
            .. permissions.Select(permission => new Claim(UserClaim.Permission, permission)),
        ],
        "test"));
}
