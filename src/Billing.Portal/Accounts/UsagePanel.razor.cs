using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Records;
using Billing.Contracts.Usage;
using Billing.Core.Tariffs;
using Billing.Portal.Balances;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Accounts;

/// <summary>The usage of a customer or of an account: the last 30 days unless others are asked for.</summary>
public sealed partial class UsagePanel
{
    private const int UsualDays = 30;

    private IReadOnlyDictionary<string, Unit> _units = new Dictionary<string, Unit>();
    private IReadOnlyList<UsageDay>? _days;
    private bool _isOld; // what is shown is of the days that were asked for before
    private List<LocalDate> _axis = [];
    private List<DaySeries> _series = [];
    private List<UsageDay> _totals = [];
    private (string, string)[] _services = [];
    private string? _currency;
    private string _summary = "";
    private string? _problem;
    private XdrFilter? _filter;
    private UsageFilter? _shown;

    /// <summary>Of one of the two.</summary>
    [Parameter]
    public long? CustomerId { get; set; }

    [Parameter]
    public long? AccountId { get; set; }

    /// <summary>The billing time zone, whose days the bars are.</summary>
    [Parameter, EditorRequired]
    public string ZoneId { get; set; } = "UTC";

    [Inject]
    private IXdrQuery Records { get; set; } = null!;

    [Inject]
    private IUsageQuery Usage { get; set; } = null!;

    [Inject]
    private ServiceUnits Services { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(ZoneId) ?? DateTimeZone.Utc;
        var today = Clock.Now().InZone(zone).Date;
        var to = Address.Day("to") is { } last ? LocalDate.FromDateOnly(last) : today;
        var from = Address.Day("from") is { } first ? LocalDate.FromDateOnly(first) : to.PlusDays(1 - UsualDays);

        // What cannot be shown at once is cut to what can.
        from = LocalDate.Max(from, to.PlusDays(2 - UsageFilter.LongestPeriod));
        _problem = from > to ? Text["The first day is after the last one."].Value : null;
        from = LocalDate.Min(from, to);

        // By the midnights of the bars' days: by the viewer's the last hours would be missing. A bar has what began on its day, the list what was
        // recorded, by which records are kept: what ran over midnight is in the next day's list.
        _filter = new(from.AtStartOfDayInZone(zone).ToInstant(), to.PlusDays(1).AtStartOfDayInZone(zone).ToInstant(), Address["service"], AccountId, CustomerId, Text: Address["q"]);
        var wanted = new UsageFilter(from, to, AccountId, CustomerId, Address["service"]);

        if (_shown != wanted)
        {
            (_shown, _isOld) = (wanted, true);
            _units = await Services.AllAsync(CancellationToken.None);
            _services = [.. _units.Keys.Select(service => (service, (string)Text[ServiceWords.Name(service)]))];
            var days = await Usage.PerDayAsync(Contracts.Scope.Everything, wanted, CancellationToken.None);

            if (_shown == wanted) // else others were asked for since
            {
                (_days, _isOld) = (days, false);
                Draw(days, from, to);
            }
        }
    }

    // Bars of two currencies do not stand on each other: one is drawn, all are in the totals.
    private void Draw(IReadOnlyList<UsageDay> days, LocalDate from, LocalDate to)
    {
        _currency = MainCurrency.Of(days);
        _axis = [.. Enumerable.Range(0, Period.DaysBetween(from, to) + 1).Select(from.PlusDays)];
        _series =
        [
            .. days.Where(day => day.Currency == _currency).GroupBy(day => day.Service).OrderByDescending(group => group.Sum(day => day.Amount))
                .Select(group => new DaySeries(
                    group.Key, Text[ServiceWords.Name(group.Key)], [.. _axis.Select(day => group.Where(one => one.Day == day).Sum(one => one.Amount))])),
        ];
        _totals =
        [
            .. days.GroupBy(day => (day.Service, day.Currency))
                .Select(group => new UsageDay(from, group.Key.Service, group.Key.Currency, group.Sum(day => day.Events), group.Sum(day => day.Units), group.Sum(day => day.Amount)))
                .OrderByDescending(total => total.Amount),
        ];
        _summary = _totals is [var most, ..]
            ? Text["Charged per day from {0} to {1}; most of it for {2}: {3}.", Said(from), Said(to), Text[ServiceWords.Name(most.Service)], Money.Text(most.Amount, most.Currency, CultureInfo.CurrentCulture)]
            : "";
    }

    private string Used(UsageDay total) => Text[
        total.Events == 1 ? "{0} in {1} record" : "{0} in {1} records",
        Quantity.Text(_units.TryGetValue(total.Service, out var unit) ? unit : Unit.Event, total.Units, CultureInfo.CurrentCulture),
        total.Events.ToString("N0", CultureInfo.CurrentCulture)];

    private static string Said(LocalDate day) => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture);
}
