using System.Collections.Immutable;
using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using Billing.Core.Accounts;
using Billing.Grains.Sessions;

namespace Billing.Grains.Accounts;

/// <summary>Blocks an account and ends what it uses.</summary>
internal sealed class AccountControlGrain(IAccountStatusStore statuses, ISessionStore sessions) : Grain, IAccountControlGrain
{
    private const int Most = 1_000;

    private long AccountId => this.GetPrimaryKeyLong();

    // The status first: a device that is disconnected asks again at once.
    public async Task<BlockReply> BlockAsync(BlockOrder order)
    {
        if (order.Cause.Length is 0 or > SessionControlGrain.MaxKey)
        {
            throw new ArgumentException($"cause: expected 1 to {SessionControlGrain.MaxKey} characters", nameof(order));
        }

        if (order.Status is not (AccountStatus.Suspended or AccountStatus.Closed))
        {
            throw new ArgumentException($"status: expected Suspended or Closed, not {order.Status}", nameof(order));
        }

        if (await statuses.BlockAsync(AccountId, order.Status) is not { } status)
        {
            return new(IsFound: false, default, []);
        }

        await GrainFactory.GetGrain<IAccountGrain>(AccountId).ReloadAsync();

        return new(IsFound: true, status, await DisconnectAsync(new(order.Cause, order.By, order.Reason)));
    }

    public async Task<ImmutableArray<DisconnectedSession>> DisconnectAsync(DisconnectOrder order)
    {
        var open = await sessions.OpenOfAccountAsync(AccountId, Most);

        return [.. await Task.WhenAll(open.Select(async sessionId => new DisconnectedSession(
            sessionId, await GrainFactory.GetGrain<ISessionControlGrain>(sessionId).DisconnectAsync(order))))];
    }
}
