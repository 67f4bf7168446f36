using Billing.Contracts.Sessions;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Sessions;

/// <summary>Tells a session's gateway another policy. The cause is made when the dialog opens: a double click asks once.</summary>
public sealed partial class PolicyDialog
{
    private readonly string _cause = $"portal-{Guid.NewGuid():N}";
    private string? _policy;
    private string? _reason;
    private string? _failed;
    private bool _isMissing;
    private bool _busy;
    private ControlReply? _reply;

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

    private async Task ChangeAsync()
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

            if (!(await Authorization.AuthorizeAsync(user, Permissions.SessionsDisconnect)).Succeeded)
            {
                _failed = Text["You are not allowed to do this. Nothing was done."];

                return;
            }

            _reply = await Grains.GetGrain<ISessionControlGrain>(Session.SessionId).ChangePolicyAsync(
                new(_cause, user.Identity!.Name!, _reason!.Trim(), string.IsNullOrWhiteSpace(_policy) ? null : _policy.Trim()));
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
