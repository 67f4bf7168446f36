using System.Collections.Immutable;
using Billing.Contracts.Rating;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Rating;

/// <summary>Cases with a known price: shows them, and asks all of them again.</summary>
public sealed partial class RatingCases
{
    private readonly Dictionary<long, ExpectedRating?> _results = [];
    private ImmutableArray<RatingCase> _cases = [];
    private string _told = "";
    private bool _isRunning;

    /// <summary>Shows a case's question and answer on the page.</summary>
    [Parameter]
    public EventCallback<RatingQuestion> OnShow { get; set; }

    private IRatingCasesGrain Grain => Grains.GetGrain<IRatingCasesGrain>(0);

    /// <summary>Reads the cases again.</summary>
    public async Task RefreshAsync()
    {
        _cases = await Grain.ListAsync();
        StateHasChanged();
    }

    protected override async Task OnInitializedAsync() => _cases = await Grain.ListAsync();

    private async Task RunAsync()
    {
        _isRunning = true;
        _results.Clear();

        try
        {
            await AskAsync(async () =>
            {
                foreach (var one in _cases)
                {
                    var answer = await Grains.GetGrain<IRatingGrain>(0).ExplainAsync(one.Question);
                    _results[one.CaseId] = ExpectedRating.Of(answer);
                    _told = Text["{0} of {1} run", _results.Count, _cases.Length];
                    StateHasChanged();
                }

                var same = _cases.Count(one => _results[one.CaseId] == one.Expected);
                _told = same == _cases.Length ? Text["All {0} as they were", same] : Text["{0} of {1} are another price now", _cases.Length - same, _cases.Length];
            });
        }
        finally
        {
            _isRunning = false;
            StateHasChanged(); // of a wait that is given up nobody else does
        }
    }

    private async Task RemoveAsync(RatingCase one)
    {
        if (await ChangeAsync(Permissions.TariffsEdit, by => Grain.RemoveAsync(one.CaseId, by)) is not null)
        {
            await RefreshAsync();
        }
    }
}
