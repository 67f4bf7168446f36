using Billing.Contracts;
using Billing.Contracts.Paging;
using Billing.Contracts.Records;
using Billing.Core.Balances;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Billing.Portal.Statements;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Balances;

/// <summary>The ledger of a balance, whose entries are reversed by others and never changed.</summary>
public sealed partial class Statement
{
    private readonly HashSet<long> _reversed = [];
    private ListTable<StatementRow, StatementSort>? _list;
    private StatementFilter _filter = new();
    private (string, string)[] _reasons = [];

    [Parameter, EditorRequired]
    public long BalanceId { get; set; }

    /// <summary>The customer's or account's name, for the dialogs.</summary>
    [Parameter, EditorRequired]
    public string Whose { get; set; } = "";

    /// <summary>Money moved.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private ILedgerQuery Ledger { get; set; } = null!;

    [Inject]
    private MoneyDesk Desk { get; set; } = null!;

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override void OnInitialized() =>
        _reasons = [.. Enum.GetValues<LedgerReason>().Select(reason => (reason.ToString(), (string)Text[LedgerWords.Name(reason)]))];

    protected override void OnParametersSet()
    {
        _filter = new(Address.From(Viewer), Address.To(Viewer), Address.Choice<LedgerReason>("reason"), StatementText.Typed(Address["q"], isPayers: false, Text));
    }

    private async Task<Page<StatementRow>> LoadAsync(PageRequest<StatementSort> page, CancellationToken cancellation)
    {
        var rows = await Ledger.StatementAsync(Scope.Everything, BalanceId, _filter, page, cancellation);
        var operations = rows.Rows.Select(row => row.OperationId).ToHashSet();

        // A counter-entry is newer than what it reverses: where both are shown, the one has no button any more.
        _reversed.UnionWith(rows.Rows.Select(row => row.Sequence).Where(sequence => operations.Contains(MoneyDesk.ReversalOf(BalanceId, sequence))));

        return rows;
    }

    private async Task ReverseAsync(StatementRow entry)
    {
        await Desk.ReverseAsync(BalanceId, entry, Whose);
        await _list!.RefreshAsync();
        await OnChange.InvokeAsync();
    }
}
