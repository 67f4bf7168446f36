using Billing.Core.Tariffs;
using Billing.Grains.Tariffs;
using Npgsql;

namespace Billing.Postgres.Tests.Tariffs;

/// <summary>What may not be configured is refused when it is, with the reason.</summary>
public sealed class ConfigurationTests(Testing.MigratedPostgres postgres)
{
    private const string Periods = """[{"name": "peak", "weekly": [{"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "20:00:30"}], "dates": ["2026-12-25"]}]""";

    [Theory]
    [InlineData("update account set product_id = (select product_id from product where name = 'euro') where login = 'ann'")]
    [InlineData("update account set balance_id = (select max(balance_id) from balance) where login = 'ann'")]
    [InlineData("insert into account_product select a.account_id, p.product_id, 1 from account a, product p where login = 'ann' and name = 'euro'")]
    [InlineData("insert into tariff_override (account_id, service, tariff_id) select account_id, 'voice', tariff_id from account, tariff t where login = 'ann' and t.name = 'Euro'")]
    [InlineData("insert into tariff_override (customer_id, service, tariff_id) select customer_id, 'voice', tariff_id from account, tariff t where login = 'ann' and t.name = 'Euro'")]
    [InlineData("insert into product_rating (product_id, service, access_code, tariff_id) select a.product_id, 'voice', 'Z', tariff_id from account a, tariff t where login = 'ann' and t.name = 'Euro'")]
    [InlineData("update product_service set tariff_id = (select tariff_id from tariff where name = 'Euro') where product_id = (select product_id from account where login = 'ann')")]
    [InlineData("insert into product_service select a.product_id, 'sms', 3, tariff_id, null, 1 from account a, tariff t where login = 'ann' and t.name = 'Euro'")]
    [InlineData("insert into account (customer_id, balance_id, product_id, login, secret) select a.customer_id, a.balance_id, p.product_id, 'new', '' from account a, product p where a.login = 'ann' and p.name = 'euro'")]
    public async Task A_tariff_in_another_currency_than_the_payers_balance(string statement)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await stores.Book.AddAccountAsync("ann", await stores.Book.AddBalanceAsync(10), stores.TariffId, "voice", Unit.Second);
        await stores.Book.ExecuteAsync("insert into tariff (name, currency, unit, version) values ('Euro', 'EUR', 1, 1)");
        await stores.Book.ExecuteAsync(
            """
            with p as (insert into product (name) values ('euro') returning product_id)
            insert into product_service select product_id, 'voice', 1, tariff_id, null, 1 from p, tariff where name = 'Euro'
            """);
        await stores.Book.ExecuteAsync("insert into balance (customer_id, currency) select max(customer_id), 'EUR' from customer");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => stores.Book.ExecuteAsync(statement));

        Assert.Equal(PostgresErrorCodes.CheckViolation, refused.SqlState);
        Assert.Matches("""account "(ann|new)": its balance is in (USD|EUR), but the tariff "(Euro|Minutes)" is in (EUR|USD)""", refused.MessageText);
    }

    [Theory]
    [InlineData("update tariff set currency = 'EUR'", "tariff 1 is never changed: make a new one")]
    [InlineData("update balance set currency = 'EUR'", "balance 1 is never changed: make a new one")]
    [InlineData("update period_set set name = 'other'", "period_set 1 is never changed: make a new one")]
    [InlineData("delete from period_set", "period_set 1 is never changed: make a new one")]
    [InlineData("update tariff set period_set_id = null", "tariff \"Minutes\": its rates have prices for the periods peak, which the period set does not have")]
    [InlineData("insert into destination_group (name) values ('a,b')", "new row for relation \"destination_group\" violates check constraint \"destination_group_name_check\"")]
    public async Task What_is_never_changed_or_does_not_fit(string statement, string reason)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await stores.Book.AddBalanceAsync(10);
        await stores.Book.ExecuteAsync("insert into period_set (name, periods) values ('set', $1::jsonb)", Periods);
        await stores.Book.ExecuteAsync("update tariff set period_set_id = 1");
        await stores.Book.ExecuteAsync("""update rate set ladders = ladders || '{"period": "peak", "intervals": [{"length": 1, "price": 1}]}'""");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => stores.Book.ExecuteAsync(statement));

        Assert.Equal(reason, refused.MessageText);
    }

    [Fact]
    public async Task A_tariff_is_compiled_with_its_periods_and_the_ladders_of_its_rates()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await stores.Book.ExecuteAsync("insert into period_set (name, periods) values ('set', $1::jsonb)", Periods);
        await stores.Book.ExecuteAsync("update tariff set period_set_id = 1");
        await stores.Book.ExecuteAsync("""update rate set ladders = ladders || '{"period": "peak", "intervals": [{"length": 30, "repeat": 1, "price": 2}, {"length": 6, "price": 1}]}'""");
        var store = stores.Get<ITariffStore>();

        var tariff = (await store.LoadAsync(stores.TariffId))!;

        Assert.Equal((2, 1L), (tariff.Version, tariff.Periods!.PeriodSetId));
        var peak = Assert.Single(tariff.Periods.Periods);
        Assert.Equal(("peak", new NodaTime.LocalDate(2026, 12, 25)), (peak.Name, Assert.Single(peak.Dates)));
        Assert.Equal(new(Weekdays.WorkingDays, new(8, 0), new(20, 0, 30)), Assert.Single(peak.Weekly));
        Assert.Equal([new(30, 1, 2), new(6, null, 1)], tariff.Rates[0].PeriodLadders["peak"].Intervals);
        Assert.Equal([new(30, 1, 2), new(6, null, 1)], (await store.LoadRateAsync(tariff.Rates[0].RateId))!.PeriodLadders["peak"].Intervals);
        Assert.Equal(1, (await store.LoadPeriodsAsync(1))!.PeriodSetId);
        Assert.Null(await store.LoadPeriodsAsync(2));
    }

    [Theory]
    [InlineData("""[{"name": "peak", "weekly": [{"days": [0], "from": "08:00", "to": "20:00"}]}]""", "period set 1: days: 0 is not from 1 (Monday) to 7 (Sunday)")]
    [InlineData("""[{"name": "peak"}, {"name": "peak"}]""", "period set 1: Two periods are named \"peak\".")]
    [InlineData("""[{"name": "peak", "weekly": [{"days": [1], "from": "24:00", "to": "20:00"}]}]""", "period set 1: ")]
    [InlineData("""[{"name": "peak", "hours": []}]""", "period set 1: ")]
    public async Task A_period_set_that_is_none_is_said_by_its_number(string periods, string reason)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await stores.Book.ExecuteAsync("insert into period_set (name, periods) values ('set', $1::jsonb)", periods);

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => stores.Get<ITariffStore>().LoadPeriodsAsync(1));

        Assert.StartsWith(reason, failure.Message, StringComparison.Ordinal);
    }
}
