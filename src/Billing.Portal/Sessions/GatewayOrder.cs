using Billing.Contracts.Sessions;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Sessions;

/// <summary>A dialog that orders something of a session's gateway, with a reason, and shows its answer.</summary>
public abstract class GatewayOrder : ComponentBase
{
    /// <summary>Made when the dialog opens: a double click asks once.</summary>
    protected string Cause { get; } = $"portal-{Guid.NewGuid():N}";

    protected string? Reason { get; set; }

    /// <summary>The reason was not given.</summary>
    protected bool IsMissing { get; private set; }

    protected bool IsBusy { get; private set; }

    /// <summary>Why there is no answer, in words.</summary>
    protected string? Failed { get; private set; }

    [CascadingParameter]
    protected IMudDialogInstance Dialog { get; set; } = null!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    [Parameter, EditorRequired]
    public SessionRow Session { get; set; } = null!;

    [Inject]
    protected IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IAuthorizationService Authorization { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    /// <param name="permission">Asked again: a button that is hidden is no check.</param>
    /// <param name="order">Gets the user's name and the reason.</param>
    protected async Task DoAsync(string permission, Func<string, string, Task> order)
    {
        IsMissing = string.IsNullOrWhiteSpace(Reason);

        if (IsBusy || IsMissing)
        {
            return;
        }

        (IsBusy, Failed) = (true, null);

        try
        {
            var user = (await State).User;

            if (!(await Authorization.AuthorizeAsync(user, permission)).Succeeded)
            {
                Failed = Text["You are not allowed to do this. Nothing was done."];

                return;
            }

            await order(user.Identity!.Name!, Reason!.Trim());
        }
        catch (Exception failure) when (failure.IsTold())
        {
            Failed = Failures.Say(failure, Text["No answer came. It may be done: press the button again, which never does it twice."]);
        }
        finally
        {
            IsBusy = false;
        }
    }
}
