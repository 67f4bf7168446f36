using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using Billing.Contracts.Users;

namespace Billing.Portal.Sessions;

/// <summary>Ends a session at its gateway.</summary>
public sealed partial class DisconnectDialog
{
    private ControlReply? _reply;
    private BlockReply? _blocked;

    private Task DisconnectAsync() => DoAsync(Permissions.SessionsDisconnect, async (by, reason) =>
        _reply = await Grains.GetGrain<ISessionControlGrain>(Session.SessionId).DisconnectAsync(new(Cause, by, reason)));

    private Task BlockAsync() => DoAsync(Permissions.CustomersEdit, async (by, reason) =>
        _blocked = await Grains.GetGrain<IAccountControlGrain>(Session.AccountId).BlockAsync(new(Cause, by, reason)));
}
