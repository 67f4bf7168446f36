using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Core.Invoices;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Invoices;

/// <summary>Invoices and credit notes, the newest first.</summary>
public sealed partial class InvoicesPage
{
    private InvoiceRowFilter _filter = new();
    private (string, string)[] _states = [];

    [Inject]
    private IInvoiceSheetQuery Sheets { get; set; } = null!;

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private Instant Now => Clock.Now();

    protected override void OnInitialized() =>
        _states = [.. Enum.GetValues<InvoiceState>().Select(state => (state.ToString(), (string)Text[InvoiceWords.Name(state)]))];

    protected override void OnParametersSet() =>
        _filter = new(Address["q"], Address.Number("customer"), null, Address.Choice<InvoiceState>("state"));
}
