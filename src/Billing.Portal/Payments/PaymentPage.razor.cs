using Billing.Contracts;
using Billing.Contracts.Payments;
using Billing.Portal.Balances;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Payments;

/// <summary>A payment: what of it is tax, what it settles, what was given back, and the other attempts at the same thing.</summary>
public sealed partial class PaymentPage
{
    private const int MostAttempts = 20;

    private PaymentDetails? _details;
    private IReadOnlyList<PaymentRow> _attempts = [];
    private bool _isLoaded;

    [Parameter]
    public long PaymentId { get; set; }

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IPaymentQuery Payments { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private MoneyDesk Desk { get; set; } = null!;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _details = await Payments.FindAsync(Scope.Everything, PaymentId, CancellationToken.None);
        _attempts = _details?.AutoPaymentId is { } occasion
            ? (await Payments.ListAsync(
                Scope.Everything, new(AutoPaymentId: occasion), new(IsDescending: true, Size: MostAttempts), CancellationToken.None)).Rows
            : [];
        _isLoaded = true;
    }

    private async Task RefundAsync()
    {
        if (await Grains.GetGrain<IPaymentGrain>(_details!.Row.OperationId).GetAsync() is { } payment)
        {
            await Desk.RefundPaymentAsync(payment, $"{_details.Row.Customer} · {_details.Row.CustomerNumber}");
            await LoadAsync();
        }
    }
}
