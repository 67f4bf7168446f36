using System.Globalization;
using Billing.Contracts.Payments;
using Billing.Portal.Balances;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Payments;

/// <summary>Payments, and the way to give one back.</summary>
public sealed partial class PaymentList
{
    private ListTable<PaymentRow, PaymentSort>? _list;
    private PaymentFilter _filter = new();
    private (string, string)[] _states = [];
    private (string, string)[] _kinds = [];

    /// <summary>Only this customer's; null: all.</summary>
    [Parameter]
    public long? CustomerId { get; set; }

    /// <summary>Money moved.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    [Inject]
    private IPaymentQuery Payments { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private MoneyDesk Desk { get; set; } = null!;

    protected override void OnInitialized()
    {
        _states = [.. Enum.GetValues<PaymentState>().Select(state => (state.ToString(), (string)Text[PaymentWords.Name(state)]))];
        _kinds = [.. Enum.GetValues<PaymentMethodKind>().Select(kind => (kind.ToString(), (string)Text[PaymentWords.Name(kind)]))];
    }

    protected override void OnParametersSet()
    {
        // An index finds a number among all; of a customer there are few enough to look at whatever they say.
        var typed = CustomerId is null ? null : Address["q"];
        _filter = new(
            null, CustomerId, CustomerId is null ? Address.Number("q") : null, Address.Choice<PaymentState>("state"), Address.Choice<PaymentMethodKind>("way"),
            Address.From(Viewer), Address.To(Viewer), Text: typed, TextAmount: Money.Typed(typed, CultureInfo.CurrentCulture))
        {
            Ways = PaymentWords.Typed(typed, Text),
        };
    }

    private async Task RefundAsync(PaymentRow row)
    {
        if (await Grains.GetGrain<IPaymentGrain>(row.OperationId).GetAsync() is { } payment)
        {
            await Desk.RefundPaymentAsync(payment, $"{row.Customer} · {row.CustomerNumber}");
            await _list!.RefreshAsync();
            await OnChange.InvokeAsync();
        }
    }
}
