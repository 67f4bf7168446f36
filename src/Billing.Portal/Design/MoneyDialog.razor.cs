using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Design;

/// <summary>Asks before money moves, and shows the entry that it made.</summary>
/// <remarks>
/// The operation id is made when the dialog opens: a double click, or the same button again after an answer that was lost,
/// is one operation.
/// </remarks>
public sealed partial class MoneyDialog
{
    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private MoneyKind _kind = null!;
    private string? _text;
    private string? _reason;
    private string? _until;
    private string? _problem;
    private string? _missing;
    private string? _failed;
    private bool _busy;
    private OperationReply? _done;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The customer's or account's name and number.</summary>
    [Parameter, EditorRequired]
    public string Whose { get; set; } = "";

    /// <summary>ISO 4217.</summary>
    [Parameter, EditorRequired]
    public string Currency { get; set; } = "";

    /// <summary>What is available when the dialog opens.</summary>
    [Parameter, EditorRequired]
    public decimal Before { get; set; }

    /// <summary>What may be done; the first is chosen.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<MoneyKind> Kinds { get; set; } = [];

    /// <summary>What it is that is chosen between them, translated; null: what is done.</summary>
    [Parameter]
    public string? Asks { get; set; }

    /// <summary>What the amount begins as: of something that is taken back.</summary>
    [Parameter]
    public decimal? Amount { get; set; }

    /// <summary>It can only be that amount, which may be zero where units come back and no money.</summary>
    [Parameter]
    public bool IsAmountFixed { get; set; }

    /// <summary>Of what is done once, whoever opens the dialog; null: once for each opening.</summary>
    [Parameter]
    public string? OperationId { get; set; }

    /// <summary>Money moved: the dialog says so still, and what is behind it may look again.</summary>
    [Parameter]
    public Action? OnDone { get; set; }

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private static InputMode AmountKeys => InputMode.@decimal;

    private static Dictionary<string, object?> Focused => new() { ["autocomplete"] = "off", ["data-amount"] = "" };

    private string Operation => OperationId ?? _operationId;

    private decimal? Change => IsAmountFixed ? Amount * _kind.Sign : Money.Parse(_text, CultureInfo.CurrentCulture) is { } amount && amount > 0 ? amount * _kind.Sign : null;

    private string Verb => Change is { } change
        ? Text[_kind.Verb, Money.Text(Math.Abs(change), Currency, CultureInfo.CurrentCulture)]
        : Title;

    protected override void OnInitialized() =>
        (_kind, _text) = (Kinds[0], Amount is { } amount ? Money.Field(amount, Currency, CultureInfo.CurrentCulture) : null);

    private void Check()
    {
        _problem = Change is null
            ? (string)Text["An amount above zero such as 25{0}50, without separators of thousands", CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator]!
            : null;
        _missing = _kind.IsReasonNeeded && _reason is not null && string.IsNullOrWhiteSpace(_reason)
            ? (string)Text["Say why: it is what an auditor will read"]!
            : null;
    }

    private async Task DoAsync()
    {
        _reason ??= "";
        Check();

        if (_busy || _problem is not null || _missing is not null || Change is not { } change)
        {
            return;
        }

        (_busy, _failed) = (true, null);

        try
        {
            var reply = await AskAsync(change, _reason.Trim());
            (_done, _failed) = reply.Result == OperationResult.Done ? (reply, null) : ((OperationReply?)null, Refusal(reply));
        }
        catch (Exception failure) when (failure.IsTold())
        {
            // It may have been done: the same button asks with the same id.
            _failed = Failures.Say(failure, Text["No answer came. It may be done: press the button again, which never does it twice."]);
        }
        finally
        {
            _busy = false;
        }

        if (_done is not null)
        {
            OnDone?.Invoke();
        }
    }

    private Task<OperationReply> AskAsync(decimal change, string reason) => _kind.DoUntilAsync is { } untilAsync
        ? untilAsync(Operation, change, reason, LocalDatePattern.Iso.Parse(_until ?? "") is { Success: true } day ? Viewer.StartOf(day.Value) : null)
        : _kind.DoAsync(Operation, change, reason);

    private string Refusal(OperationReply reply) => reply.Result switch
    {
        OperationResult.InsufficientFunds => Text["Refused, nothing moved: there is not that much."],
        OperationResult.WrongAmount => Text["Refused, nothing moved: the amount has too many decimals or is too large."],
        OperationResult.OtherOrder => Text["Refused, nothing moved: this was done with another amount. Close and look at the ledger."],
        OperationResult.SessionRuns => Text["Refused, nothing moved: the session runs. What it costs can be corrected when it has ended."],
        OperationResult.GivenBack => Text["Refused, nothing moved: it was reverted or refunded before."],
        OperationResult.MoreThanCharged => Text["Refused, nothing moved: more than what is left of the charge."],
        _ => Text["Refused, nothing moved: {0}.", reply.Problem ?? reply.Result.ToString()],
    };
}

/// <summary>Something that can be done with a balance.</summary>
/// <param name="Name">Translated; what it is called before there is an amount.</param>
/// <param name="Verb">The key of the button's text with the amount as {0}, such as "Credit {0}".</param>
/// <param name="Sign">1 brings money in, −1 takes it.</param>
/// <param name="DoAsync">Operation id, signed amount, reason.</param>
public sealed record MoneyKind(
    string Name, string Verb, int Sign, bool IsReasonNeeded, Func<string, decimal, string, Task<OperationReply>> DoAsync)
{
    /// <summary>What the day is called from which the money is worth nothing; null: it is not asked for. Translated.</summary>
    public string? UntilLabel { get; init; }

    /// <summary>The same as <see cref="DoAsync"/>, with that day's beginning; null: never.</summary>
    public Func<string, decimal, string, Instant?, Task<OperationReply>>? DoUntilAsync { get; init; }
}
