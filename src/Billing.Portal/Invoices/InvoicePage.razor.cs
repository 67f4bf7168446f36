using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Core.Invoices;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Invoices;

/// <summary>One invoice: how it stands, its document, and how it is corrected.</summary>
public sealed partial class InvoicePage
{
    // Among so many of the balance's is the one that was just made.
    private const int NewestInvoices = 20;

    private InvoiceSheet? _sheet;
    private InvoiceUsage? _usage;
    private (string Of, string? Number)? _note; // the credit note that was just given of an invoice; its number, if it could be read
    private bool _isLoaded;

    [Parameter]
    public string Number { get; set; } = "";

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private IInvoiceSheetQuery Sheets { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private InvoiceRecord Invoice => _sheet!.Invoice;

    private IPayerGrain Payer => Grains.GetGrain<IPayerGrain>(Invoice.BalanceId);

    /// <summary>By when it is to be paid; of one that is paid, since when.</summary>
    private string? Due(InvoiceSheet sheet) => sheet.State switch
    {
        InvoiceState.Void => null,
        _ when sheet.IsCreditNote => null,
        InvoiceState.Paid when sheet.Details.Settlements is { Count: > 0 } all => Text["settled on {0}", InvoiceWords.Day(Viewer.Local(all.Max(one => one.MadeAt)).Date, CultureInfo.CurrentCulture)].Value,
        InvoiceState.Paid or InvoiceState.NothingDue => Text["nothing is to be paid"].Value,
        _ => Text["pay by {0}", InvoiceWords.Day(sheet.Invoice.DueOn, CultureInfo.CurrentCulture)].Value,
    };

    // The page stays when another invoice is gone to.
    protected override Task OnParametersSetAsync()
    {
        if (_note?.Of != Number)
        {
            _note = null;
        }

        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        _sheet = await Sheets.FindAsync(Scope.Everything, Number, Clock.Now(), CancellationToken.None);
        _usage = _sheet is null ? null : await Sheets.UsageAsync(_sheet.Invoice, CancellationToken.None);
        _isLoaded = true;
    }

    private async Task VoidAsync(bool isReplaced)
    {
        var total = Money.Text(Invoice.Total, Invoice.Currency, CultureInfo.CurrentCulture);
        var parameters = new DialogParameters<ReasonDialog>
        {
            { it => it.Title, Text["Void {0} of {1}", Number, Invoice.Customer] },
            {
                it => it.Follows,
                [
                    Text["Its total of {0} is not owed by this invoice any more; its number is not used again.", total],
                    Text["What settled it is free for other invoices."],
                    isReplaced
                        ? Text["Another invoice is issued at once for the same charges, by the terms of today."]
                        : Text["Its charges stay in the ledger and are on the next invoice."],
                ]
            },
            { it => it.Verb, isReplaced ? Text["Void and replace"] : Text["Void {0}", Number] },
            { it => it.IsGrave, true },
            { it => it.Do, DoAsync },
        };
        await (await Dialogs.ShowAsync<ReasonDialog>((string?)null, parameters)).Result;
        await LoadAsync();

        async Task<ReasonOutcome> DoAsync(string reason, Instant? until)
        {
            var by = await Clerk.RequireAsync(Permissions.InvoicesIssue);

            return (await Payer.VoidAsync(new(Invoice.InvoiceId, reason, isReplaced, by))).AsChange();
        }
    }

    private async Task CreditAsync()
    {
        var (of, sheet) = (Number, _sheet!);
        var result = await (await Dialogs.ShowAsync<CreditNoteDialog>((string?)null, new DialogParameters<CreditNoteDialog> { { it => it.Sheet, sheet } })).Result;

        if (result is not { Canceled: false, Data: long noteId })
        {
            await LoadAsync();

            return;
        }

        // It is given, whatever can be read of it now.
        _note = (of, null);
        await LookAsync(async () => _note = (of, await NumberOfAsync(sheet.Invoice.BalanceId, noteId)));
        await LookAsync(LoadAsync);
    }

    private async Task<string?> NumberOfAsync(long balanceId, long noteId)
    {
        var newest = await Sheets.ListAsync(
            Scope.Everything, new(BalanceId: balanceId), new(IsDescending: true, Size: NewestInvoices), Clock.Now(), CancellationToken.None);

        return newest.Rows.FirstOrDefault(row => row.InvoiceId == noteId)?.Number;
    }

    private async Task LookAsync(Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (Exception failure) when (failure.IsTold())
        {
            Failures.Note(failure);
        }
    }
}
