using Billing.Contracts.Sessions;
using Billing.Grains.Sessions;
using Billing.Testing;

namespace Billing.Postgres.Tests.Sessions;

/// <summary>The claim of an order is what makes it told once.</summary>
public sealed class SessionControlStoreTests(MigratedPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string RunningSql = """
        insert into session (session_id, balance_id, account_id, node_id, reported_at, heard_at, duration_seconds, input_octets, output_octets,
                             used_units, granted_units, charged, held, settled, settled_units, settled_at, parts, state, incarnation, saw_gigawords,
                             authorized_at, unit, tariff_id, tariff_version, longest_units, service, user_name, zone_id)
        values ($1, $2, $3, 2, now(), now(), 0, 0, 0, 0, 0, 0, 0, 0, 0, now(), 0, 1, 0, false, now(), 1, 1, 1, 1, 'data', 'alice', 'UTC')
        """;

    private static ControlStart Start(Guid session, string cause = "c1") =>
        new(session, 1, 2, "s1", cause, ControlKind.ChangePolicy, "slow", "admin", "testing");

    [Fact]
    public async Task Of_many_who_claim_a_cause_one_has_it_and_the_others_get_its_answer()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (store, session) = (stores.Get<ISessionControlStore>(), Guid.CreateVersion7());

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.ClaimAsync(Start(session))));

        var mine = Assert.Single(claims, claim => claim.IsMine);
        Assert.All(claims, claim => Assert.Equal((mine.ControlId, null), (claim.ControlId, claim.Before)));
        Assert.True((await store.ClaimAsync(Start(session, "c2"))).IsMine);
        Assert.True((await store.ClaimAsync(Start(Guid.CreateVersion7()))).IsMine);

        var reply = new ControlReply(ControlOutcome.Refused, "no", 503, 2, 40);
        await store.AnsweredAsync(mine.ControlId, reply);
        Assert.Equal((false, reply), ((await store.ClaimAsync(Start(session))).IsMine, (await store.ClaimAsync(Start(session))).Before));
    }

    [Theory]
    [InlineData(ControlOutcome.NoAnswer, "59 seconds", false)]
    [InlineData(ControlOutcome.NoAnswer, "61 seconds", true)]
    [InlineData(ControlOutcome.Refused, "1 day", false)]
    [InlineData(ControlOutcome.Acknowledged, "1 day", false)]
    [InlineData(ControlOutcome.NotSent, "1 day", false)]
    [InlineData(null, "119 seconds", false)]
    [InlineData(null, "121 seconds", true)]
    public async Task What_nobody_answered_or_a_lost_process_had_may_be_begun_again_later(ControlOutcome? outcome, string age, bool isMine)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (store, session) = (stores.Get<ISessionControlStore>(), Guid.CreateVersion7());
        var first = await store.ClaimAsync(Start(session));

        if (outcome is { } known)
        {
            await store.AnsweredAsync(first.ControlId, new(known, "so", Tries: 4));
        }

        await stores.Book.ExecuteAsync(
            "update session_control set asked_at = asked_at - $1::text::interval, answered_at = answered_at - $1::text::interval", age);

        var again = await store.ClaimAsync(Start(session));

        Assert.Equal((first.ControlId, isMine), (again.ControlId, again.IsMine));
        Assert.Equal(!isMine && outcome is not null, again.Before is not null);

        if (isMine)
        {
            await store.AnsweredAsync(again.ControlId, new(ControlOutcome.Acknowledged, "done", Tries: 1));
            var record = Assert.Single(await stores.Get<ISessionControlQuery>().OfSessionAsync(session, 10, Cancel));
            Assert.Equal((ControlOutcome.Acknowledged, outcome is null ? 1 : 5), (record.Outcome, record.Tries));
        }
    }

    [Theory]
    //         slice  used  granted  goes on
    [InlineData(60, 10, 20, false)] // the rest of an interval that is paid already
    [InlineData(10, 10, 20, true)] // paid already is all that is granted at once
    [InlineData(10, 15, 20, false)]
    [InlineData(null, 10, 20, false)]
    public async Task An_end_for_want_of_funds_is_not_told_again_to_what_has_them(int? slice, int used, int granted, bool goesOn)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var session = Guid.CreateVersion7();
        var balance = await stores.Book.AddBalanceAsync(10);
        var tariff = await stores.Book.AddTariffAsync("t", Core.Tariffs.Unit.Byte, 60, 1);
        var account = await stores.Book.AddAccountAsync("alice", balance, tariff, "data", Core.Tariffs.Unit.Byte, slice: 60);
        await stores.Book.ExecuteAsync(RunningSql, session, balance, account);
        await stores.Book.ExecuteAsync(
            "update session set slice_units = nullif($1, '')::int, used_units = $2, granted_units = $3, coverage = '{\"steerings\": 1, \"holds\": []}'",
            $"{slice}", used, granted);
        await stores.Get<ISessionControlStore>().ClaimAsync(Start(session, "steering 1") with { By = "rule: funds" });
        await stores.Book.ExecuteAsync("update session_control set asked_at = asked_at - interval '3 minutes'");

        Assert.Equal(goesOn ? 0 : 1, (await stores.Get<ISessionPolicyStore>().UntoldAsync(10)).Count);
    }

    [Theory]
    //          round  unknown  cause  minutes
    [InlineData(1, 0, null, 1)]
    [InlineData(2, 0, null, 2)]
    [InlineData(5, 0, 406, 16)]
    [InlineData(6, 0, null, 30)]
    [InlineData(60, 2, null, 30)]
    [InlineData(2, 1, 503, 2)]
    [InlineData(3, 0, 503, 4)] // twice it did not answer
    [InlineData(4, 1, 503, 8)]
    [InlineData(3, 2, 503, null)]
    public async Task What_is_not_obeyed_is_given_again_later_and_later_while_the_session_runs(int round, int unknown, int? cause, int? minutes)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (store, session) = (stores.Get<ISessionControlStore>(), Guid.CreateVersion7());
        var balance = await stores.Book.AddBalanceAsync(10);
        var tariff = await stores.Book.AddTariffAsync("t", Core.Tariffs.Unit.Byte, 60, 1);
        var account = await stores.Book.AddAccountAsync("alice", balance, tariff, "data", Core.Tariffs.Unit.Byte, slice: 60);
        await stores.Book.ExecuteAsync(RunningSql, session, balance, account);
        var rule = Start(session) with { By = "rule: funds" };
        var claim = await store.ClaimAsync(rule);
        await stores.Book.ExecuteAsync("update session_control set rounds = $1, unknown = $2", round, unknown);

        await store.AnsweredAsync(claim.ControlId, new(ControlOutcome.Refused, "no", cause));

        Assert.Equal(
            (minutes ?? 0) * 60,
            await stores.Book.ReadAsync<int>("select coalesce(extract(epoch from again_at - answered_at), 0)::int from session_control"));
        Assert.Equal(unknown + (cause is 503 ? 1 : 0), await stores.Book.ReadAsync<int>("select unknown from session_control"));
        Assert.False((await store.ClaimAsync(rule)).IsMine);
        await stores.Book.ExecuteAsync("update session_control set again_at = now() where again_at is not null");
        Assert.False((await store.ClaimAsync(rule with { By = "rule: allowance" })).IsMine); // an end is no policy
        Assert.Equal(minutes is not null, (await store.ClaimAsync(rule)).IsMine);
    }

    [Fact]
    public async Task Records_are_listed_newest_first_a_page_at_a_time_and_by_account()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (store, query) = (stores.Get<ISessionControlStore>(), stores.Get<ISessionControlQuery>());

        foreach (var (cause, account) in new[] { ("a", 1), ("b", 2), ("c", 1) })
        {
            await store.ClaimAsync(Start(Guid.CreateVersion7(), cause) with { AccountId = account, Reason = cause });
        }

        var page = await query.ListAsync(null, 2, Cancel);
        Assert.Equal(["c", "b"], page.Select(record => record.Reason));
        Assert.Equal(["a"], (await query.ListAsync(page[^1].ControlId, 2, Cancel)).Select(record => record.Reason));
        Assert.Equal(["c", "a"], (await query.OfAccountAsync(1, 10, Cancel)).Select(record => record.Reason));
        Assert.Equal(("1", "2", "slow", null), (page[0].Account, page[0].Gateway, page[0].Policy, page[0].Outcome));
    }

    [Fact]
    public async Task A_change_of_status_is_noted_whoever_makes_it_and_another_change_is_not()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var balance = await stores.Book.AddBalanceAsync(10);
        var tariff = await stores.Book.AddTariffAsync("t", Core.Tariffs.Unit.Second, 60, 1);
        var account = await stores.Book.AddAccountAsync("alice", balance, tariff, "voice", Core.Tariffs.Unit.Second, slice: 60);
        var store = stores.Get<ISessionControlStore>();

        await stores.Book.ExecuteAsync("update account set secret = secret, status = 1");
        Assert.Equal(0, await stores.Book.ReadAsync<long>("select count(*) from account_status_change"));

        await stores.Book.ExecuteAsync("update account set status = 3");
        Assert.Empty(await store.ChangedAsync(10)); // whoever did it may be at it

        await stores.Book.ExecuteAsync("update account_status_change set changed_at = changed_at - interval '2 seconds'");
        var change = Assert.Single(await store.ChangedAsync(10));
        Assert.Equal((account, "closed"), (change.AccountId, change.Status));
        Assert.Empty(change.Sessions);

        await store.ForgetAsync([change.ChangeId]);
        Assert.Empty(await store.ChangedAsync(10));
    }
}
