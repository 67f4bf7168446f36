using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Payments;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Payments;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Care;

/// <summary>The payments to one of the subscriber's balances.</summary>
public sealed partial class PaymentsSection
{
    private PaymentFilter _filter = new();
    private (string, string)[] _states = [];
    private (string, string)[] _kinds = [];

    [Parameter, EditorRequired]
    public Scope Scope { get; set; } = null!;

    [Parameter, EditorRequired]
    public long BalanceId { get; set; }

    [Parameter, EditorRequired]
    public string Currency { get; set; } = "";

    [Inject]
    private IPaymentQuery Payments { get; set; } = null!;

    protected override void OnInitialized()
    {
        _states = [.. Enum.GetValues<PaymentState>().Select(state => (state.ToString(), (string)Text[PaymentWords.Name(state)]))];
        _kinds = [.. Enum.GetValues<PaymentMethodKind>().Select(kind => (kind.ToString(), (string)Text[PaymentWords.Name(kind)]))];
    }

    protected override void OnParametersSet() => _filter = new(
        BalanceId,
        State: Address.Choice<PaymentState>("paidstate"),
        Kind: Address.Choice<PaymentMethodKind>("paidway"),
        From: Address.From(Viewer, "paidfrom"),
        To: Address.To(Viewer, "paidto"),
        Text: Address["paidq"],
        TextAmount: Money.Typed(Address["paidq"], CultureInfo.CurrentCulture))
    {
        Ways = PaymentWords.Typed(Address["paidq"], Text),
    };
}
