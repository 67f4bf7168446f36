using System.Globalization;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Invoices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Subscriptions;

/// <summary>A delivery, a repair, a goodwill: charged or given once, taxed and named on the next invoice.</summary>
/// <remarks>
/// The operation id is made when the dialog opens: the button pressed again after a lost answer is the same charge. Its result is what
/// was done.
/// </remarks>
public sealed partial class OneOffDialog
{
    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private FormProblems _problems = null!;
    private (string, string)[] _whats = [];
    private string _what = "charge";
    private string? _amount;
    private string? _name;
    private string? _taxCode;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter, EditorRequired]
    public long BalanceId { get; set; }

    [Parameter, EditorRequired]
    public string Currency { get; set; } = "";

    [Parameter, EditorRequired]
    public string Whose { get; set; } = "";

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private bool IsCharge => _what == "charge";

    private decimal? Amount => Money.Parse(_amount, CultureInfo.CurrentCulture) is { } amount && amount > 0 ? amount : null;

    private string Verb => (Amount, IsCharge) switch
    {
        (null, _) => Text["Charge or give once"],
        ({ } amount, true) => Text["Charge {0}", Money.Text(amount, Currency, CultureInfo.CurrentCulture)],
        ({ } amount, false) => Text["Give {0}", Money.Text(amount, Currency, CultureInfo.CurrentCulture)],
    };

    protected override void OnInitialized()
    {
        _problems = new(Text, Failures, "Amount", "Text", "TaxCode");
        _whats = [("charge", Text["Charge it"]), ("give", Text["Give it"])];
    }

    private async Task DoAsync()
    {
        _problems.Clear();

        if (string.IsNullOrWhiteSpace(_name))
        {
            _problems.Add("Text", Text["Say what it is: the invoice names it so"]);
        }

        if (!_problems.IsEmpty || Amount is not { } amount)
        {
            return;
        }

        if (await _problems.OrderAsync(async () =>
        {
            var by = await Clerk.RequireAsync(Permissions.MoneyAdjust);
            var code = string.IsNullOrWhiteSpace(_taxCode) ? null : _taxCode.Trim();
            var reply = await Grains.GetGrain<IPayerGrain>(BalanceId)
                .ChargeOnceAsync(new OneOffOrder(_operationId, IsCharge ? amount : -amount, _name!.Trim(), code, by));

            return reply.AsChange();
        }))
        {
            var told = Money.Text(amount, Currency, CultureInfo.CurrentCulture);
            Dialog.Close(DialogResult.Ok(new OneOffDone(
                IsCharge ? Text["{0} was charged: {1}.", told, _name!.Trim()] : Text["{0} was given: {1}.", told, _name!.Trim()], _operationId)));
        }
    }
}

/// <summary>Something was charged or given once.</summary>
/// <param name="Told">A sentence, translated.</param>
/// <param name="OperationId">That the ledger has it by.</param>
public sealed record OneOffDone(string Told, string OperationId);
