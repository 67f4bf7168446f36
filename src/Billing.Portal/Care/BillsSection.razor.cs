using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Paging;
using Billing.Core.Invoices;
using Billing.Portal.Design;
using Billing.Portal.Invoices;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Care;

/// <summary>The invoices of one of the subscriber's balances; nothing when there are none.</summary>
public sealed partial class BillsSection
{
    // Of one balance: decades of them. What is open is summed over all, so none may be left out.
    private const int Most = PageRequest<InvoiceSort>.MostRows;

    private IReadOnlyList<InvoiceRow>? _rows;
    private IReadOnlyList<InvoiceDifference>? _differences;
    private long? _loaded;

    [Parameter, EditorRequired]
    public Scope Scope { get; set; } = null!;

    [Parameter, EditorRequired]
    public long BalanceId { get; set; }

    [Parameter, EditorRequired]
    public string Currency { get; set; } = "";

    /// <summary>Of the whole balance: what is on no invoice is in it too.</summary>
    [Parameter]
    public decimal Owed { get; set; }

    [Inject]
    private IInvoiceSheetQuery Sheets { get; set; } = null!;

    private decimal Open => _rows!.Sum(row => row.Open);

    /// <summary>The oldest that is not paid.</summary>
    private InvoiceRow? Next => _rows!.LastOrDefault(row => row.Open > 0);

    private IEnumerable<(string, string)> States => _rows!.Select(row => row.State).Distinct().Order().Select(state => (state.ToString(), Text[InvoiceWords.Name(state)].Value));

    private IEnumerable<InvoiceRow> Found => _rows!.Where(row => (Address.Choice<InvoiceState>("billstate") ?? row.State) == row.State
        && Address.Fits(
            "billq", row.Number, Period(row), Money.In(row.Currency, row.Total, CultureInfo.CurrentCulture),
            Money.Field(row.Total, row.Currency, CultureInfo.CurrentCulture)));

    private string Period(InvoiceRow row) => row.IsCreditNote ? Text["Credit note"].Value : InvoiceWords.Days(row.PeriodFrom, row.PeriodTo, CultureInfo.CurrentCulture);

    // In files, and what orders them by time.
    private static string Days(InvoiceRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.PeriodFrom:uuuu-MM-dd} – {row.PeriodTo.PlusDays(-1):uuuu-MM-dd}");

    /// <summary>Where it is paid.</summary>
    internal static string PayHref(long balanceId, decimal amount) =>
        string.Create(CultureInfo.InvariantCulture, $"my/top-up?balance={balanceId}&amount={amount}");

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == BalanceId)
        {
            return;
        }

        // What is to be paid is paid to this balance: what another's invoices come to is not shown beside it, nor after it.
        var balanceId = BalanceId;
        (_loaded, _rows, _differences) = (balanceId, null, null);
        var now = Clock.Now();
        var page = await Sheets.ListAsync(Scope, new(BalanceId: balanceId), new(IsDescending: true, Size: Most), now, CancellationToken.None);
        var rows = new List<InvoiceRow>(page.Rows);

        while (page.Next is { } next)
        {
            page = await Sheets.ListAsync(Scope, new(BalanceId: balanceId), new(IsDescending: true, Size: Most, Cursor: next), now, CancellationToken.None);
            rows.AddRange(page.Rows);
        }

        if (_loaded != balanceId)
        {
            return;
        }

        // All of it is shown at once: below it there is more of the page.
        IReadOnlyList<InvoiceDifference>? differences = null;

        if (rows.Where(row => !row.IsCreditNote && row.State is not InvoiceState.Void).Take(2).ToArray() is [var newest, var before]
            && await Sheets.FindAsync(Scope, newest.Number, now, CancellationToken.None) is { } last
            && await Sheets.FindAsync(Scope, before.Number, now, CancellationToken.None) is { } earlier)
        {
            differences = InvoiceDifference.Between(earlier.Details.Lines, last.Details.Lines);
        }

        (_rows, _differences) = _loaded == balanceId ? (rows, differences) : (_rows, _differences);
    }
}
