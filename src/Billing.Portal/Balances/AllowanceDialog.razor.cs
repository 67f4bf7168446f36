using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Balances;

/// <summary>Gives included units or money, once or anew each period.</summary>
public sealed partial class AllowanceDialog
{
    private string? _name;
    private string _service = "";
    private string _group = "";
    private string _kind = nameof(AllowanceKind.Units);
    private string? _amount;
    private string _period = nameof(PeriodKind.Never);
    private string _rollOver = "0";
    private string? _until;
    private string _exhaustion = nameof(Exhaustion.PayAsYouGo);
    private string? _policy;
    private (string, string)[] _kinds = [];
    private (string, string)[] _periods = [];
    private (string, string)[] _rollOvers = [];
    private (string, string)[] _exhaustions = [];

    /// <summary>The billing time zone in which periods begin.</summary>
    [Parameter, EditorRequired]
    public string ZoneId { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, Unit> Units { get; set; } = ImmutableDictionary<string, Unit>.Empty;

    /// <summary>Names of the destination groups: one that is mistyped would hold no number, and nobody would be told.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Groups { get; set; } = [];

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    private IEnumerable<(string, string)> Services => Units.Keys.Select(service => (service, (string)Text[ServiceWords.Name(service)]));

    private bool IsOnce => _period == nameof(PeriodKind.Never);

    private Unit? Unit => _service.Length > 0 && Units.TryGetValue(_service, out var unit) ? unit : null;

    private string AmountLabel => Text["Amount, {0}", _kind == nameof(AllowanceKind.Money) ? Currency : Text[ServiceUnits.TypedName(Unit)]];

    private string Verb => (Typed, Kind) switch
    {
        (null, _) => Text["Give it"],
        ({ } amount, AllowanceKind.Money) => Text["Give {0}", Money.Text(amount, Currency, CultureInfo.CurrentCulture)],
        ({ } amount, _) => Text["Give {0}", $"{amount.ToString("#,##0.#####", CultureInfo.CurrentCulture)} {Text[ServiceUnits.TypedName(Unit)]}"],
    };

    private AllowanceKind Kind => Enum.Parse<AllowanceKind>(_kind);

    private decimal? Typed => Money.Parse(_amount, CultureInfo.CurrentCulture) is { } amount and > 0 ? amount : null;

    // In base units, of what is not money.
    private decimal Given(decimal amount) => Kind is AllowanceKind.Units ? amount * ServiceUnits.Typed(Unit) : amount;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        _kinds = [(nameof(AllowanceKind.Units), Text["amounts of usage"]), (nameof(AllowanceKind.Money), Text["money"])];
        PeriodKind[] periods = [PeriodKind.Daily, PeriodKind.Weekly, PeriodKind.Monthly, PeriodKind.ThirtyDays, PeriodKind.Yearly];
        _periods = [(nameof(PeriodKind.Never), Text["once"]), .. periods.Select(kind => (kind.ToString(), (string)Text["each {0}", Text[PeriodWords.Name(kind)]]))];
        _rollOvers = [("0", Text["is lost"]), .. Enumerable.Range(1, 3).Select(n => (n.ToString(CultureInfo.InvariantCulture), (string)Text["is good for {0} periods more", n]))];
        _exhaustions =
        [
            (nameof(Exhaustion.PayAsYouGo), Text["the balance pays"]),
            (nameof(Exhaustion.Block), Text["nothing more is granted"]),
            (nameof(Exhaustion.Limit), Text["the gateway gets a policy"]),
        ];
    }

    protected override Func<IBalanceGrain, string, ValueTask<OperationReply>>? Read()
    {
        var exhaustion = Enum.Parse<Exhaustion>(_exhaustion);
        var policy = exhaustion is Exhaustion.Limit ? _policy?.Trim() : null;

        if (string.IsNullOrWhiteSpace(_name))
        {
            Problems.Add("Name", Text["1 to 100 characters"]);
        }

        if (Typed is null)
        {
            Problems.Add("Amount", Text["An amount above zero, without separators of thousands"]);
        }

        if (policy is { Length: 0 } || (exhaustion is Exhaustion.Limit && policy is null))
        {
            Problems.Add("Policy", Text["What the gateway's profile understands, such as 512k/2M"]);
        }

        if (!Problems.IsEmpty)
        {
            return null;
        }

        var (kind, given) = (Kind, Given(Typed!.Value));
        var group = _group.Length == 0 ? null : _group;
        ImmutableArray<UseOrder> uses = _service.Length == 0 && group is null ? [] : [new(_service.Length == 0 ? null : _service, group, null, 1)];

        if (IsOnce)
        {
            var until = LocalDatePattern.Iso.Parse(_until ?? "") is { Success: true } day ? Viewer.StartOf(day.Value) : (Instant?)null;
            var order = new AllowanceOrder(OperationId, _name!.Trim(), kind, given, uses, AccountId, 0, until, exhaustion, policy);

            return (balance, by) => balance.GiveAsync(order with { By = by });
        }

        var plan = new PlanOrder(
            OperationId, _name!.Trim(), kind, given, uses, AccountId, 0, exhaustion, policy, Enum.Parse<PeriodKind>(_period),
            int.Parse(_rollOver, CultureInfo.InvariantCulture), IsFirstProrated: false, null, null, ZoneId);

        return (balance, by) => balance.DefineAsync(plan with { By = by });
    }
}
