using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Sessions;

/// <summary>Ends a session at its gateway. The cause is made when the dialog opens: a double click asks once.</summary>
public sealed partial class DisconnectDialog
{
    private readonly string _cause = $"portal-{Guid.NewGuid():N}";
    private string? _reason;
    private string? _failed;
    private bool _isMissing;
    private bool _busy;
    private ControlReply? _reply;
    private BlockReply? _blocked;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    [Parameter, EditorRequired]
    public SessionRow Session { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IAuthorizationService Authorization { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private Task DisconnectAsync() => DoAsync(Permissions.SessionsDisconnect, async (by, reason) =>
        _reply = await Grains.GetGrain<ISessionControlGrain>(Session.SessionId).DisconnectAsync(new(_cause, by, reason)));

    private Task BlockAsync() => DoAsync(Permissions.CustomersEdit, async (by, reason) =>
        _blocked = await Grains.GetGrain<IAccountControlGrain>(Session.AccountId).BlockAsync(new(_cause, by, reason)));

    private async Task DoAsync(string permission, Func<string, string, Task> act)
    {
        _isMissing = string.IsNullOrWhiteSpace(_reason);

        if (_busy || _isMissing)
        {
            return;
        }

        (_busy, _failed) = (true, null);

        try
        {
            var user = (await State).User;

            if (!(await Authorization.AuthorizeAsync(user, permission)).Succeeded)
            {
                _failed = Text["You are not allowed to do this. Nothing was done."];

                return;
            }

            await act(user.Identity!.Name!, _reason!.Trim());
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            _failed = Text["No answer came. It may be done: press the button again, which never does it twice."];
        }
        finally
        {
            _busy = false;
        }
    }
}
