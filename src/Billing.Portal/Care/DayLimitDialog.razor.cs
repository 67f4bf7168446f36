using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Care;

/// <summary>Asks for the most that a line may spend a day.</summary>
public sealed partial class DayLimitDialog
{
    // Made when the dialog opens, and anew when another amount is typed after an answer that did not come.
    private (string Id, decimal Amount)? _order;
    private string? _amount;
    private FormProblems _problems = null!;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter, EditorRequired]
    public AccountRow Line { get; set; } = null!;

    /// <summary>As it is, in the line's currency; null: none.</summary>
    [Parameter, EditorRequired]
    public decimal? Limit { get; set; }

    /// <summary>The amount, the operation id.</summary>
    [Parameter, EditorRequired]
    public Func<decimal, string, Task<ChangeReply>> Do { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private string Title => Text["Limit per day: {0}", Line.Login];

    protected override void OnInitialized()
    {
        _problems = new(Text, Failures, "Amount");
        _amount = Limit is { } limit ? Money.Field(limit, Line.Currency, CultureInfo.CurrentCulture) : null;
    }

    private async Task DoAsync()
    {
        _problems.Clear();

        if (Money.Parse(_amount, CultureInfo.CurrentCulture) is not { } amount || amount < 0)
        {
            _problems.Add("Amount", Text["An amount of zero or more, without separators of thousands"]);

            return;
        }

        if (_problems.IsBusy)
        {
            return;
        }

        (string Id, decimal Amount) order = _order is { } known && known.Amount == amount ? known : ($"care-{Guid.NewGuid():N}", amount);
        _order = order;

        if (await _problems.OrderAsync(() => Do(amount, order.Id)))
        {
            Dialog.Close(DialogResult.Ok(true));
        }
    }
}
