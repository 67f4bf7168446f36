using Billing.Contracts;
using Billing.Contracts.Records;
using Billing.Contracts.Reports;
using Billing.Contracts.Usage;
using Billing.Postgres.Usage;
using Billing.Testing;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Tests.Usage;

/// <summary>Figures are right whatever is folded: nothing, something, all.</summary>
public sealed class UsageFoldTests(MigratedPostgres postgres, MadeUpOperators operators)
{
    private static readonly DateTimeZone Lisbon = DateTimeZoneProviders.Tzdb["Europe/Lisbon"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_count_once_before_and_after_they_are_folded()
    {
        var (reader, account) = await StageAsync();
        await using var _ = reader;

        // Forty minutes, ten minutes, and now: the last is not old enough to be folded.
        await RecordAsync(reader, account, minutesAgo: 40, amount: 1.5m);
        await RecordAsync(reader, account, minutesAgo: 10, amount: 2m);
        await RecordAsync(reader, account, minutesAgo: 0, amount: 4m);
        var before = await FiguresAsync(reader, account);

        await reader.Get<UsageFold>().RunOnceAsync(Cancel);
        var folded = await reader.Book.ReadAsync<long>("select sum(events)::bigint from usage_quarter");
        var between = await FiguresAsync(reader, account);
        await reader.Book.ExecuteAsync("update xdr set recorded_at = recorded_at"); // nothing is folded twice
        await reader.Get<UsageFold>().RunOnceAsync(Cancel);
        await RecordAsync(reader, account, minutesAgo: 0, amount: 8m);

        Assert.Equal(2, folded);
        Assert.Equal((7.5m, 7.5m, 3), before);
        Assert.Equal(before, between);
        Assert.Equal((15.5m, 15.5m, 4), await FiguresAsync(reader, account));
        Assert.DoesNotContain((await reader.Book.AuditAsync()).Differences, one => one.Rule.StartsWith("sums of usage", StringComparison.Ordinal));
    }

    // Sums that a version of the program added begin at the first record, beside those that are there.
    [Fact]
    public async Task Sums_that_are_behind_catch_up_and_none_counts_twice()
    {
        var (reader, account) = await StageAsync();
        await using var _ = reader;
        await RecordAsync(reader, account, minutesAgo: 40, amount: 1.5m);
        await RecordAsync(reader, account, minutesAgo: 10, amount: 2m);
        await reader.Get<UsageFold>().RunOnceAsync(Cancel);
        await reader.Book.ExecuteAsync("delete from usage_report");
        await reader.Book.ExecuteAsync("update usage_fold set report_to = '-infinity'");
        await RecordAsync(reader, account, minutesAgo: 0, amount: 4m);
        Assert.Equal(7.5m, await ReportedAsync(reader));

        await reader.Get<UsageFold>().RunOnceAsync(Cancel);

        Assert.Equal(2, await reader.Book.ReadAsync<long>("select sum(events)::bigint from usage_report"));
        Assert.Equal(2, await reader.Book.ReadAsync<long>("select sum(events)::bigint from usage_quarter"));
        Assert.Equal(7.5m, await ReportedAsync(reader));
        Assert.True(await reader.Book.ReadAsync<bool>("select folded_to = report_to from usage_fold"));
        Assert.DoesNotContain((await reader.Book.AuditAsync()).Differences, one => one.Rule.StartsWith("sums of", StringComparison.Ordinal));
        await reader.Book.ExecuteAsync("update usage_report set amount = amount + 1");
        Assert.Contains((await reader.Book.AuditAsync()).Differences, one => one.Rule.StartsWith("sums of reports", StringComparison.Ordinal));
    }

    // What a writer has not committed yet may be older than what others have: the mark waits for it.
    [Fact]
    public async Task A_transaction_that_is_open_holds_the_mark_back()
    {
        var (reader, account) = await StageAsync();
        await using var _ = reader;
        await using var source = NpgsqlDataSource.Create(reader.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Cancel);
        await using var slow = await connection.BeginTransactionAsync(Cancel);
        await using (var begin = new NpgsqlCommand("select now()", connection))
        {
            var begun = (DateTime)(await begin.ExecuteScalarAsync(Cancel))!;
            await reader.Get<UsageFold>().RunOnceAsync(Cancel);

            var mark = await reader.Book.ReadAsync<DateTime>("select folded_to from usage_fold");
            Assert.True(mark <= begun - TimeSpan.FromMinutes(2), $"{mark} of {begun}");
        }

        await RecordAsync(reader, account, minutesAgo: 0, amount: 1m, connection);
        await slow.CommitAsync(Cancel);

        Assert.Equal((1m, 1m, 1), await FiguresAsync(reader, account));
    }

    [Fact]
    public async Task A_record_that_was_left_out_is_found_by_the_audit_and_mended_by_making_the_sums_again()
    {
        var (reader, account) = await StageAsync();
        await using var _ = reader;
        await RecordAsync(reader, account, minutesAgo: 10, amount: 1m);
        await reader.Get<UsageFold>().RunOnceAsync(Cancel);
        await RecordAsync(reader, account, minutesAgo: 30, amount: 2m); // a clock that is half an hour slow

        Assert.Equal((1m, 1m, 1), await FiguresAsync(reader, account));
        Assert.Contains((await reader.Book.AuditAsync()).Differences, one => one.Rule.StartsWith("sums of usage", StringComparison.Ordinal));

        await reader.Get<UsageFold>().RebuildAsync(Cancel);

        Assert.Equal((3m, 3m, 2), await FiguresAsync(reader, account));
        Assert.DoesNotContain((await reader.Book.AuditAsync()).Differences, one => one.Rule.StartsWith("sums of usage", StringComparison.Ordinal));
    }

    // Days are the customer's: half past eleven in the evening in New York is the next day in UTC.
    [Fact]
    public async Task Usage_belongs_to_the_day_of_the_customers_time_zone_in_which_it_began()
    {
        var (reader, account) = await StageAsync();
        await using var _ = reader;
        await reader.Book.ExecuteAsync("update customer set time_zone = 'America/New_York'");
        var at = Instant.FromUtc(2026, 3, 3, 4, 30);
        await RecordAsync(reader, account, minutesAgo: 10, amount: 1m, startedAt: at);
        var filter = new UsageFilter(new(2026, 3, 1), new(2026, 3, 9), account);

        var before = await reader.Get<IUsageQuery>().PerDayAsync(Scope.Everything, filter, Cancel);
        await reader.Get<UsageFold>().RunOnceAsync(Cancel);
        var after = await reader.Get<IUsageQuery>().PerDayAsync(Scope.Everything, filter, Cancel);

        Assert.Equal(new UsageDay(new(2026, 3, 2), "voice", "USD", 1, 60, 1m), Assert.Single(before));
        Assert.Equal(before, after);
    }

    // More than one rest is in it.
    [Fact]
    public async Task A_fold_that_rests_leaves_nothing_out()
    {
        var (reader, account) = await StageAsync();
        await using var _ = reader;
        await RecordAsync(reader, account, minutesAgo: 10, amount: 1m);
        await reader.Book.ExecuteAsync("""
            insert into xdr (session_id, part, account_id, balance_id, node_id, service, user_name, tariff_id, tariff_version, started_at,
                             ended_at, from_units, used_units, charged_units, amount, ledger_sequence, input_octets, output_octets, parts, recorded_at)
            select gen_random_uuid(), 1, n, x.balance_id, 1, x.service, x.user_name, x.tariff_id, 1, x.started_at, x.ended_at, 0, 60, 60, 1, 1, 0, 0, '[]',
                   x.recorded_at
            from xdr x, generate_series(1000, 2199) n
            """);

        await reader.Get<UsageFold>().RunOnceAsync(Cancel, rest: TimeSpan.FromMilliseconds(1));

        Assert.Equal(1_201, await reader.Book.ReadAsync<long>("select sum(events)::bigint from usage_day"));
        Assert.Equal(1_201m, await reader.Book.ReadAsync<decimal>("select sum(amount) from usage_day"));
        Assert.DoesNotContain((await reader.Book.AuditAsync()).Differences, one => one.Rule.StartsWith("sums of", StringComparison.Ordinal));
    }

    // What is added up before it is joined is a quarter of an hour, and no zone's day begins within one: Nepal's at a quarter past in UTC.
    [Fact]
    public async Task Two_records_of_one_minute_are_of_two_days_where_midnight_is_between_them()
    {
        var (reader, account) = await StageAsync();
        await using var _ = reader;
        await reader.Book.ExecuteAsync("update customer set time_zone = 'Asia/Kathmandu'");
        await RecordAsync(reader, account, minutesAgo: 10, amount: 1m, startedAt: Instant.FromUtc(2026, 3, 3, 18, 14, 59));
        await RecordAsync(reader, account, minutesAgo: 10, amount: 2m, startedAt: Instant.FromUtc(2026, 3, 3, 18, 15));
        await RecordAsync(reader, account, minutesAgo: 10, amount: 4m, startedAt: Instant.FromUtc(2026, 3, 3, 18, 15, 30));
        var filter = new UsageFilter(new(2026, 3, 1), new(2026, 3, 9), account);

        var before = await reader.Get<IUsageQuery>().PerDayAsync(Scope.Everything, filter, Cancel);
        await reader.Get<UsageFold>().RunOnceAsync(Cancel);
        var after = await reader.Get<IUsageQuery>().PerDayAsync(Scope.Everything, filter, Cancel);

        Assert.Equal(
            [new UsageDay(new(2026, 3, 3), "voice", "USD", 1, 60, 1m), new UsageDay(new(2026, 3, 4), "voice", "USD", 2, 120, 6m)],
            after.OrderBy(one => one.Day));
        Assert.Equal(before.OrderBy(one => one.Day), after.OrderBy(one => one.Day));
    }

    [Fact]
    public async Task The_dashboard_is_what_plain_sums_say()
    {
        await using var reader = await operators.SmallAsync();
        var now = SystemClock.Instance.GetCurrentInstant();
        var today = now.InZone(Lisbon).Date;

        var dashboard = await reader.Get<IDashboardQuery>().ShowAsync(Lisbon, now, Cancel);

        foreach (var day in Enumerable.Range(0, 14).Select(back => today.PlusDays(-back)))
        {
            object[] period = [Lisbon.AtStartOfDay(day).ToDateTimeUtc(), Lisbon.AtStartOfDay(day.PlusDays(1)).ToDateTimeUtc()];
            Assert.Equal(
                await reader.Book.ReadAsync<decimal>("select coalesce(sum(amount), 0) from xdr where recorded_at >= $1 and recorded_at < $2", period),
                dashboard.ChargedPerDay.Where(one => one.Day == day).Sum(one => one.Amount));
        }

        var begin = Lisbon.AtStartOfDay(today).ToDateTimeUtc();
        Assert.Equal(today, dashboard.Today);
        Assert.Equal(dashboard.ChargedToday.Sum(one => one.Amount), dashboard.ServicesToday.Sum(one => one.Amount));
        Assert.Equal(
            await reader.Book.ReadAsync<decimal>("select coalesce(sum(amount), 0) from ledger_entry where reason = 3 and recorded_at >= $1", begin),
            dashboard.PaidToday.Sum(one => one.Amount));
        Assert.Equal(
            await reader.Book.ReadAsync<long>("select count(*) from ledger_entry where reason = 3 and recorded_at >= $1", begin), dashboard.Payments);
        Assert.Equal(await reader.Book.ReadAsync<long>("select count(*) from session where ended_at is null"), dashboard.SessionsNow.Sum(one => one.Sessions));
        Assert.Equal(await reader.Book.ReadAsync<long>("select count(*) from xdr where rate_id is null and recorded_at >= $1", begin), dashboard.UnratedToday);
        Assert.NotEmpty(dashboard.TopDestinations);
        Assert.All(dashboard.TopDestinations.GroupBy(one => one.Currency), group =>
            Assert.Equal(group.OrderByDescending(one => one.Amount).Select(one => one.Amount), group.Select(one => one.Amount)));
    }

    private static async Task<decimal> ReportedAsync(Reader reader)
    {
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;

        return (await reader.Get<IReportQuery>().ReadAsync(new(ReportMeasure.Charged, ReportGroup.Product, today.PlusDays(-1), today, "USD"), Cancel))
            .Cells.Sum(cell => cell.Amount);
    }

    private async Task<(Reader Reader, long Account)> StageAsync()
    {
        var reader = new Reader(await postgres.CreateDatabaseAsync());
        var tariff = await reader.Book.AddTariffAsync("Minutes", Core.Tariffs.Unit.Second, 60, 1);
        var balance = await reader.Book.AddBalanceAsync(100);

        return (reader, await reader.Book.AddAccountAsync("alice", balance, tariff, "voice", Core.Tariffs.Unit.Second, 180));
    }

    private static async Task RecordAsync(
        Reader reader, long account, int minutesAgo, decimal amount, NpgsqlConnection? connection = null, Instant? startedAt = null)
    {
        const string sql = """
            insert into xdr (session_id, part, account_id, balance_id, node_id, service, user_name, tariff_id, tariff_version, started_at,
                             ended_at, from_units, used_units, charged_units, amount, ledger_sequence, input_octets, output_octets, parts, recorded_at)
            select gen_random_uuid(), 1, a.account_id, a.balance_id, 1, 'voice', 'alice', t.tariff_id, 1,
                   coalesce($4, now() - make_interval(mins => $2)), now() - make_interval(mins => $2), 0, 60, 60, $3, 1, 0, 0, '[]',
                   now() - make_interval(mins => $2)
            from account a, tariff t
            where a.account_id = $1 and t.name = 'Minutes'
            """;
        await using var source = NpgsqlDataSource.Create(reader.ConnectionString);
        await using var command = connection is null ? source.CreateCommand(sql) : new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(new NpgsqlParameter[]
        {
            new() { Value = account },
            new() { Value = minutesAgo },
            new() { Value = amount },
            new NpgsqlParameter<DateTime?> { TypedValue = startedAt?.ToDateTimeUtc() },
        });
        await command.ExecuteNonQueryAsync(Cancel);
    }

    // Of the account's days, of the operator's week, and how many records that is.
    private static async Task<(decimal Account, decimal Operator, long Records)> FiguresAsync(Reader reader, long account)
    {
        var now = SystemClock.Instance.GetCurrentInstant() + Duration.FromSeconds(1);
        var days = await reader.Get<IUsageQuery>().PerDayAsync(
            Scope.OfAccount(account), new(now.InUtc().Date.PlusDays(-1), now.InUtc().Date.PlusDays(1), account), Cancel);
        var all = await reader.Get<IDashboardQuery>().ShowAsync(DateTimeZone.Utc, now, Cancel);
        var totals = await reader.Get<IXdrQuery>().TotalsAsync(Scope.Everything, new(now - Duration.FromDays(2), now), Cancel);
        Assert.Equal(totals.Services.Sum(one => one.Amount), all.ChargedPerDay.Sum(one => one.Amount));

        return (days.Sum(day => day.Amount), all.ChargedPerDay.Sum(day => day.Amount), totals.Records);
    }
}
