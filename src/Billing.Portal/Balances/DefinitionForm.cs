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
    // Made when the dialog opens.
    protected string OperationId { get; } = $"portal-{Guid.NewGuid():N}";

    protected FormProblems Problems { get; private set; } = null!;

    protected bool IsBusy { get; private set; }

    [Parameter, EditorRequired]
    public long BalanceId { get; set; }

    /// <summary>The account that it is for; null: all of the balance.</summary>
    [Parameter]
    public long? AccountId { get; set; }

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
    protected IStringLocalizer<Words> Text { get; set; } = null!;

    protected override void OnInitialized() => Problems = new(Text);

    /// <summary>What was typed, checked; null: a problem was said.</summary>
    protected abstract Func<IBalanceGrain, string, ValueTask<OperationReply>>? Read();

    /// <summary>The order that takes back what was ordered; null: it is not offered.</summary>
    protected virtual DefinitionOrder? TakesBack => null;

    protected async Task DoAsync()
    {
        Problems.Clear();

        if (IsBusy || Read() is not { } order)
        {
            return;
        }

        IsBusy = true;

        try
        {
            var by = await Clerk.RequireAsync(Permissions.MoneyAdjust);
            var reply = await order(Grains.GetGrain<IBalanceGrain>(BalanceId), by);

            if (reply.Result is OperationResult.Done)
            {
                Dialog.Close(DialogResult.Ok(TakesBack));
            }
            else
            {
                Problems.Say(reply.Result is OperationResult.OtherOrder
                    ? Text["This was given already, with other figures. Close and look."]
                    : Text["Refused, nothing was given: {0}.", reply.Problem ?? reply.Result.ToString()]);
            }
        }
        catch (Exception failure) when (failure.IsExpected())
        {
            Problems.Take(failure);
        }
        finally
        {
            IsBusy = false;
        }
    }
}
