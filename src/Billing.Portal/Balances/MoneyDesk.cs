using Billing.Contracts.Balances;
using Billing.Contracts.Payments;
using Billing.Contracts.Records;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Payments;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Balances;

/// <summary>Opens the dialogs that move a balance's money by hand.</summary>
/// <remarks>Each ends when it is done, while its dialog still says so, or when the dialog closes: the page looks again then and contradicts nothing.</remarks>
public sealed partial class MoneyDesk(
    IDialogService dialogs, IGrainFactory grains, Clerk clerk, ILedgerQuery ledger, ISnackbar snackbar, IStringLocalizer<Words> text)
{
    /// <summary>A credit, a charge or promotional money, with its reason.</summary>
    public Task AdjustAsync(long balanceId, string whose)
    {
        return OpenAsync(balanceId, text["Adjust balance"], whose,
        [
            new(text["Credit"], "Credit {0}", 1, IsReasonNeeded: true, AdjustAsync),
            new(text["Charge"], "Charge {0}", -1, IsReasonNeeded: true, AdjustAsync),
            new(text["Promotional money"], "Give {0}", 1, IsReasonNeeded: true, (operationId, amount, note) => PromoteAsync(operationId, amount, note, null))
            {
                UntilLabel = text["Worth nothing from (empty: never)"],
                DoUntilAsync = PromoteAsync,
            },
        ]);

        Task<OperationReply> AdjustAsync(string operationId, decimal amount, string note) =>
            CreditAsync(balanceId, new(operationId, CreditKind.Adjustment, amount, note, null));

        Task<OperationReply> PromoteAsync(string operationId, decimal amount, string note, Instant? until) =>
            CreditAsync(balanceId, new(operationId, CreditKind.Promotion, amount, note, until));
    }

    /// <summary>Money that somebody brought; of a transfer the reason is its number.</summary>
    public Task TakePaymentAsync(long balanceId, string whose)
    {
        return OpenAsync(balanceId, text["Take payment"], whose,
        [
            new(text["Cash"], "Take {0}", 1, IsReasonNeeded: false, (operationId, amount, note) => PayAsync(PaymentMethodKind.Cash, operationId, amount, note)),
            new(text["Bank transfer"], "Take {0}", 1, IsReasonNeeded: true, (operationId, amount, note) => PayAsync(PaymentMethodKind.BankTransfer, operationId, amount, note)),
        ],
        asks: text["Way"]);

        Task<OperationReply> PayAsync(PaymentMethodKind kind, string operationId, decimal amount, string note) =>
            AllowedAsync(Permissions.MoneyPay, async by => PaymentWords.Operation(
                await grains.GetGrain<IPaymentGrain>(operationId).TopUpAsync(new(balanceId, amount, new(kind, Reference: note.Length > 0 ? note : null), note, by)), text));
    }

    private Task<OperationReply> CreditAsync(long balanceId, CreditOrder order) => AllowedAsync(
        Permissions.MoneyAdjust, by => grains.GetGrain<IBalanceGrain>(balanceId).CreditAsync(order with { By = by }).AsTask());

    // A dialog has no error boundary around it: who may not is told in it.
    private async Task<OperationReply> AllowedAsync(string permission, Func<string, Task<OperationReply>> ask) => await clerk.MayAsync(permission)
        ? await ask(await clerk.NameAsync())
        : new(OperationResult.WrongField, Problem: text["You may not do this"]);

    private async Task OpenAsync(
        long balanceId, string title, string whose, MoneyKind[] kinds, decimal? amount = null, bool isFixed = false, string? operationId = null,
        string? asks = null)
    {
        if (await grains.GetGrain<IBalanceGrain>(balanceId).ShowAsync() is not { } balance)
        {
            return;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var dialog = await dialogs.ShowAsync<MoneyDialog>(title, new DialogParameters<MoneyDialog>
        {
            { it => it.Title, title },
            { it => it.Whose, whose },
            { it => it.Currency, balance.Currency },
            { it => it.Before, balance.Available },
            { it => it.Kinds, kinds },
            { it => it.Asks, asks },
            { it => it.Amount, amount },
            { it => it.IsAmountFixed, isFixed },
            { it => it.OperationId, operationId },
            { it => it.OnDone, () => done.TrySetResult() },
        });
        await Task.WhenAny(done.Task, dialog.Result);
    }
}
