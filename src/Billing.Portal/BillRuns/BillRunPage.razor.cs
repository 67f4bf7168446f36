using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Invoices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.BillRuns;

/// <summary>One run while it works and afterwards: what it made, and whom it could not bill.</summary>
public sealed partial class BillRunPage
{
    /// <summary>A computation has the name of the run that issues, and this behind it.</summary>
    public const string DryEnding = " (computed)";

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);

    private BillRunView? _view;
    private BillRunReview? _review;
    private IReadOnlyList<BillRunFailureRow> _failures = [];
    private string? _told;
    private bool _isLoaded;
    private bool _busy;

    [Parameter]
    public string Run { get; set; } = "";

    [Inject]
    private IPayerQuery Payers { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _view = await Grains.GetGrain<IBillRunGrain>(Run).GetAsync();
        _failures = _view is { Failures.IsEmpty: false } ? await Payers.FailuresAsync(Run, CancellationToken.None) : [];
        _review = _view is null ? null : await Payers.ReviewAsync(Run, _view.Order.IsDryRun, CancellationToken.None);
        _isLoaded = true;
    }

    private string Told(BillRunOrder order) => LocalDatePattern.Iso.Parse(order.EndsOnDay) is { Success: true } day
        ? Text["{0}, periods that end by {1}", order.Class ?? Text["All classes"].Value, InvoiceWords.Day(day.Value, CultureInfo.CurrentCulture)]
        : order.Class ?? Text["All classes"];

    private string? Beside(BillRunTotal total) => total.LastTotal is { } last
        ? Text[total.Invoices == 1 ? "{0} invoice; the invoices before: {1}" : "{0} invoices; the invoices before: {1}", Count(total.Invoices), Money.In(total.Currency, last, CultureInfo.CurrentCulture)]
        : Text[total.Invoices == 1 ? "{0} invoice" : "{0} invoices", Count(total.Invoices)];

    private static string Count(long invoices) => invoices.ToString("N0", CultureInfo.CurrentCulture);

    private async Task RetryAsync()
    {
        (_busy, _told) = (true, null);

        try
        {
            await Clerk.RequireAsync(Permissions.InvoicesIssue);
            await Grains.GetGrain<IBillRunGrain>(Run).RetryAsync();
        }
        catch (Exception failure) when (failure.IsTold())
        {
            _told = Failures.Say(failure, Text["No answer came. It may be done: look before you press the button again."]);
        }
        finally
        {
            _busy = false;
        }

        await LoadAsync();
    }

    private async Task IssueAsync()
    {
        var name = Run.EndsWith(DryEnding, StringComparison.Ordinal) ? Run[..^DryEnding.Length] : Run + " (issued)";
        var parameters = new DialogParameters<ReasonDialog>
        {
            { it => it.Title, Text["Issue invoices: {0}", name] },
            {
                it => it.Follows,
                [
                    Text[
                        "About {0} invoices over {1} together; what was charged since is on them too.", _view!.Invoices,
                        string.Join(", ", (_review?.Totals ?? []).Select(total => Money.Text(total.Total, total.Currency, CultureInfo.CurrentCulture)))],
                    .. (_review?.Warnings ?? new Dictionary<DraftWarning, long>()).OrderBy(one => one.Key)
                        .Select(one => (string)Text["Worth a look, {0}: {1}", Text[DraftWords.Name(one.Key)].Value, one.Value]),
                    Text["Issued invoices keep their numbers: a wrong one is made void or corrected by a credit note."],
                ]
            },
            { it => it.Verb, Text["Issue invoices"] },
            { it => it.AsksReason, false },
            { it => it.Do, DoAsync },
        };
        var result = await (await Dialogs.ShowAsync<ReasonDialog>((string?)null, parameters)).Result;

        if (result is { Canceled: false })
        {
            Navigation.NavigateTo($"admin/bill-runs/{Uri.EscapeDataString(name)}");
        }

        async Task<ReasonOutcome> DoAsync(string reason, Instant? until)
        {
            var by = await Clerk.RequireAsync(Permissions.InvoicesIssue);
            var order = _view.Order with { IsDryRun = false, By = by };
            var begun = await Grains.GetGrain<IBillRunGrain>(name).StartAsync(order);

            return begun.Order.IsAs(order)
                ? new ChangeReply(ChangeResult.Done)
                : ChangeReply.Refused("name", "a name that no other run has: compute under another one");
        }
    }
}
