using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Radius.Server.Tests.Rating;

/// <summary>A call over a peak border is charged in parts, on the account's clock.</summary>
public sealed class PeriodTests(Stage stage)
{
    private readonly Offer _offer = new(stage);

    [Theory]
    [InlineData("UTC")]
    [InlineData("Asia/Kolkata")]
    [InlineData("America/New_York")]
    public async Task A_call_over_a_border_is_charged_in_parts_in_the_accounts_zone(string zone)
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var began = Began();
        var user = await stage.AccountAsync(await _offer.ProductAsync(await TariffAsync(await PeriodsAsync(began, zone, minutes: 2))));
        await stage.Book.ExecuteAsync("update customer set time_zone = $2 where name = $1", user, zone);

        await gateway.ReportAsync(Status.Start, user, "p1", new() { Called = "442071234567", EventAt = began });
        await gateway.ReportAsync(Status.Interim, user, "p1", new(90) { Called = "442071234567", EventAt = began.AddSeconds(90) });
        Assert.Equal(0.40m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await gateway.ReportAsync(Status.Stop, user, "p1", new(240) { Called = "442071234567", EventAt = began.AddSeconds(240) });

        // 2 min at 0.20 before the border, 2 at 0.60 after it.
        var record = (await stage.Billing.XdrsAsync(user)).Single();
        using var parts = JsonDocument.Parse(record.Parts);
        Assert.Equal(1.60m, record.Amount);
        Assert.Equal(2, parts.RootElement.GetArrayLength());
        Assert.Equal(8.40m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_running_call_keeps_its_periods_when_the_tariff_gets_others_and_the_next_call_has_those()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var began = Began();
        var tariff = await TariffAsync(await PeriodsAsync(began, "UTC", minutes: 2));
        var user = await stage.AccountAsync(await _offer.ProductAsync(tariff));
        await gateway.ReportAsync(Status.Start, user, "k1", new() { Called = "442071234567", EventAt = began });

        await stage.Book.ExecuteAsync(
            "update tariff set period_set_id = $2 where tariff_id = $1", tariff, await PeriodsAsync(began, "UTC", minutes: 0));
        Assert.Equal(2, await stage.Book.ReadAsync<int>("select version from tariff where tariff_id = $1", tariff));
        await stage.Billing.Services.GetRequiredService<Grains.Tariffs.TariffCatalog>().RefreshAsync(CancellationToken.None);
        await gateway.ReportAsync(Status.Stop, user, "k1", new(240) { Called = "442071234567", EventAt = began.AddSeconds(240) });
        await gateway.ReportAsync(Status.Start, user, "k2", new() { Called = "442071234567", EventAt = began });
        await gateway.ReportAsync(Status.Stop, user, "k2", new(240) { Called = "442071234567", EventAt = began.AddSeconds(240) });

        Assert.Equal([2.40m, 1.60m], (await stage.Billing.XdrsAsync(user)).Select(record => record.Amount));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_call_keeps_its_periods_over_a_crash()
    {
        await using var postgres = new Testing.MigratedPostgres();
        await postgres.InitializeAsync();
        var database = await postgres.CreateDatabaseAsync();
        var began = Began();
        long tariff;

        await using (var billing = await Testing.RunningBilling.StartAsync(database))
        {
            await using var book = new Testing.Book(database, billing.Services);
            tariff = await TariffAsync(await PeriodsAsync(began, "UTC", minutes: 2, book), book);
            await book.AddAccountAsync("caller", await book.AddBalanceAsync(10), tariff, "voice", Core.Tariffs.Unit.Second);
            using var gateway = new Testing.TestGateway(billing);
            await gateway.ReportAsync(Status.Start, "caller", "k1", new() { Called = "442071234567", EventAt = began });
            await book.ExecuteAsync("update tariff set period_set_id = $2 where tariff_id = $1", tariff, await PeriodsAsync(began, "UTC", minutes: 0, book));
        }

        await using (var billing = await Testing.RunningBilling.StartAsync(database))
        {
            using var gateway = new Testing.TestGateway(billing);
            await gateway.ReportAsync(Status.Stop, "caller", "k1", new(240) { Called = "442071234567", EventAt = began.AddSeconds(240) });

            Assert.Equal(8.40m, (await billing.BalanceAsync("caller")).Posted);
            Assert.Empty((await billing.AuditAsync()).Differences);
        }
    }

    [Fact]
    public async Task A_grant_is_priced_by_the_period_that_it_is_in()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");

        var tariff = await TariffAsync(await stage.Book.ReadAsync<long>(
            """insert into period_set (name, periods) values ('whole days', '[{"name": "peak", "dates": [], "weekly": [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "00:00"}]}]') returning period_set_id"""));
        var user = await stage.AccountAsync(await _offer.ProductAsync(tariff), funds: 6);

        var accept = await gateway.LogInAsync(user, "442071234567");

        Assert.Equal(600u, accept.Number(Attributes.SessionTimeout)); // 10 min at 0.60, not 30 at 0.20
        Assert.Equal(6m, (await stage.Billing.BalanceAsync(user)).Held);
    }

    // An hour ago, on a whole minute: what the period borders are laid around.
    private static DateTimeOffset Began()
    {
        var now = DateTimeOffset.UtcNow;

        return now.AddHours(-1).AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
    }

    /// <summary>A set whose peak begins some minutes after an instant, by a zone's clock, and lasts for six hours.</summary>
    private Task<long> PeriodsAsync(DateTimeOffset after, string zone, int minutes, Testing.Book? book = null)
    {
        var local = Instant.FromDateTimeOffset(after.AddMinutes(minutes)).InZone(DateTimeZoneProviders.Tzdb[zone]).TimeOfDay;
        var to = local.PlusHours(6);
        var json = string.Create(
            CultureInfo.InvariantCulture,
            $$"""[{"name": "peak", "weekly": [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "{{local:HH:mm}}", "to": "{{to:HH:mm:ss}}"}]}]""");

        return (book ?? stage.Book).ReadAsync<long>("insert into period_set (name, periods) values ('test', $1::jsonb) returning period_set_id", json);
    }

    /// <summary>0.20 a minute, in the peak 0.60.</summary>
    private async Task<long> TariffAsync(long periodSetId, Testing.Book? book = null)
    {
        book ??= stage.Book;
        var tariffId = await book.ReadAsync<long>(
            "insert into tariff (name, currency, unit, version, period_set_id) values ($1, 'USD', 1, 0, $2) returning tariff_id",
            Offer.Name("periods"),
            periodSetId);
        await book.ExecuteAsync(
            """
            insert into rate (tariff_id, added_in, destination, effective_from, status, direction, price_unit_size, ladders)
            values ($1, 1, '44', '2020-01-01 00:00:00+00', 0, 0, 60,
                    '[{"length": 60, "price": 0.20}, {"period": "peak", "intervals": [{"length": 60, "price": 0.60}]}]')
            """,
            tariffId);
        await book.PublishAsync(tariffId);

        return tariffId;
    }
}
