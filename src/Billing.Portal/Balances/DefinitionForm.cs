using Billing.Contracts.Balances;
using Billing.Contracts.Users;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Balances;

/// <summary>A dialog that gives a balance something beside money, once however often its button is pressed.</summary>
public abstract class DefinitionForm : ComponentBase
{
    private Before? _takesBack;

    // Made when the dialog opens.
    protected string OperationId { get; } = $"portal-{Guid.NewGuid():N}";

    protected FormProblems Problems { get; private set; } = null!;

    [Parameter, EditorRequired]
    public long BalanceId { get; set; }

    /// <summary>The account that it is for; null: all of the balance.</summary>
    [Parameter]
    public long? AccountId { get; set; }

    /// <summary>The customer's or account's name and number, and which of its balances where it has several.</summary>
    [Parameter, EditorRequired]
    public string Whose { get; set; } = "";

    /// <summary>ISO 4217.</summary>
    [Parameter, EditorRequired]
    public string Currency { get; set; } = "";

    [CascadingParameter]
    protected IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    protected IGrainFactory Grains { get; set; } = null!;

    [Inject]
    protected Clerk Clerk { get; set; } = null!;

    [Inject]
    protected FailureDesk Failures { get; set; } = null!;

    [Inject]
    protected IStringLocalizer<Words> Text { get; set; } = null!;

    protected override void OnInitialized() => Problems = new(Text, Failures);

    /// <summary>What was typed, checked; null: a problem was said.</summary>
    protected abstract Func<IBalanceGrain, string, ValueTask<OperationReply>>? Read();

    /// <summary>The order that brings back what is there now, asked just before the form's own; null: it is not offered.</summary>
    protected virtual Task<DefinitionOrder?> TakesBackAsync() => Task.FromResult<DefinitionOrder?>(null);

    protected async Task DoAsync()
    {
        Problems.Clear();

        if (Problems.IsBusy || Read() is not { } order)
        {
            return;
        }

        await Problems.RunAsync(async () =>
        {
            var by = await Clerk.RequireAsync(Permissions.MoneyAdjust);

            // Read once: after an answer that was lost, what is there may be what this form has set.
            _takesBack ??= new(await TakesBackAsync());
            var reply = await order(Grains.GetGrain<IBalanceGrain>(BalanceId), by);

            if (reply.Result is OperationResult.Done)
            {
                Dialog.Close(DialogResult.Ok(_takesBack.Order));
            }
            else
            {
                _takesBack = reply.Result is OperationResult.OtherOrder ? _takesBack : null; // nothing was set: it is read again
                Problems.Say(reply.Result is OperationResult.OtherOrder
                    ? Text["This was given already, with other figures. Close and look."]
                    : Text["Refused, nothing was given: {0}.", reply.Problem ?? reply.Result.ToString()]);
            }
        });
    }

    private sealed record Before(DefinitionOrder? Order);
}
