using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Core.Payers;
using Billing.Postgres.Payers;
using Billing.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Portal.Tests.Care;

/// <summary>Whether somebody pays before use or after is a matter of the balance's customer class; of its limit only where it has no class.</summary>
public sealed class PrepaidTests(PortalFixture portal)
{
    [Theory]
    //          class           is it     limit what is told
    [InlineData("paid-before", true, 50, "You can spend", "Top up")]
    [InlineData("paid-after", false, 0, "You owe", "Pay")]
    [InlineData(null, false, 0, "You can spend", "Top up")]
    [InlineData(null, false, 50, "You owe", "Pay")]
    public async Task The_home_page_tells_what_there_is_to_spend_or_what_is_owed(string? name, bool isPrepaid, int limit, string told, string title)
    {
        var billing = await portal.BillingAsync();
        var user = $"{name ?? "no-class"}-{limit}";
        await MakeAsync(billing, user, name is null ? null : $"test-{name}", isPrepaid, limit);
        using var client = await portal.ClientAsync(user);

        var home = await client.GetStringAsync("/my", TestContext.Current.CancellationToken);
        Assert.Contains(told, home, StringComparison.Ordinal);
        Assert.Equal(limit > 0 && !isPrepaid, home.Contains("of your limit of", StringComparison.Ordinal));
        Assert.Contains($"<h1 tabindex=\"-1\">{title} ", await client.GetStringAsync("/my/top-up", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task MakeAsync(RunningBilling billing, string user, string? className, bool isPrepaid, int limit)
    {
        var customerId = (await billing.Grains.GetGrain<ICreationGrain>($"test-{user}").CreateCustomerAsync(new(user), "admin")).Id;
        var account = await billing.Grains.GetGrain<ICreationGrain>($"test-{user}-line").CreateAccountAsync(
            new(customerId, user, null, 1, [], [], BalanceChoice.Own), "admin");
        Assert.True(account.IsDone, account.ToString());
        var balanceId = (await billing.Grains.GetGrain<IAccountGrain>(account.Id).GetAsync())!.BalanceId;
        var set = await billing.Grains.GetGrain<IBalanceGrain>(balanceId).DefineAsync(new CreditLimitOrder($"test-{user}-limit", limit) { By = "admin" });
        Assert.Equal(OperationResult.Done, set.Result);

        if (className is not null)
        {
            await billing.Services.GetRequiredService<PlanPublisher>().PublishAsync(className, new ClassTerms { IsPrepaid = isPrepaid }, CancellationToken.None);
            Assert.True((await billing.Grains.GetGrain<IPayerGrain>(balanceId).OpenAsync(new(className, false, null))).IsDone);
        }

        await using var scope = billing.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        Assert.True((await users.CreateAsync(new() { UserName = user, CustomerId = customerId })).Succeeded);
    }
}
