using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Grains.Balances;
using Billing.Testing;
using NodaTime;

namespace Billing.Postgres.Tests.Balances;

public sealed class BalanceStoreTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task A_balance_comes_with_its_open_sessions_and_their_rates()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(10, limit: 5);
        var balance = await stores.LoadAsync(balanceId);
        var (open, ended) = (stores.NewSession(balanceId), stores.NewSession(balanceId));

        foreach (var decide in new Func<Balance, Posting>[]
        {
            b => Stores.Authorize(b, open),
            b => Stores.Report(b, open, 61, name: "open"),
            b => Stores.Report(b, ended, 60, SessionState.Ended, isNew: true, name: "ended"),
        })
        {
            var posting = decide(balance);
            balance = posting.After;
            await stores.Journal.AppendAsync(posting);
        }

        var read = await stores.LoadAsync(balanceId);

        Assert.Equal((9m, 5m, 2m, 3m, 9m), (read.Posted, read.CreditLimit, read.Unsettled, read.Held, read.Available));
        Assert.Equal((balance.Version, 2L, "USD"), (read.Version, read.LastSequence, read.Currency.Code));
        var session = Assert.Single(read.Sessions.Values);
        Assert.Equal(stores.Rate.RateId, session.Terms.Rate?.RateId);
        Assert.Equal(balance.Sessions[open.Terms.SessionId], session with { Terms = session.Terms with { Rate = stores.Rate } });
        Assert.Equal(
            Stores.Report(balance, open, 200).Session!.Held, Stores.Report(read, open, 200).Session!.Held);
    }

    [Fact]
    public async Task Many_that_are_asked_for_together_each_get_their_own()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var ids = new List<long>();

        for (var i = 1; i <= 20; i++)
        {
            var id = await stores.Book.AddBalanceAsync(100 + i);
            ids.Add(id);
            await stores.Journal.AppendAsync(Stores.Authorize(await stores.LoadAsync(id), stores.NewSession(id)));
        }

        var store = stores.Get<IBalanceStore>();
        var read = await Task.WhenAll(ids.Concat(ids).Append(999_999_999).Select(store.LoadAsync));

        Assert.Equal(ids.Concat(ids), read[..^1].Select(balance => balance!.BalanceId));
        Assert.Equal(ids.Select((_, i) => 101m + i), read[..20].Select(balance => balance!.Posted));
        Assert.All(read[..^1], balance => Assert.Equal(3m, balance!.Held));
        Assert.Null(read[^1]);
    }

    [Theory]
    [InlineData("update allowance_plan set zone_id = 'Mars/Olympus' where balance_id = $1", "allowance_plan", "zone_id: \"Mars/Olympus\"")]
    [InlineData("update allowance_plan set uses = '{\"service\": 1}' where balance_id = $1", "allowance_plan", "uses")]
    [InlineData("update allowance_plan set uses = '[{\"weight\": \"heavy\"}]' where balance_id = $1", "allowance_plan", "uses")]
    [InlineData("update discount_plan set tiers = '[{\"threshold\": \"1e99\"}]' where balance_id = $1", "discount_plan", "tiers")]
    public async Task A_row_that_cannot_be_read_fails_its_balance_and_no_other(string fault, string table, string field)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var ids = new List<long>();

        for (var i = 0; i < 9; i++)
        {
            ids.Add(await stores.Book.AddBalanceAsync(10));
            await stores.Book.ExecuteAsync(
                "insert into allowance_plan (balance_id, name, kind, amount, period, starts_at) values ($1, 'minutes', 1, 60, 4, now())", ids[i]);
            await stores.Book.ExecuteAsync(
                "insert into discount_plan (balance_id, name, measure, reset, tiers) values ($1, 'volume', 1, 4, '[]')", ids[i]);
        }

        await stores.Book.ExecuteAsync(fault, ids[4]);
        var store = stores.Get<IBalanceStore>();
        var reads = ids.ConvertAll(store.LoadAsync);

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => reads[4]);
        Assert.StartsWith($"balance {ids[4]}: {table} ", failure.Message, StringComparison.Ordinal);
        Assert.Contains($": {field}", failure.Message, StringComparison.Ordinal);
        reads.RemoveAt(4);
        Assert.All(await Task.WhenAll(reads), balance => Assert.Single(balance!.Funds.Plans));
    }

    [Fact]
    public async Task The_period_before_the_newest_is_read_however_long_it_was()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (balanceId, other) = (await stores.Book.AddBalanceAsync(10), await stores.Book.AddBalanceAsync(10));
        await stores.Book.ExecuteAsync(
            """
            insert into counter (balance_id, counter_of, id, period_start, value)
            select b, 1, 7, at::timestamptz, 1 from unnest($1::bigint[]) b, unnest('{2025-10-01Z,2026-01-01Z,2026-04-01Z}'::text[]) at -- quarters
            union all select b, 1, 8, timestamptz '2026-04-01Z' - make_interval(days => n), 1 from unnest($1::bigint[]) b, generate_series(0, 60) n
            union all select b, 1, 9, timestamptz '2020-01-01Z', 1 from unnest($1::bigint[]) b
            """,
            new[] { balanceId, other });

        foreach (var balance in new[] { await stores.LoadAsync(balanceId), await stores.LoadAsync(other) })
        {
            var counters = balance.Funds.Counters.ToLookup(one => one.Key.Id, one => one.PeriodStart);
            Assert.Equal([Instant.FromUtc(2026, 1, 1, 0, 0), Instant.FromUtc(2026, 4, 1, 0, 0)], counters[7].Order());
            Assert.Equal((41, 1), (counters[8].Count(), counters[9].Count()));
        }
    }

    [Fact]
    public async Task A_balance_that_is_read_twice_is_not_moved_on_alike()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(10);

        var versions = new HashSet<long>();

        for (var i = 0; i < 10; i++)
        {
            versions.Add(Stores.Authorize(await stores.LoadAsync(balanceId), stores.NewSession(balanceId)).After.Version);
        }

        Assert.Equal(10, versions.Count);
    }
}
