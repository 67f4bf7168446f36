using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Exports;
using Billing.Contracts.Rating;
using Billing.Contracts.Records;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Usage;

/// <summary>A re-rating: what it would do, with totals and each record that differs; then, by a second button, how far that is.</summary>
public sealed partial class ReratingPage
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private ReratingView? _view;
    private ReratingFilter? _filter;
    private IReadOnlyList<(string Label, string Only)> _only = [];
    private IReadOnlyList<ReratingTotal> _totals = [];
    private bool _isLoaded;

    [Parameter]
    public string JobKey { get; set; } = "";

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private IReratingQuery Rerating { get; set; } = null!;

    [Inject]
    private FilterWords Filters { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private IEnumerable<(string Value, string Text)> Shown => [("problems", Text["only what has a problem"].Value)];

    private string? Lede
    {
        get
        {
            if (_view is not { } view)
            {
                return null;
            }

            var filter = ExportFilter.Read<XdrFilter>(view.Filter);

            return Text["Charged from {0} to {1}, by the rates as they are now. Begun by {2}.", Said(filter.From), Said(filter.To), view.By];
        }
    }

    private string Said(Instant at) => Viewer.Local(at).ToDateTimeUnspecified().ToString("d MMM yyyy HH:mm", CultureInfo.CurrentCulture);

    private int Total => _view is { PostBegunAt: not null, Different: var different } ? different : ReratingOrder.Most;

    private string State => _view switch
    {
        { Problem: not null } => Text["Failed"],
        { ReviewedAt: null } => Text["Dry run is running"],
        { PostBegunAt: null } => Text["Dry run"],
        { EndedAt: null } => Text["Posting"],
        { Failed: > 0 } => Text["Some failed"],
        _ => Text["Posted"],
    };

    private StatusTone Tone => _view switch
    {
        { Problem: not null } or { EndedAt: not null, Failed: > 0 } => StatusTone.Bad,
        { IsAtRest: false } => StatusTone.Warn,
        { PostBegunAt: null } => StatusTone.Off,
        _ => StatusTone.Ok,
    };

    private string Sentence => _view switch
    {
        { ReviewedAt: null } => Text["Nothing is posted. It goes on when this page is closed."],
        { PostBegunAt: null } => Text["Nothing was posted. What pays stays as it was: allowances, discounts and reserved money; only the price is computed again."],
        { EndedAt: null } => Text["It goes on when this page is closed. Each record is corrected once."],
        _ => Text["Posted by {0}: {1}", _view?.PostedBy ?? "–", _view?.Note ?? "–"],
    };

    private string PostVerb => _view!.Different == 1 ? Text["Post one correction…"] : Text["Post {0} corrections…", Count(_view.Different)];

    protected override async Task OnParametersSetAsync()
    {
        _filter = new(JobKey, Address["rows"] == "problems", Address["q"]) { Services = ServiceWords.Typed(Address["q"], Text) };
        await LookAsync();
        _isLoaded = true;
    }

    private async Task LookAsync()
    {
        var before = _view;
        var view = await Grains.GetGrain<IReratingGrain>(JobKey).GetAsync();
        _only = view is null || before?.Key == view.Key ? _only : await Filters.OfAsync(ExportFilter.Read<XdrFilter>(view.Filter));
        _view = view;

        if (_view is { ReviewedAt: not null } && before?.ReviewedAt is null)
        {
            _totals = await Rerating.TotalsAsync(JobKey, CancellationToken.None);
        }
    }

    private async Task PostAsync()
    {
        string[] follows =
        [
            .. _totals.GroupBy(total => total.Currency).Select(currency => (string)Text[
                "{0} are given back and {1} are charged, on {2} records.",
                Money.Text(currency.Sum(total => total.Back), currency.Key, CultureInfo.CurrentCulture),
                Money.Text(currency.Sum(total => total.More), currency.Key, CultureInfo.CurrentCulture),
                currency.Sum(total => total.Records).ToString("N0", CultureInfo.CurrentCulture)]),
            Text["Each is an entry of its own in its balance's ledger. Usage records stay as they are."],
            .. Problems(),
        ];
        string verb = _view!.Different == 1 ? Text["Post one correction"] : Text["Post {0} corrections", Count(_view.Different)];
        var dialog = await Dialogs.ShowAsync<ReasonDialog>((string?)null, new DialogParameters<ReasonDialog>
        {
            { it => it.Title, Text["Post the corrections"].Value },
            { it => it.Follows, follows },
            { it => it.Verb, verb },
            { it => it.Do, DoAsync },
        });
        await dialog.Result;
        await LookAsync();

        async Task<ReasonOutcome> DoAsync(string reason, Instant? until)
        {
            await Grains.GetGrain<IReratingGrain>(JobKey).PostAsync(new(await Clerk.RequireAsync(Permissions.UsageRerate), reason));

            return new ChangeReply(ChangeResult.Done);
        }
    }

    private IEnumerable<string> Problems() => _view!.Problems == 0
        ? []
        : [Text[_view.Problems == 1 ? "{0} record cannot be re-rated and stays as it is." : "{0} records cannot be re-rated and stay as they are.", Count(_view.Problems)]];

    private static string Count(int count) => count.ToString("N0", CultureInfo.CurrentCulture);
}
