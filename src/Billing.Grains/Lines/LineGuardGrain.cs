using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Lines;
using Billing.Core.Accounts;
using Billing.Core.BillingPeriods;

namespace Billing.Grains.Lines;

/// <summary>Does what the subscriber asks of the own line, by the same orders as staff gives.</summary>
internal sealed class LineGuardGrain(IAccountQuery accounts) : Grain, ILineGuardGrain
{
    private long AccountId => this.GetPrimaryKeyLong();

    public async Task<ChangeReply> BlockLostAsync(LineOwner owner, string cause, string by)
    {
        if (await FindAsync(owner) is not { } line)
        {
            return ChangeReply.NotFound;
        }

        if (line.Status is not AccountStatus.Active)
        {
            return ChangeReply.Refused("Line", "a line that is not blocked");
        }

        var reply = await GrainFactory.GetGrain<IAccountControlGrain>(AccountId).BlockAsync(new(cause, by, BlockReasons.Lost));

        return reply.IsFound ? new(ChangeResult.Done, AccountId) : ChangeReply.NotFound;
    }

    public async Task<ChangeReply> UnblockAsync(LineOwner owner, string by)
    {
        var account = GrainFactory.GetGrain<IAccountGrain>(AccountId);

        if (await FindAsync(owner) is null || await account.ViewAsync() is not { } view)
        {
            return ChangeReply.NotFound;
        }

        return view is { Status: AccountStatus.Suspended, StatusReason: BlockReasons.Lost }
            ? await account.SetStatusAsync(AccountStatus.Active, null, new(by, view.Version))
            : ChangeReply.Refused("Line", "a line that you blocked as lost");
    }

    public async Task<ChangeReply> LimitDayAsync(LineOwner owner, decimal amount, string operationId, string by)
    {
        // One line of several on a balance does not lift what its payer set.
        if (await FindAsync(owner) is not { } line || (owner.AccountId is not null && line.SharesBalance))
        {
            return ChangeReply.NotFound;
        }

        var reply = await GrainFactory.GetGrain<IBalanceGrain>(line.BalanceId)
            .DefineAsync(new SpendingLimitOrder(operationId, AccountId, amount, PeriodKind.Daily, IsOwn: true) { By = by });

        return reply.Result is OperationResult.Done
            ? new(ChangeResult.Done, AccountId, WasDoneBefore: reply.WasDoneBefore)
            : ChangeReply.Refused("Amount", reply.Result is OperationResult.OtherOrder ? "the amount of the first order" : "zero or more, to 5 decimals");
    }

    private async Task<AccountRow?> FindAsync(LineOwner owner) => owner switch
    {
        { AccountId: { } account, CustomerId: null } => await accounts.FindAsync(Scope.OfAccount(account), AccountId, CancellationToken.None),
        { AccountId: null, CustomerId: { } customer } => await accounts.FindAsync(Scope.OfCustomer(customer), AccountId, CancellationToken.None),
        _ => null,
    };
}
