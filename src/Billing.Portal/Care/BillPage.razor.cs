using Billing.Contracts;
using Billing.Contracts.Invoices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Billing.Portal.Care;

/// <summary>One of the subscriber's invoices.</summary>
public sealed partial class BillPage
{
    private InvoiceSheet? _sheet;
    private InvoiceUsage? _usage;
    private bool _isLoaded;

    [Parameter]
    public string Number { get; set; } = "";

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    [Inject]
    private IInvoiceSheetQuery Sheets { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        var subscriber = Subscriber.Of((await State).User);
        _sheet = await Sheets.FindAsync(subscriber.Scope, Number, Clock.Now(), CancellationToken.None);
        _usage = _sheet is null ? null : await Sheets.UsageAsync(_sheet.Invoice, CancellationToken.None);
        _isLoaded = true;
    }
}
