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
    private string? _found;
    private (int Days, long? Line, string? Service)? _charted;

    [Inject]
    private IXdrQuery Xdrs { get; set; } = null!;

    [Inject]
    private IUsageQuery Usage { get; set; } = null!;

    private IEnumerable<(string Value, string Text)> Periods => [("7", Text["Last 7 days"]), ("90", Text["Last 90 days"])];

    private IEnumerable<(string Value, string Text)> Services =>
        _lines.SelectMany(line => line.Services).Distinct().Select(service => (service, Text[ServiceWords.Name(service)].Value));

    // The usage of all lines is no answer to it.
    private bool IsNoneFound => _found is not null && _lines.Count == 0;

    private IEnumerable<(string Value, string Text)> Lines => _lines.Select(line => ($"{line.AccountId}", line.Login));

    protected override async Task OnInitializedAsync()
    {
        _subscriber = await SubscriberAsync();
        await FindAsync();
        await ChooseAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_filter is null)
        {
            return;
        }

        if (Address[CareReader.Find] != _found)
        {
            await FindAsync();
        }

        await ChooseAsync();
    }

    private async Task FindAsync()
    {
        var find = _found = Address[CareReader.Find];
        var lines = await Care.LinesAsync(_subscriber!, Address, CancellationToken.None);
        _lines = find == _found ? lines : _lines; // else something else has been typed since
    }

    private async Task ChooseAsync()
    {
        var days = Address["days"] switch { "7" => 7, "90" => 90, _ => 30 };
        var today = Viewer.Today(Clock.Now());
        var chosen = Address.Number("line") is { } asked && _lines.Any(one => one.AccountId == asked) ? asked // another's is none
            : _found is not null && _lines is [var found] ? found.AccountId
            : (long?)null;
        _filter = new(
            Viewer.StartOf(today.PlusDays(1 - days)), Viewer.StartOf(today.PlusDays(1)), Address["service"], chosen, _subscriber!.Scope.CustomerId);

        if (_charted != (days, chosen, Address["service"]) && _lines is [var line, ..])
        {
            _charted = (days, chosen, Address["service"]);
            _chart = await UsageChart.LoadAsync(Usage, _subscriber, line, today, days, Text, CancellationToken.None, chosen, Address["service"]);
        }
    }
}
