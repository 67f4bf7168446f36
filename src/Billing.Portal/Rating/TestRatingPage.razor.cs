using System.Diagnostics;
using System.Globalization;
using Billing.Contracts.Nodes;
using Billing.Contracts.Rating;
using Billing.Contracts.Users;
using Billing.Core.Tariffs;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Rating;

/// <summary>Prices a session that nobody makes, by the code that charges real ones, and says why.</summary>
public sealed partial class TestRatingPage
{
    private readonly RatingForm _form = new();
    private IReadOnlyList<(int Value, string Text)> _nodes = [];
    private RatingCases? _cases;
    private RatingQuestion? _question;
    private RatingAnswer? _answer;
    private string? _caseName;
    private long? _took;
    private bool _isRating;

    [Inject]
    private INodeQuery Nodes { get; set; } = null!;

    private IReadOnlyList<(Unit Value, string Text)> Kinds =>
        [(Unit.Second, Text["Voice"]), (Unit.Byte, Text["Data"]), (Unit.Event, Text["Messages"])];

    private string AmountLabel => _form.Unit switch
    {
        Unit.Second => Text["Duration"],
        Unit.Byte => Text["Volume, MB"],
        _ => Text["Number of messages"],
    };

    private string? AmountHelp => _form.Unit is Unit.Second ? Text["Such as 4:37, or seconds"].Value : null;

    protected override async Task OnInitializedAsync() => _nodes =
    [
        (0, Text["one without rules of its own"]),
        .. (await Nodes.RowsAsync(CancellationToken.None)).Where(node => !node.IsRetired).Select(node => (node.NodeId, node.Name)),
    ];

    private async Task RateAsync()
    {
        Problems.Clear();
        var question = _form.Read(Problems, CultureInfo.CurrentCulture);

        if (!await IsMistypedAsync())
        {
            await ShowAsync(question);
        }
    }

    private async Task ShowAsync(RatingQuestion question)
    {
        _isRating = true;

        try
        {
            await AskAsync(async () =>
            {
                var from = Stopwatch.GetTimestamp();
                _answer = await Grains.GetGrain<IRatingGrain>(0).ExplainAsync(question);
                (_question, _took) = (question, (long)Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            });
        }
        finally
        {
            _isRating = false;
            StateHasChanged();
        }
    }

    // A case is of one moment: "now" would be another one each time.
    private async Task SaveAsync()
    {
        var question = _question! with { StartAt = _question.StartAt ?? Now };
        var cases = Grains.GetGrain<IRatingCasesGrain>(0);

        if (await ChangeAsync(Permissions.TariffsEdit, by => cases.SaveAsync(_caseName?.Trim() ?? "", question, by)) is not null)
        {
            Snackbar.Add(Text["The case is saved."], Severity.Success);
            _caseName = null;
            await _cases!.RefreshAsync();
        }
    }
}
