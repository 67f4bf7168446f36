using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Contracts.Users;
using Billing.Portal.Desk;
using Billing.Portal.Invoices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Payments;

// Which invoices it settles, by hand, and that taken back. No money moves.
public sealed partial class PaymentPage
{
    private FormProblems _problems = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override void OnInitialized() => _problems = new(Text, Failures);

    private async Task AllocateAsync()
    {
        _problems.Clear();
        var dialog = await Dialogs.ShowAsync<AllocationDialog>(null, new DialogParameters<AllocationDialog> { { it => it.Payment, _details } });

        if (await dialog.Result is { Canceled: false })
        {
            Snackbar.Add(Text["The payment settles what you chose."], Severity.Success);
            await LoadAsync();
        }
    }

    private async Task TakeBackAsync(PaymentAllocationByHand made)
    {
        if (await _problems.OrderAsync(async () =>
        {
            var by = await Clerk.RequireAsync(Permissions.MoneyPay);

            return (await Grains.GetGrain<IPayerGrain>(_details!.Row.BalanceId).TakeBackAllocationAsync(new(made.OperationId, by))).AsChange();
        }))
        {
            Snackbar.Add(Text["Taken back: the money settles the oldest invoices again."], Severity.Success);
        }

        await LoadAsync();
    }
}
