using Billing.Contracts.Sessions;
using NodaTime;

namespace Billing.Grains.Tests.Rating;

/// <summary>Tariff periods on the account's clock when daylight saving moves it.</summary>
public sealed class PeriodTests(TwoSilos silos)
{
    [Theory]
    // New York is at −4 h until November 1, 2026, 2:00, and from March 8, 2026, 2:00; the night is from 23:00 to 6:00.
    //          start                    seconds  amount
    [InlineData("2026-11-01T04:30:00Z", 25_200, "29.40")]  // 0:30 EDT to 6:30 EST: 390 min at 0.06, 30 at 0.20
    [InlineData("2026-03-08T06:30:00Z", 18_000, "30.60")]  // 1:30 EST to 7:30 EDT: 210 min at 0.06, 90 at 0.20
    [InlineData("2026-07-01T09:30:00Z", 3_600, "7.80")]    // 5:30 to 6:30: 30 and 30
    public async Task A_long_call_is_split_where_the_clock_says(string start, int seconds, string amount)
    {
        var caller = await silos.CallerAsync(funds: 100);
        var periods = await silos.Book.ReadAsync<long>(
            """
            insert into period_set (name, periods)
            values ('night', '[{"name": "night", "weekly": [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "23:00", "to": "06:00"}]}]')
            returning period_set_id
            """);
        var tariff = await silos.Book.ReadAsync<long>(
            "insert into tariff (name, currency, unit, version, period_set_id) values ($1, 'USD', 1, 0, $2) returning tariff_id",
            $"nights of {caller.Login}",
            periods);
        await silos.Book.ExecuteAsync(
            """
            insert into rate (tariff_id, added_in, destination, effective_from, status, direction, price_unit_size, ladders)
            values ($1, 1, '*', '2020-01-01 00:00:00+00', 0, 0, 60,
                    '[{"length": 60, "price": 0.20}, {"period": "night", "intervals": [{"length": 60, "price": 0.06}]}]')
            """,
            tariff);
        await silos.Book.PublishAsync(tariff);
        await silos.Book.ExecuteAsync(
            "update customer c set time_zone = 'America/New_York' from account a where a.customer_id = c.customer_id and a.account_id = $1",
            caller.Account.AccountId);
        await silos.Book.ExecuteAsync(
            "insert into account (customer_id, balance_id, product_id, login, secret) select customer_id, balance_id, product_id, login || 'n', secret from account where account_id = $1",
            caller.Account.AccountId);
        await silos.Book.ExecuteAsync(
            """
            with a as (select account_id from account where login = $1), o as (
                insert into tariff_override (account_id, service, tariff_id) select account_id, 'voice', $2 from a
            )
            insert into account_alias (alias, account_id) select $1, account_id from a
            """,
            caller.Login + "n",
            tariff);
        var began = NodaTime.Text.InstantPattern.General.Parse(start).Value;

        await ReportAsync(ReportKind.Start, 0);
        await ReportAsync(ReportKind.Stop, seconds);

        await caller.CheckAsync(100 - decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));

        Task<ReportReply> ReportAsync(ReportKind kind, int after) => caller.ReportAsync(caller.Report(kind, after) with
        {
            UserName = caller.Login + "n",
            EventAt = began + Duration.FromSeconds(after),
        });
    }
}
