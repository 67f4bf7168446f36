using Billing.Contracts.Payers;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.BillRuns;

/// <summary>The drafts of a computed run, to be looked through before it is issued.</summary>
public sealed partial class DraftList
{
    private BillRunDraftFilter _filter = new("");

    [Parameter, EditorRequired]
    public string Run { get; set; } = "";

    /// <summary>How many there are of each kind that is worth a look.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<DraftWarning, long> Counts { get; set; } = new Dictionary<DraftWarning, long>();

    /// <summary>No customer had a period to close: there is nothing to look for.</summary>
    [Parameter]
    public bool IsOfNobody { get; set; }

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private IPayerQuery Payers { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private IEnumerable<(string, string)> Warnings => Counts.OrderBy(one => one.Key).Select(one => (
        one.Key.ToString(), (string)Text["{0}: {1}", Text[DraftWords.Name(one.Key)].Value, one.Value]));

    protected override void OnParametersSet() => _filter = new(Run, Address.Choice<DraftWarning>("warning"), Text: Address["q"]);
}
