using System.Collections.Immutable;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Sessions;
using Billing.Core.Accounts;
using Billing.Grains.Sessions;

namespace Billing.Grains.Accounts;

/// <summary>Blocks an account and ends what it uses.</summary>
internal sealed class AccountControlGrain(ISessionStore sessions) : Grain, IAccountControlGrain
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

        return await SetStatusAsync(order) is { } status
            ? new(IsFound: true, status, await DisconnectAsync(new(order.Cause, order.By, order.Reason)))
            : new(IsFound: false, default, []);
    }

    public async Task<ImmutableArray<DisconnectedSession>> DisconnectAsync(DisconnectOrder order)
    {
        var open = await sessions.OpenOfAccountAsync(AccountId, Most);

        return [.. await Task.WhenAll(open.Select(async sessionId => new DisconnectedSession(
            sessionId, await GrainFactory.GetGrain<ISessionControlGrain>(sessionId).DisconnectAsync(order))))];
    }

    // The account's own change, so that the reason is kept and the audit log has who it was. What is so already is not
    // changed again, except that the subscriber's own block becomes the asker's; a closed account stays closed. Null: there is
    // no such account.
    private async Task<AccountStatus?> SetStatusAsync(BlockOrder order)
    {
        var account = GrainFactory.GetGrain<IAccountGrain>(AccountId);

        while (await account.ViewAsync() is { } view)
        {
            var isSubscribers = view.StatusReason is BlockReasons.Lost && order.Reason is not BlockReasons.Lost;

            if (view.Status == AccountStatus.Closed || (view.Status == order.Status && !isSubscribers))
            {
                return view.Status;
            }

            var reply = await account.SetStatusAsync(order.Status, order.Reason, new(order.By, view.Version));

            if (reply.Result is ChangeResult.Refused)
            {
                throw new ArgumentException(string.Join("; ", reply.Problems), nameof(order));
            }
        }

        return null;
    }
}
