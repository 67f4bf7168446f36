using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Invoices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Payments;

/// <summary>Asks how much of a payment goes on which open invoice of its balance.</summary>
/// <remarks>The operation id is made when the dialog opens: a double click is one allocation.</remarks>
public sealed partial class AllocationDialog
{
    // Those with most open first: who has more open invoices than this is served by the shell's verb.
    private const int MostInvoices = 50;

    private readonly string _operationId = $"allocation-{Guid.NewGuid():N}";
    private readonly Dictionary<long, string?> _amounts = [];
    private IReadOnlyList<InvoiceRow>? _open;
    private FormProblems _problems = null!;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter, EditorRequired]
    public PaymentDetails Payment { get; set; } = null!;

    [Inject]
    private IInvoiceSheetQuery Sheets { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private string Currency => Payment.Row.Currency;

    private string Verb => Typed().Sum(one => one.Amount ?? 0) is var sum and > 0
        ? Text["Put {0} on them", Money.Text(sum, Currency, CultureInfo.CurrentCulture)]
        : Text["Put money on them"];

    protected override async Task OnInitializedAsync()
    {
        _problems = new(Text, Failures);
        var rows = await Sheets.ListAsync(
            Scope.Everything,
            new(BalanceId: Payment.Row.BalanceId),
            new(InvoiceSort.Open, IsDescending: true, MostInvoices),
            Clock.Now(),
            CancellationToken.None);
        _open = [.. rows.Rows.Where(row => row is { IsCreditNote: false, Open: > 0 }).OrderBy(row => row.InvoiceId)];
    }

    private IEnumerable<(InvoiceRow Invoice, decimal? Amount)> Typed() =>
        from invoice in _open ?? []
        let text = _amounts.GetValueOrDefault(invoice.InvoiceId)
        where !string.IsNullOrWhiteSpace(text)
        select (invoice, Money.Parse(text, CultureInfo.CurrentCulture));

    private async Task DoAsync()
    {
        _problems.Clear();
        var typed = Typed().ToArray();

        foreach (var (invoice, amount) in typed)
        {
            if (amount is not > 0 || amount > invoice.Open)
            {
                _problems.Add(invoice.Number, Text["Expected: {0}", Text["more than zero and no more than is open: {0}", Money.In(Currency, invoice.Open, CultureInfo.CurrentCulture)]]);
            }
        }

        if (typed.Length == 0)
        {
            _problems.Say(Text["Type an amount beside at least one invoice."]);
        }

        if (!_problems.IsEmpty)
        {
            return;
        }

        if (await _problems.OrderAsync(async () =>
        {
            var by = await Clerk.RequireAsync(Permissions.MoneyPay);
            var parts = typed.Select(one => new AllocationPart(one.Invoice.InvoiceId, one.Amount!.Value)).ToImmutableArray();
            var reply = await Grains.GetGrain<IPayerGrain>(Payment.Row.BalanceId).AllocateAsync(new(_operationId, Payment.Sequence!.Value, parts, by));

            return reply.AsChange();
        }))
        {
            Dialog.Close(DialogResult.Ok(true));
        }
    }
}
