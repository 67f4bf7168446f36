using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Core.Balances;
using NodaTime;

namespace Billing.Grains.Balances;

// What a balance is given beside money. It is a commit like any other: refused from a stale version, done once.
internal sealed partial class BalanceGrain
{
    public async ValueTask<OperationReply> DefineAsync(DefinitionOrder order)
    {
        if (order is PlanOrder { ZoneId: var zone } && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
        {
            return new(OperationResult.WrongField, Problem: $"zone: expected a time zone's name such as Europe/Berlin, not \"{zone}\"");
        }

        if (NoBalance() is { } missing)
        {
            return missing;
        }

        var now = Now();
        var definition = order.Definition(now);

        // What was done once is answered again, though its time may have passed since.
        if ((await AccountProblemAsync(order.AccountId()) ?? Definitions.Problem(definition, Trusted().Funds, now)) is { } problem
            && await operations.FindAsync(order.OperationId) is null)
        {
            return new(OperationResult.WrongField, Problem: problem);
        }

        var reply = await OnceAsync(order.OperationId, order.By, order.Body(), [], (balance, operation) =>
            new(Done(Definitions.Define(balance, definition, operation))));

        if (reply is { Result: OperationResult.Done, WasDoneBefore: false })
        {
            DeactivateOnIdle(); // the database gave it its number: the next call reads it
        }

        return reply;
    }

    public async ValueTask<bool> ExpireAsync()
    {
        if (Expiry.Post(Trusted(), Now()) is not { } posting)
        {
            return false;
        }

        await CommitAsync(posting);

        return true;
    }

    // An account of another payer would never use it, and one that is not there has no row to refer to.
    private async ValueTask<string?> AccountProblemAsync(long? accountId) =>
        accountId is not { } id || (await GrainFactory.GetGrain<IAccountGrain>(id).GetAsync())?.BalanceId == this.GetPrimaryKeyLong()
            ? null
            : $"account: expected an account of balance {this.GetPrimaryKeyLong()}, which {id} is not";
}
