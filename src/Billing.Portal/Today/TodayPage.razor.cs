using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Nodes;
using Billing.Contracts.Payments;
using Billing.Contracts.Usage;
using Billing.Core.Tariffs;
using Billing.Portal.Balances;
using Billing.Portal.Design;
using Billing.Portal.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Today;

/// <summary>The state of the business, and what needs somebody.</summary>
public sealed partial class TodayPage : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(4);

    private readonly Lifetime _gone = new();
    private Figures? _figures;
    private IReadOnlyDictionary<string, Unit> _units = new Dictionary<string, Unit>();
    private LocalDate[] _days = [];
    private List<DaySeries> _series = [];
    private string _currency = "";
    private string _summary = "";
    private string _undrawn = "";

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private DashboardSnapshot Snapshot { get; set; } = null!;

    [Inject]
    private ServiceUnits Units { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private string? Lede => _figures is null ? null : Text[
        "{0}, in the time of {1}", LongDay(_figures.Dashboard.Today), Viewer.ZoneId].Value;

    protected override async Task OnInitializedAsync()
    {
        _units = await Units.AllAsync(_gone.Token);
        await LoadAsync();
    }

    public void Dispose() => _gone.Dispose();

    private async Task LoadAsync()
    {
        var before = _figures?.Dashboard.ChargedPerDay;
        _figures = await Snapshot.GetAsync(Viewer.Zone, _gone.Token);
        var perDay = _figures.Dashboard.ChargedPerDay;

        if (before is not null && perDay.SequenceEqual(before))
        {
            return; // the same picture
        }

        _days = [.. Enumerable.Range(-13, 14).Select(_figures.Dashboard.Today.PlusDays)];
        _currency = MainCurrency.Of(perDay);
        _series =
        [
            .. from day in perDay
               where day.Currency == _currency
               group day by day.Service into service
               orderby service.Sum(day => day.Amount) descending
               select new DaySeries(
                   service.Key,
                   Text[ServiceWords.Name(service.Key)],
                   [.. _days.Select(day => service.Where(one => one.Day == day).Sum(one => one.Amount))]),
        ];
        _undrawn = string.Join(", ", perDay.GroupBy(day => day.Currency).Where(group => group.Key != _currency && group.Any(day => day.Amount != 0)).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Money.Text(Money.Rounded(group.Sum(day => day.Amount), group.Key), group.Key, CultureInfo.CurrentCulture)));
        var sum = _series.Sum(line => line.Values.Sum());
        _summary = Text["{0} in {1} days; most for {2}.", Money.Text(sum, _currency, CultureInfo.CurrentCulture), 14, _series is [var most, ..] ? most.Name : "–"];
    }

    private Unit UnitOf(string service) => _units.TryGetValue(service, out var unit) ? unit : ServiceWords.UnitOf(service);

    // Of the picture and of the figures; what there is of others stands below: two never add.
    internal static MarkupString Sum(IReadOnlyList<CurrencyAmount> amounts, string main) => Main(amounts, main) is { } first
        ? new($"{Money.In(first.Currency, Money.Rounded(first.Amount, first.Currency), CultureInfo.CurrentCulture)}<small>{first.Currency}</small>")
        : new("0");

    private static CurrencyAmount? Main(IReadOnlyList<CurrencyAmount> amounts, string main) =>
        amounts.FirstOrDefault(amount => amount.Currency == main) ?? (amounts is [var first, ..] ? first : null);

    private CurrencyAmount? Main(IReadOnlyList<CurrencyAmount> amounts) => Main(amounts, _currency);

    private string? Beside(string? first, IReadOnlyList<CurrencyAmount> amounts)
    {
        var others = amounts.Where(amount => amount != Main(amounts) && amount.Amount != 0)
            .Select(amount => Money.Text(Money.Rounded(amount.Amount, amount.Currency), amount.Currency, CultureInfo.CurrentCulture)).ToArray();
        var also = others.Length == 0 ? null : Text["also {0}", string.Join(", ", others)].Value;

        return string.Join(" · ", new[] { first, also }.Where(part => part is not null)) is { Length: > 0 } detail ? detail : null;
    }

    private string PaymentsOf(Dashboard today)
    {
        var count = Main(today.PaidToday) is { } main ? today.PaymentsOf(main.Currency) : 0;

        return count == 1 ? Text["1 payment or voucher"] : Text["{0} payments and vouchers", count];
    }

    private string? Compared(Dashboard today)
    {
        var now = Main(today.ChargedToday);
        var then = today.ChargedWeekAgo.FirstOrDefault(amount => amount.Currency == now?.Currency);

        return now is null || then is null ? null : WeekAgo.Beside(now.Amount, then.Amount, now.Currency, Text);
    }

    // As many lines as other cards have, of each currency alike.
    private static IEnumerable<DestinationTotal> MostOf(IReadOnlyList<DestinationTotal> totals)
    {
        var currencies = totals.GroupBy(line => line.Currency).ToArray();

        return currencies.SelectMany(currency => currency.Take(Math.Max(3, 10 / currencies.Length)));
    }

    private string OfToday => $"from={Iso(_figures!.Dashboard.Today)}&to={Iso(_figures.Dashboard.Today)}";

    private string OfWeek => $"from={Iso(_figures!.Dashboard.Today.PlusDays(-6))}&to={Iso(_figures.Dashboard.Today)}";

    // As the language puts day and month: "28 November", "28 de noviembre".
    private static string LongDay(LocalDate day)
    {
        var date = day.ToDateTimeUnspecified();

        return string.Create(CultureInfo.CurrentCulture, $"{date:dddd} {date:M}");
    }

    private static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);

    private IEnumerable<TodoItem> Todo(Figures figures)
    {
        var today = figures.Dashboard;

        if (today.UnratedToday > 0)
        {
            yield return new(today.UnratedToday, "bad", Text["Usage that nothing priced"], Text["It was not charged: add the rate, then rate it again."], $"admin/usage?rated=no&{OfToday}");
        }

        if (today.Suspense > 0)
        {
            yield return new(today.Suspense, "bad", Text["Usage of nobody we know"], Text["Gateways report it; find out whose it is."], "admin/suspense");
        }

        if (today.LongSessions > 0)
        {
            yield return new(today.LongSessions, "warn", Text["Sessions over {0} hours", 6], Text["A gateway may have forgotten them."], "admin/sessions?long=6");
        }

        if (today.DeclinedToday > 0)
        {
            yield return new(
                today.DeclinedToday, "warn", Text["Declined payments"], Text["No money moved: the payer may need another card."],
                $"admin/payments?state={PaymentState.Declined}&from={Iso(today.Today)}");
        }

        if (figures.Disobeyed > 0)
        {
            yield return new(
                figures.Disobeyed, "bad", Text["Sessions whose gateway does not obey"], Text["It was told three times or more to end them or to change their policy."],
                "admin/sessions?orders=disobeyed");
        }

        if (figures.Planned.Count > 0)
        {
            var tariffs = figures.Planned.Select(change => change.Tariff).Distinct().ToArray();
            yield return new(
                figures.Planned.Sum(change => change.Rates), "warn", Text["Rate changes tonight"],
                tariffs.Length == 1 ? tariffs[0] : Text["{0} and {1} more tariffs", tariffs[0], tariffs.Length - 1],
                tariffs.Length == 1 ? $"admin/tariffs/{figures.Planned[0].TariffId}" : "admin/tariffs");
        }

        if (figures.Silent is > 0 and var silent)
        {
            yield return new(
                silent, "warn", Text["Silent gateways"], Text["No packet for more than {0} minutes.", GatewayWords.Silence.TotalMinutes], "admin/gateways?state=silent");
        }
    }

    private static Instant? LastPacketOf(Figures figures, GatewayHealth gateway) =>
        figures.Nodes.FirstOrDefault(row => row.NodeId == gateway.NodeId) is { } row ? GatewayWords.LastPacket(row, gateway) : gateway.LastPacketAt;

    private sealed record TodoItem(long Count, string Tone, string What, string Why, string Href);
}
