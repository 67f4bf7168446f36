using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Core.Invoices;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace Billing.Portal.Invoices;

/// <summary>Invoices and credit notes, the newest first.</summary>
public sealed partial class InvoiceList
{
    private InvoiceRowFilter _filter = new();
    private (string, string)[] _states = [];
    private string? _whose;

    /// <summary>Only this customer's; null: all, or the one in the address.</summary>
    [Parameter]
    public long? CustomerId { get; set; }

    [Inject]
    private IInvoiceSheetQuery Sheets { get; set; } = null!;

    [Inject]
    private WhoseNames Names { get; set; } = null!;

    private Instant Now => Clock.Now();

    protected override void OnInitialized() =>
        _states = [.. Enum.GetValues<InvoiceState>().Select(state => (state.ToString(), (string)Text[InvoiceWords.Name(state)]))];

    protected override async Task OnParametersSetAsync()
    {
        _filter = new(
            Address["q"], CustomerId ?? Address.Number("customer"), null, Address.Choice<InvoiceState>("state"),
            Address.Day("from"), Address.Day("to"), Address.Day("duefrom"), Address.Day("dueto"), Address["run"]);
        var customer = Address.Number("customer");
        var whose = await Names.CustomerAsync(customer);
        _whose = customer == Address.Number("customer") ? whose : _whose;
    }
}
