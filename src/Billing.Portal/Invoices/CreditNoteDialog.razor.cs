using System.Globalization;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Invoices;

/// <summary>Asks how much is credited and why.</summary>
/// <remarks>The operation id is made when the dialog opens: a double click is one credit note. Its result is the note's id.</remarks>
public sealed partial class CreditNoteDialog
{
    private readonly string _operationId = $"credit-note-{Guid.NewGuid():N}";
    private string? _amount;
    private string? _line;
    private string? _reason;
    private FormProblems _problems = null!;
    private Creditable? _left;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter, EditorRequired]
    public InvoiceSheet Sheet { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private string Verb => Money.Parse(_amount, CultureInfo.CurrentCulture) is { } amount and > 0
        ? Text["Credit {0}", Money.Text(amount, Sheet.Invoice.Currency, CultureInfo.CurrentCulture)]
        : Text["Credit note"];

    private string Whole => _left is { } left ? Text["{0}, up to {1}", Text["The whole invoice"], Shown(left.Invoice)] : Text["The whole invoice"];

    // What it charged, and of that what was paid for it and was not given back: of what it credited nothing comes back.
    private (string, string)[] Lines =>
    [
        .. Sheet.Details.Lines.Index().Where(one => _left is { } left ? LeftOf(left, one.Index) > 0 : one.Item.Amount > 0).Select(one => (
            (one.Index + 1).ToString(CultureInfo.InvariantCulture),
            _left is { } left ? Text["{0}, up to {1}", Name(one.Item), Shown(LeftOf(left, one.Index))].Value : $"{Name(one.Item)}, {Shown(one.Item.Amount)}")),
    ];

    protected override async Task OnInitializedAsync()
    {
        _problems = new(Text, Failures, "amount", "reason", "line");

        try
        {
            _left = await Grains.GetGrain<IPayerGrain>(Sheet.Invoice.BalanceId).CreditableAsync(Sheet.Invoice.InvoiceId);
        }
        catch (Exception failure) when (failure.IsTold())
        {
            Failures.Note(failure); // what is too much is refused all the same
        }
    }

    private static string Name(InvoiceLineRecord line) => InvoiceLineText.Of(line, CultureInfo.CurrentCulture);

    private string Shown(decimal amount) => Money.Text(amount, Sheet.Invoice.Currency, CultureInfo.CurrentCulture);

    private static decimal LeftOf(Creditable left, int line) => line < left.Lines.Length ? left.Lines[line] : 0;

    private async Task DoAsync()
    {
        _problems.Clear();
        var amount = Money.Parse(_amount, CultureInfo.CurrentCulture);

        if (amount is not > 0)
        {
            _problems.Add("amount", Text["An amount above zero such as 25{0}50, without separators of thousands", CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator]);
        }

        if (string.IsNullOrWhiteSpace(_reason))
        {
            _problems.Add("reason", Text["Say why: it is what an auditor will read"]);
        }

        if (!_problems.IsEmpty)
        {
            return;
        }

        var noteId = 0L;

        if (await _problems.OrderAsync(async () =>
        {
            var by = await Clerk.RequireAsync(Permissions.InvoicesIssue);
            var reply = await Grains.GetGrain<IPayerGrain>(Sheet.Invoice.BalanceId)
                .CreditNoteAsync(new(_operationId, Sheet.Invoice.InvoiceId, amount!.Value, _reason!.Trim(), by, int.TryParse(_line, CultureInfo.InvariantCulture, out var line) ? line : null));

            noteId = reply.Id;

            return reply.AsChange();
        }))
        {
            Dialog.Close(DialogResult.Ok(noteId));
        }
    }
}
