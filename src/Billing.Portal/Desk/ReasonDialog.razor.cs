using Billing.Contracts.Changes;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Desk;

/// <summary>Asks before something is done that people will notice, and why it is done.</summary>
public sealed partial class ReasonDialog
{
    private string? _reason;
    private string? _until;
    private string? _answer;
    private FormProblems _problems = null!;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Whose it is, what stays charged, what is released: a sentence each, translated.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Follows { get; set; } = [];

    /// <summary>The button: what it does.</summary>
    [Parameter, EditorRequired]
    public string Verb { get; set; } = "";

    /// <summary>What there was before is not easily brought back.</summary>
    [Parameter]
    public bool IsGrave { get; set; }

    [Parameter]
    public bool AsksReason { get; set; } = true;

    [Parameter]
    public bool AsksUntil { get; set; }

    /// <summary>What the day means, translated; null: that it lifts by itself.</summary>
    [Parameter]
    public string? UntilHelp { get; set; }

    // In whose days the date is meant.
    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    /// <summary>Reason (empty when it is not asked for), until when.</summary>
    [Parameter, EditorRequired]
    public Func<string, Instant?, Task<ReasonOutcome>> Do { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override void OnInitialized() => _problems = new(Text, Failures, "Reason", "Until");

    private async Task DoAsync()
    {
        _problems.Clear();
        var until = string.IsNullOrEmpty(_until) ? null : LocalDatePattern.Iso.Parse(_until) is { Success: true } day ? Viewer.StartOf(day.Value) : (Instant?)null;

        if (AsksReason && string.IsNullOrWhiteSpace(_reason))
        {
            _problems.Add("Reason", Text["Say why: it is what an auditor will read"]);
        }

        if (!_problems.IsEmpty)
        {
            return;
        }

        string? answer = null;

        if (await _problems.OrderAsync(async () =>
        {
            (var reply, answer) = await Do(_reason?.Trim() ?? "", until);

            return reply;
        }))
        {
            _answer = answer;

            if (_answer is null)
            {
                Dialog.Close(DialogResult.Ok(true));
            }
        }
    }
}

/// <param name="Answer">What is told before the dialog closes, such as what a gateway said; null: it closes at once.</param>
public sealed record ReasonOutcome(ChangeReply Reply, string? Answer = null)
{
    public static implicit operator ReasonOutcome(ChangeReply reply) => new(reply);
}
