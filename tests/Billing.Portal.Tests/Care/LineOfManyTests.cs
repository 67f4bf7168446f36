using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Payments;
using Billing.Contracts.Users;
using Billing.Portal.Care;
using Billing.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Portal.Tests.Care;

/// <summary>Who signs in for one of a company's lines, which has funds of its own, learns nothing of the company.</summary>
public sealed class LineOfManyTests(PortalFixture portal)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_reads_neither_the_companys_address_nor_its_cards()
    {
        var billing = await portal.BillingAsync();
        await MakeAsync(billing);
        using var line = await portal.ClientAsync("desk-phone");
        using var company = await portal.ClientAsync("the-company");

        foreach (var place in new[] { "/my", "/my/me", "/my/cards", "/my/top-up", "/my/alerts", "/my/bills", "/my/plan", "/my/usage" })
        {
            var seen = await line.GetStringAsync(place, Cancel);
            Assert.DoesNotContain("owner@company.example", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("ending in", seen, StringComparison.Ordinal);
        }

        Assert.Contains("data-others", await line.GetStringAsync("/my/cards", Cancel), StringComparison.Ordinal);
        Assert.Contains("owner@company.example", await company.GetStringAsync("/my/alerts", Cancel), StringComparison.Ordinal);
        Assert.Contains("ending in 4242", await company.GetStringAsync($"/my/cards?balance={(await AccountAsync(billing, "desk-phone")).BalanceId}", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_more_lines_than_a_page_holds_the_last_is_found_and_paid_for()
    {
        var billing = await portal.BillingAsync();
        var customer = (await billing.Grains.GetGrain<ICreationGrain>("test-fleet").CreateCustomerAsync(new("The Fleet"), "admin")).Id;

        for (var van = 1; van <= CareReader.MostLines + 1; van++)
        {
            Assert.True((await billing.Grains.GetGrain<ICreationGrain>($"test-van-{van}").CreateAccountAsync(
                new(customer, $"van-{van:000}", null, 1, [], [], BalanceChoice.Shared), "admin")).IsDone);
        }

        await billing.Grains.GetGrain<ICreationGrain>("test-van-last").CreateAccountAsync(new(customer, "van-last", null, 1, [], [], BalanceChoice.Own), "admin");
        var last = await AccountAsync(billing, "van-last");
        await using (var scope = billing.Services.CreateAsyncScope())
        {
            Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(new() { UserName = "fleet", CustomerId = customer })).Succeeded);
        }

        using var fleet = await portal.ClientAsync("fleet");

        foreach (var place in new[] { "/my", "/my/me", "/my/plan", "/my/usage", "/my/bills", "/my/alerts" })
        {
            Assert.Contains("data-more-lines", await fleet.GetStringAsync(place, Cancel), StringComparison.Ordinal);
            var found = await fleet.GetStringAsync($"{place}?find=van-l", Cancel);
            Assert.DoesNotContain("data-more-lines", found, StringComparison.Ordinal);
            Assert.DoesNotContain("van-001", found, StringComparison.Ordinal);
        }

        Assert.Contains("van-last", await fleet.GetStringAsync("/my/me?find=van-l", Cancel), StringComparison.Ordinal);
        Assert.Contains("By voucher", await fleet.GetStringAsync($"/my/top-up?balance={last.BalanceId}", Cancel), StringComparison.Ordinal);

        // Of the lines that were read all have one balance: others may have another, and none is taken for the one that is meant.
        foreach (var place in new[] { "/my/top-up", "/my/cards" })
        {
            Assert.Contains("data-which", await fleet.GetStringAsync(place, Cancel), StringComparison.Ordinal);
            Assert.DoesNotContain("data-which", await fleet.GetStringAsync($"{place}?balance={last.BalanceId}", Cancel), StringComparison.Ordinal);
        }

        foreach (var place in new[] { "/my", "/my/bills", "/my/usage", "/my/alerts" })
        {
            var none = await fleet.GetStringAsync($"{place}?find=no-such", Cancel);
            Assert.Contains("None of your lines begins so.", none, StringComparison.Ordinal);
            Assert.DoesNotContain("paid by another account", none, StringComparison.Ordinal);
        }

        using var company = await portal.ClientAsync("bob");
        Assert.DoesNotContain("van-last", await company.GetStringAsync($"/my/top-up?balance={last.BalanceId}&find=van", Cancel), StringComparison.Ordinal);
    }

    private static async Task MakeAsync(RunningBilling billing)
    {
        var creation = billing.Grains.GetGrain<ICreationGrain>("test-the-company");
        var customer = await creation.CreateCustomerAsync(new("The Company", "owner@company.example"), "admin");

        foreach (var login in new[] { "desk-phone", "door-phone" })
        {
            Assert.True((await billing.Grains.GetGrain<ICreationGrain>($"test-{login}").CreateAccountAsync(
                new(customer.Id, login, null, 1, [], [], BalanceChoice.Own), "admin")).IsDone);
        }

        var account = await AccountAsync(billing, "desk-phone");
        Assert.Equal(PaymentResult.Done, (await billing.Grains.GetGrain<IWalletGrain>(account.BalanceId)
            .SaveAsync(new("card-of-company", new("4242424242424242", 12, 2099, "123"), null, "the-company"))).Result);
        await using var scope = billing.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        Assert.True((await users.CreateAsync(new() { UserName = "the-company", CustomerId = customer.Id })).Succeeded);
        Assert.True((await users.CreateAsync(new() { UserName = "desk-phone", AccountId = account.AccountId })).Succeeded);
    }

    private static async Task<AccountRow> AccountAsync(RunningBilling billing, string login)
    {
        var accounts = billing.Services.GetRequiredService<IAccountQuery>();

        return (await accounts.FindAsync(Scope.Everything, (await accounts.FindAsync(login))!.Value, Cancel))!;
    }
}
