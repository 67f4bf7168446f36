using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Payers;
using Billing.Grains.Payers;

namespace Billing.Grains.Customers;

/// <summary>One customer: a change of it is stored, then told to what keeps its terms in memory.</summary>
internal sealed class CustomerGrain(ICustomerStore store, IPayerStore payers, IFundsQuery funds, TimeProvider clock) : Grain, ICustomerGrain
{
    // More are not called by name: they see by the version of all terms, within a second.
    private const int MostTold = 500;

    private long CustomerId => this.GetPrimaryKeyLong();

    public Task<CustomerView?> GetAsync() => store.GetAsync(CustomerId);

    public async Task<ChangeReply> EditAsync(CustomerDetails details, Edit edit)
    {
        if (CustomerRules.Check(details).Refusal is { } refusal)
        {
            return refusal;
        }

        var before = await store.GetAsync(CustomerId);
        var reply = await store.EditAsync(CustomerId, details, edit);

        if (reply.IsDone && before is not null
            && (before.Details.ZoneId != details.ZoneId || before.Details.MaxSessions != details.MaxSessions))
        {
            await TellAsync(isStatus: false);
        }

        if (reply.IsDone && before is not null && before.Details.Class != details.Class)
        {
            await ReclassAsync(before.Details.Class, details.Class, edit.By);
        }

        return reply;
    }

    public async Task<ChangeReply> SetStatusAsync(CustomerStatusOrder order)
    {
        if (CustomerRules.Check(order, clock.Now()).Refusal is { } refusal)
        {
            return refusal;
        }

        var reply = await store.SetStatusAsync(CustomerId, order);

        if (reply.IsDone)
        {
            await TellAsync(isStatus: true);
        }

        return reply;
    }

    // Balances that were billed by the customer's class are billed by the new one, if it has terms; others were given another one.
    private async Task ReclassAsync(string before, string after, string by)
    {
        if (await payers.ClassAsync(after) is null)
        {
            return;
        }

        foreach (var balance in await funds.BalancesAsync(Scope.OfCustomer(CustomerId), CustomerId, CancellationToken.None))
        {
            if (await payers.LoadAsync(balance.BalanceId) is { } books && books.ClassName == before)
            {
                await GrainFactory.GetGrain<IPayerGrain>(balance.BalanceId).OpenAsync(new(after, books.Payer.IsTaxExempt, null, by));
            }
        }
    }

    private async Task TellAsync(bool isStatus)
    {
        var accounts = await store.AccountsAsync(CustomerId, MostTold + 1);

        if (accounts.Count > MostTold)
        {
            await store.MoveTermsAsync();
        }
        else
        {
            await Task.WhenAll(accounts.Select(account => GrainFactory.GetGrain<IAccountGrain>(account.AccountId).ReloadAsync().AsTask()));
        }

        if (isStatus)
        {
            var balanceIds = accounts.Select(account => account.BalanceId).Distinct().ToArray();
            await Task.WhenAll(balanceIds.Select(balanceId => GrainFactory.GetGrain<IBalanceGrain>(balanceId).ReloadAsync().AsTask()));
            await Task.WhenAll(balanceIds.Select(balanceId => GrainFactory.GetGrain<IPayerGrain>(balanceId).FollowStatusAsync()));
        }
    }
}
