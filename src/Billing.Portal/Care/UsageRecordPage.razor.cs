using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Records;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Billing.Portal.Care;

/// <summary>One record, and why it cost what it cost.</summary>
public sealed partial class UsageRecordPage
{
    private XdrDetail? _detail;
    private Dictionary<int, string> _allowances = [];
    private IReadOnlyList<StatementRow> _corrections = [];
    private bool _isLoaded;

    [Parameter]
    public Guid SessionId { get; set; }

    [Parameter]
    public int Part { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    [Inject]
    private IXdrQuery Xdrs { get; set; } = null!;

    [Inject]
    private ILedgerQuery Ledger { get; set; } = null!;

    [Inject]
    private IFundsQuery Funds { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        var scope = Subscriber.Of((await State).User).Scope;
        _detail = await Xdrs.FindAsync(scope, SessionId, Part, CancellationToken.None);

        if (_detail is not null)
        {
            _corrections = (await Ledger.CorrectionsAsync(SessionId, CancellationToken.None)).Of(Part);
            var funds = await Funds.FindAsync(scope, _detail.Record.BalanceId, Clock.Now(), CancellationToken.None);
            _allowances = funds?.Funds.Allowances.ToDictionary(one => one.AllowanceId, one => one.Name) ?? [];
        }

        _isLoaded = true;
    }
}
