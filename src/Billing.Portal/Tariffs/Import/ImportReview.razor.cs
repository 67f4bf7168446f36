using System.Collections.Immutable;
using Billing.Contracts.Rating;
using Billing.Contracts.Tariffs;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Tariffs.Import;

/// <summary>Counts and rises of a price list, and the choices by which it is read; remembered for the carrier's next list.</summary>
public sealed partial class ImportReview
{
    private bool _isReplacing;
    private bool _skipsBad;
    private Instant? _from;
    private long _size;
    private string? _intervals;
    private string? _carrier;
    private string[] _columns = [];
    private bool _isOther;
    private RateDiff? _tried;
    private RatingTrialReport? _report;
    private bool _isAccepted;
    private RateImportOptions? _taken;

    [Parameter, EditorRequired]
    public RateImportView View { get; set; } = null!;

    [Parameter, EditorRequired]
    public TariffRow Tariff { get; set; } = null!;

    [Parameter]
    public bool IsBusy { get; set; }

    [Parameter]
    public EventCallback<RateImportOptions> OnRead { get; set; }

    /// <summary>How the carrier's list of last time was read; null: nobody knows.</summary>
    [Parameter]
    public CarrierLayout? Layout { get; set; }

    /// <summary>How this one is read, for the carrier's next one; without who says so.</summary>
    [Parameter]
    public EventCallback<CarrierLayout> OnRemember { get; set; }

    /// <summary>Asks the rating cases as if it were applied.</summary>
    [Parameter, EditorRequired]
    public Func<Task<RatingTrialReport?>> Try { get; set; } = null!;

    /// <summary>With the changes of rating cases that are expected.</summary>
    [Parameter]
    public EventCallback<RatingTrialReport?> OnApply { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private IReadOnlyList<(bool Value, string Text)> Modes =>
        [(false, Text["Changes: other rates stay"]), (true, Text["The whole list: what is not in it ends"])];

    private IReadOnlyList<(bool Value, string Text)> BadLines =>
        [(false, Text["One of them, and nothing is applied"]), (true, Text["Left out, the others are applied"])];

    private IReadOnlyList<(long Value, string Text)> Sizes =>
        [(0, Text["as usual"]), .. Prices.Sizes(Tariff.Unit).Select(size => (size, Prices.Per(Tariff.Unit, size, Text)))];

    private IReadOnlyList<(string Value, string Text)> Columns =>
    [
        (ImportColumn.AsItIs, Text["as its head says"]),
        (ImportColumn.None, Text["not used"]),
        .. ImportColumn.All.Select(column => (column.Name, Text[column.Text].Value)),
    ];

    protected override async Task OnParametersSetAsync()
    {
        if (ReferenceEquals(_taken, View.Options) || (_taken is not null && !View.Heads.IsDefault && _columns.Length == View.Heads.Length))
        {
            return;
        }

        var options = _taken = View.Options;
        (_isReplacing, _skipsBad, _from, _size, _intervals) =
            (options.IsReplacing, options.SkipsBad, options.EffectiveFrom, options.PriceUnitSize ?? 0, options.Intervals);
        var heads = View.Heads.IsDefault ? [] : View.Heads;
        _columns = [.. heads.Select((head, index) => ChoiceOf(options, head, index))];

        _carrier ??= Layout?.Carrier;

        // The carrier's list of last time was read by a mapping: this one is too, if its heads are the same.
        if (options.Columns.IsDefaultOrEmpty && Layout?.Columns is { Count: > 0 } known && heads.Any(known.ContainsKey))
        {
            _columns = [.. heads.Select(head => known.GetValueOrDefault(head, ImportColumn.AsItIs))];
            await ReadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (View is { State: RateImportState.Ready, IsStale: false, Diff: { } diff } && !ReferenceEquals(_tried, diff))
        {
            _tried = diff;
            (_report, _isAccepted) = (null, false);
            _report = await Try();
            StateHasChanged();
        }
    }

    private static string ChoiceOf(RateImportOptions options, string head, int index)
    {
        var said = options.Columns.IsDefaultOrEmpty || index >= options.Columns.Length ? head : options.Columns[index];

        return said == head ? ImportColumn.AsItIs : said;
    }

    private void Other(Action choose)
    {
        choose();
        _isOther = true;
    }

    private async Task ReadAsync()
    {
        var heads = View.Heads.IsDefault ? [] : View.Heads;
        var isMapped = _columns.Any(column => column != ImportColumn.AsItIs);
        var options = new RateImportOptions(
            _isReplacing, _skipsBad, _from, _size == 0 ? null : _size, string.IsNullOrWhiteSpace(_intervals) ? null : _intervals.Trim(),
            isMapped ? [.. _columns.Select((column, index) => column == ImportColumn.AsItIs ? heads[index] : column)] : []);
        var mapping = heads.Select((head, index) => (head, _columns[index])).Where(pair => pair.Item2 != ImportColumn.AsItIs)
            .DistinctBy(pair => pair.head).ToImmutableDictionary(pair => pair.head, pair => pair.Item2);

        if (!string.IsNullOrWhiteSpace(_carrier))
        {
            await OnRemember.InvokeAsync(new(
                _carrier.Trim(), mapping, _isReplacing, _skipsBad, options.PriceUnitSize, options.Intervals, Tariff.TariffId, ""));
        }

        _isOther = false;
        await OnRead.InvokeAsync(options);
    }
}
