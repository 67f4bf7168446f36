using Billing.Contracts.Payers;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Dunning;

/// <summary>Who owes overdue money, who owes longest first; steps are put off on the customer's own page.</summary>
public sealed partial class DunningPage
{
    private DunningFilter _filter = new();
    private IReadOnlyList<string> _classes = [];
    private IReadOnlyList<(string, string)> _stages = [];

    [Inject]
    private IDunningQuery Dunning { get; set; } = null!;

    [Inject]
    private IPayerQuery Payers { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _stages = [.. Enum.GetValues<DunningStage>().Select(stage => (stage.ToString(), (string)Text[DunningWords.Name(stage)]))];
        _classes = await Payers.ClassesAsync(CancellationToken.None);
    }

    protected override void OnParametersSet() => _filter = new(
        Address.Choice<DunningStage>("stage"), Address["class"], bool.TryParse(Address["delayed"], out var isDelayed) ? isDelayed : null, Address["q"]);
}
