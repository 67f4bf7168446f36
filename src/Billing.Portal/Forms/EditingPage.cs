using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Forms;

/// <summary>A page or dialog that changes something: checks who may, asks the grain, shows what it refused.</summary>
public abstract class EditingPage : ComponentBase
{
    private FieldProblems? _problems;

    [CascadingParameter]
    protected Viewer Viewer { get; set; } = Viewer.Default;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    [Inject]
    protected IGrainFactory Grains { get; set; } = null!;

    [Inject]
    protected FailureDesk Failures { get; set; } = null!;

    [Inject]
    protected IStringLocalizer<Words> Text { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    protected IDialogService Dialogs { get; set; } = null!;

    [Inject]
    protected ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    protected IJSRuntime Script { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IAuthorizationService Authorization { get; set; } = null!;

    protected FieldProblems Problems => _problems ??= new(Text);

    /// <summary>A change is on its way: its button waits.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>By the cluster's clock: what a form proposes is what the grain compares with.</summary>
    protected Instant Now => Clock.Now();

    /// <summary>Makes a change in the signed-in user's name, if they may.</summary>
    /// <param name="policy">The permission, checked again: a button that is hidden is no check.</param>
    /// <param name="change">Gets the user's name.</param>
    /// <returns>Null: nothing was changed, and <see cref="Problems"/> says why.</returns>
    protected async Task<ChangeReply?> ChangeAsync(string policy, Func<string, Task<ChangeReply>> change)
    {
        if (IsBusy)
        {
            return null;
        }

        IsBusy = true;
        Problems.Clear();

        try
        {
            if (await AllowedAsync(policy) is not { } by)
            {
                return null;
            }

            var reply = await change(by);
            Problems.Take(reply);

            return reply.IsDone ? reply : null;
        }
        catch (Exception failure) when (failure.IsTold())
        {
            Problems.Say(Failures.Say(failure, Text["No answer came. It may be done: load the page again and look before you try once more."]));

            return null;
        }
        finally
        {
            IsBusy = false;
            StateHasChanged();

            if (Problems.Fields.Count > 0)
            {
                await Script.InvokeVoidAsync("portal.focus", ".mud-input-error input, [aria-invalid=true]");
            }
        }
    }

    /// <summary>Asks for what changes nothing; where no answer comes, <see cref="Problems"/> says so.</summary>
    protected async Task AskAsync(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (Exception failure) when (failure.IsTold())
        {
            Problems.Say(Failures.Say(failure, Text["No answer came from the cluster; nothing was changed. Try again."]));
        }
    }

    /// <summary>Whether what was typed cannot be sent at all: <see cref="Problems"/> has it, the first field the focus.</summary>
    protected async Task<bool> IsMistypedAsync()
    {
        if (Problems.Fields.Count == 0)
        {
            return false;
        }

        Problems.Say(Text["Nothing was changed: the fields below need another value."]);
        StateHasChanged();
        await Script.InvokeVoidAsync("portal.focus", ".mud-input-error input, [aria-invalid=true]");

        return true;
    }

    /// <summary>A dialog without content of its own: a question, and buttons that say what comes of it.</summary>
    protected async Task<bool> ConfirmAsync(string title, string question, string yes) =>
        await Dialogs.ShowMessageBoxAsync(title, question, yesText: yes, cancelText: Text["Keep it"]) == true;

    private async Task<string?> AllowedAsync(string policy)
    {
        var user = (await State).User;

        if ((await Authorization.AuthorizeAsync(user, policy)).Succeeded)
        {
            return user.Identity?.Name ?? "";
        }

        Problems.Say(Text["You are not allowed to do this; nothing was changed."]);

        return null;
    }
}
