using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Records;
using Billing.Portal.Balances;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Usage;

/// <summary>One transaction record in full.</summary>
public sealed partial class UsageDetailPage
{
    private XdrDetail? _detail;
    private IReadOnlyList<XdrRow> _session = [];
    private Dictionary<int, string> _allowances = [];
    private UsageCorrections _corrections = UsageCorrections.None;
    private bool _isLoaded;

    [Parameter]
    public Guid SessionId { get; set; }

    [Parameter]
    public int Part { get; set; }

    [Inject]
    private IXdrQuery Xdrs { get; set; } = null!;

    [Inject]
    private ILedgerQuery Ledger { get; set; } = null!;

    [Inject]
    private MoneyDesk Desk { get; set; } = null!;

    [Inject]
    private IAttributeText Said { get; set; } = null!;

    [Inject]
    private IFundsQuery Funds { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task RevertAsync()
    {
        await Desk.RevertAsync(_session);
        await LoadAsync();
    }

    private async Task RerateAsync()
    {
        await Desk.RerateAsync(_detail!.Record);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        _detail = await Xdrs.FindAsync(Scope.Everything, SessionId, Part, CancellationToken.None);

        if (_detail is not null)
        {
            _corrections = await Ledger.CorrectionsAsync(SessionId, CancellationToken.None);
            _session = await Xdrs.OfSessionAsync(Scope.Everything, SessionId, CancellationToken.None);
            var now = Clock.Now();
            var funds = await Funds.FindAsync(Scope.Everything, _detail.Record.BalanceId, now, CancellationToken.None);
            _allowances = funds?.Funds.Allowances.ToDictionary(one => one.AllowanceId, one => one.Name) ?? [];
        }

        _isLoaded = true;
    }
}
