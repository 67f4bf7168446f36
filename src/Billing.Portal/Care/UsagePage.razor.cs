using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Records;
using Billing.Contracts.Usage;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Care;

/// <summary>What was used, by day and one by one.</summary>
public sealed partial class UsagePage
{
    private Subscriber? _subscriber;
    private IReadOnlyList<AccountRow> _lines = [];
    private XdrFilter? _filter;
    private UsageChart? _chart;
    private string? _asked;
    private string? _found; // of what was asked for, the lines are of this
    private bool _isFound;
    private bool _isOld; // the chart is of what was chosen before
    private (int Days, long? Line, string? Service)? _charted;

    [Inject]
    private IXdrQuery Xdrs { get; set; } = null!;

    [Inject]
    private IUsageQuery Usage { get; set; } = null!;

    private IEnumerable<(string Value, string Text)> Periods => [("7", Text["Last 7 days"]), ("90", Text["Last 90 days"])];

    private IEnumerable<(string Value, string Text)> Services =>
        _lines.SelectMany(line => line.Services).Distinct().Select(service => (service, Text[ServiceWords.Name(service)].Value));

    // Lines were looked for and it is not told which: the usage of all is no answer to it.
    private bool IsOpen => _found is not null && Chosen is null;

    private long? Chosen =>
        Address.Number("line") is { } asked && _lines.Any(one => one.AccountId == asked) ? asked // another's is none
        : _found is not null && _lines is [var found] ? found.AccountId
        : null;

    private IEnumerable<(string Value, string Text)> Lines => _lines.Select(line => ($"{line.AccountId}", line.Login));

    protected override async Task OnInitializedAsync() => _subscriber = await SubscriberAsync();

    protected override async Task OnParametersSetAsync()
    {
        // It comes here again when it knows who looks.
        if (_subscriber is not null && ((_isFound && Address[CareReader.Find] == _asked) || await FindAsync()))
        {
            await ChooseAsync();
        }
    }

    /// <returns>Whether it is what is asked for still: else something else has been typed since, and that is on its way.</returns>
    private async Task<bool> FindAsync()
    {
        var find = _asked = Address[CareReader.Find];
        var lines = await Care.LinesAsync(_subscriber!, Address, CancellationToken.None);

        if (find != _asked)
        {
            return false;
        }

        (_lines, _found, _isFound) = (lines, find, true);

        return true;
    }

    private async Task ChooseAsync()
    {
        var days = Address["days"] switch { "7" => 7, "90" => 90, _ => 30 };
        var today = Viewer.Today(Clock.Now());
        var asked = (Days: days, Line: Chosen, Service: Address["service"]);
        _filter = new(
            Viewer.StartOf(today.PlusDays(1 - days)), Viewer.StartOf(today.PlusDays(1)), asked.Service, asked.Line, _subscriber!.Scope.CustomerId,
            Text: Address["q"]);

        if (!IsOpen && _charted != asked && _lines is [var line, ..])
        {
            (_charted, _isOld) = (asked, true);
            var chart = await UsageChart.LoadAsync(Usage, _subscriber, line, today, days, Text, CancellationToken.None, asked.Line, asked.Service);
            (_chart, _isOld) = _charted == asked ? (chart, false) : (_chart, _isOld);
        }
    }
}
