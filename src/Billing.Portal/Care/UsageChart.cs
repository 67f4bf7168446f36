using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Usage;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Care;

/// <summary>The picture of some days' cost, by service.</summary>
public sealed record UsageChart(string Title, string Unit, IReadOnlyList<LocalDate> Days, IReadOnlyList<DaySeries> Series, string Summary)
{
    /// <summary>Null when there was nothing.</summary>
    /// <param name="chosen">One of the subscriber's lines; null: all of them.</param>
    /// <param name="service">Null: all services.</param>
    public static async Task<UsageChart?> LoadAsync(
        IUsageQuery usage,
        Subscriber subscriber,
        AccountRow line,
        LocalDate today,
        int days,
        IStringLocalizer<Words> text,
        CancellationToken cancellation,
        long? chosen = null,
        string? service = null)
    {
        var first = today.PlusDays(1 - days);
        var filter = (chosen ?? subscriber.Scope.AccountId) is { } account
            ? new UsageFilter(first, today, AccountId: account, Service: service)
            : new UsageFilter(first, today, CustomerId: line.CustomerId, Service: service);
        var found = await usage.PerDayAsync(subscriber.Scope, filter, cancellation);

        return found.Count == 0 ? null : Of(found, first, days, text);
    }

    internal static UsageChart Of(IReadOnlyList<UsageDay> found, LocalDate first, int days, IStringLocalizer<Words> text)
    {
        LocalDate[] all = [.. Enumerable.Range(0, days).Select(first.PlusDays)];
        var currency = MainCurrency.Of(found);
        DaySeries[] series =
        [
            .. from day in found
               where day.Currency == currency
               group day by day.Service into service
               orderby service.Sum(day => day.Amount) descending
               select new DaySeries(
                   service.Key,
                   text[ServiceWords.Name(service.Key)],
                   [.. all.Select(day => service.Where(one => one.Day == day).Sum(one => one.Amount))]),
        ];
        var sum = series.Sum(line => line.Values.Sum());

        return new(
            text["Charged per day, last {0} days", days],
            currency,
            all,
            series,
            text["{0} in {1} days; most for {2}.", Money.Text(sum, currency, CultureInfo.CurrentCulture), days, series[0].Name]);
    }
}
