using Billing.Contracts.Sessions;
using Billing.Contracts.Users;

namespace Billing.Portal.Sessions;

/// <summary>Tells a session's gateway another policy.</summary>
public sealed partial class PolicyDialog
{
    private string? _policy;
    private ControlReply? _reply;

    private Task ChangeAsync() => DoAsync(Permissions.SessionsDisconnect, async (by, reason) =>
        _reply = await Grains.GetGrain<ISessionControlGrain>(Session.SessionId).ChangePolicyAsync(
            new(Cause, by, reason, string.IsNullOrWhiteSpace(_policy) ? null : _policy.Trim())));
}
