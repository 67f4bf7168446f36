using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Balances;

/// <summary>Gives a ladder of discounts over what is used.</summary>
public sealed partial class DiscountDialog
{
    private readonly List<Tier> _tiers = [new(0) { Threshold = "0" }];
    private string? _name;
    private string _service = "";
    private string _group = "";
    private string _measure = nameof(CounterMeasure.Units);
    private string _reset = nameof(PeriodKind.Monthly);
    private (string, string)[] _measures = [];
    private (string, string)[] _resets = [];

    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, Unit> Units { get; set; } = ImmutableDictionary<string, Unit>.Empty;

    /// <summary>Names of the destination groups: one that is mistyped would hold no number, and nobody would be told.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Groups { get; set; } = [];

    private IEnumerable<(string, string)> Services => Units.Keys.Select(service => (service, (string)Text[ServiceWords.Name(service)]));

    private Unit? Unit => _service.Length > 0 && Units.TryGetValue(_service, out var unit) ? unit : null;

    private bool IsMoney => _measure == nameof(CounterMeasure.Money);

    private string Measured => IsMoney ? Currency : Text[ServiceUnits.TypedName(Unit)];

    protected override void OnInitialized()
    {
        base.OnInitialized();
        _measures = [(nameof(CounterMeasure.Units), Text["what was used"]), (nameof(CounterMeasure.Money), Text["what it cost"])];
        PeriodKind[] kinds = [PeriodKind.Monthly, PeriodKind.Daily, PeriodKind.Weekly, PeriodKind.Yearly];
        _resets = [.. kinds.Select(kind => (kind.ToString(), (string)Text[PeriodWords.Name(kind)])), (nameof(PeriodKind.Never), Text["never"])];
    }

    private void AddTier() => _tiers.Add(new(_tiers.Count));

    protected override Func<IBalanceGrain, string, ValueTask<OperationReply>>? Read()
    {
        var tiers = ImmutableArray.CreateBuilder<TierOrder>();
        var highest = -1m;

        foreach (var tier in _tiers)
        {
            var threshold = Money.Parse(tier.Threshold, CultureInfo.CurrentCulture);
            var percent = Money.Parse(tier.Percent, CultureInfo.CurrentCulture);
            tier.IsWrong = threshold is null || threshold <= highest || percent is null or < 0 or > 100;

            if (!tier.IsWrong)
            {
                highest = threshold!.Value;
                tiers.Add(new(IsMoney ? highest : highest * ServiceUnits.Typed(Unit), percent!.Value));
            }
        }

        if (string.IsNullOrWhiteSpace(_name))
        {
            Problems.Add("Name", Text["1 to 100 characters"]);
        }

        if (!Problems.IsEmpty || _tiers.Exists(tier => tier.IsWrong))
        {
            return null;
        }

        var use = new UseOrder(_service.Length == 0 ? null : _service, _group.Length == 0 ? null : _group, null, 1);
        var order = new DiscountOrder(
            OperationId, _name!.Trim(), use, AccountId, 0, Enum.Parse<CounterMeasure>(_measure), Enum.Parse<PeriodKind>(_reset), tiers.ToImmutable());

        return (balance, by) => balance.DefineAsync(order with { By = by });
    }

    private sealed class Tier(int number)
    {
        public int Number => number;
        public string? Threshold { get; set; }
        public string? Percent { get; set; }
        public bool IsWrong { get; set; }
    }
}
