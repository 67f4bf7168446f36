using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Records;
using Billing.Core.Balances;
using Billing.Portal.Balances;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Statements;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Care;

/// <summary>The subscriber's invoices, and below them every change of the balance.</summary>
public sealed partial class BillsPage
{
    private Subscriber? _subscriber;
    private IReadOnlyList<AccountRow> _lines = [];
    private IReadOnlyList<CareFunds>? _funds;
    private CareFunds? _chosen;
    private string? _found;
    private StatementFilter _filter = new();
    private (string, string)[] _reasons = [];

    [Inject]
    private ILedgerQuery Ledger { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _reasons = [.. Enum.GetValues<LedgerReason>().Select(reason => (reason.ToString(), (string)Text[LedgerWords.Name(reason)]))];
        _subscriber = await SubscriberAsync();
        await LoadAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        _filter = new(Address.From(Viewer), Address.To(Viewer), Address.Choice<LedgerReason>("reason"), StatementText.Typed(Address["q"], isPayers: true, Text));

        if (_funds is not null && Address[CareReader.Find] != _found)
        {
            await LoadAsync();
        }

        Choose();
    }

    private async Task LoadAsync()
    {
        var find = _found = Address[CareReader.Find];
        var lines = await Care.LinesAsync(_subscriber!, Address, CancellationToken.None);
        var funds = await Care.FundsAsync(_subscriber!, lines, Clock.Now(), CancellationToken.None);

        if (find == _found) // else something else has been typed since
        {
            (_lines, _funds) = (lines, funds);
            Choose();
        }
    }

    private void Choose()
    {
        var wanted = Address.Number("balance");
        _chosen = _funds?.FirstOrDefault(one => one.BalanceId == wanted) ?? (_funds is [var first, ..] ? first : null);
    }

    private string Name(CareFunds funds) => funds.Name(Text) + ": " + Money.Text(funds.View.Posted, funds.View.Currency, CultureInfo.CurrentCulture);

    private string What(StatementRow row) => StatementText.What(row, Text);
}
