using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Users;
using Billing.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Portal.Tests.Care;

/// <summary>Two lines on one balance: who pays may sign in for both (<c>family</c>), one of them for itself (<c>son-line</c>).</summary>
internal static class Family
{
    private static readonly SemaphoreSlim One = new(1);
    private static bool _isMade;

    /// <summary>Harmless when asked again.</summary>
    public static async Task MakeAsync(RunningBilling billing)
    {
        await One.WaitAsync();

        try
        {
            if (!_isMade)
            {
                await OnceAsync(billing);
                _isMade = true;
            }
        }
        finally
        {
            One.Release();
        }
    }

    public static async Task<AccountRow> SonAsync(RunningBilling billing)
    {
        var accounts = billing.Services.GetRequiredService<IAccountQuery>();

        return (await accounts.FindAsync(Scope.Everything, (await accounts.FindAsync("son-line"))!.Value, CancellationToken.None))!;
    }

    private static async Task OnceAsync(RunningBilling billing)
    {
        var customer = await billing.Grains.GetGrain<ICreationGrain>("test-family").CreateCustomerAsync(new("The Family"), "admin");

        foreach (var login in new[] { "mother-line", "son-line" })
        {
            var account = await billing.Grains.GetGrain<ICreationGrain>($"test-{login}").CreateAccountAsync(
                new(customer.Id, login, null, 1, [], [], BalanceChoice.Shared), "admin");
            Assert.True(account.IsDone, account.ToString());
        }

        var son = await SonAsync(billing);
        await billing.Grains.GetGrain<IBalanceGrain>(son.BalanceId).CreditAsync(new("test-family-funds", CreditKind.Adjustment, 77.31m, "Welcome", ExpiresAt: null));
        await using var scope = billing.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        Assert.True((await users.CreateAsync(new() { UserName = "family", CustomerId = customer.Id })).Succeeded);
        Assert.True((await users.CreateAsync(new() { UserName = "son-line", AccountId = son.AccountId })).Succeeded);
    }
}
