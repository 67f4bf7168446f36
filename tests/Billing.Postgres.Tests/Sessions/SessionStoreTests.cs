using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Grains.Sessions;
using Billing.Testing;
using NodaTime;

namespace Billing.Postgres.Tests.Sessions;

public sealed class SessionStoreTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task A_session_is_read_as_it_was_decided()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(10);
        var session = stores.NewSession(balanceId);
        var running = Stores.Report(await stores.LoadAsync(balanceId), session, 61, isNew: true);
        await stores.Journal.AppendAsync(running);
        Assert.Equal(running.Session, await ReadAsync());

        var ended = Stores.Report(running.After, session, 100, SessionState.Ended);
        await stores.Journal.AppendAsync(ended);
        Assert.Equal(ended.Session, await ReadAsync());
        Assert.Null(await stores.Get<ISessionStore>().LoadAsync(Guid.NewGuid()));

        async Task<Session> ReadAsync()
        {
            var read = await stores.LoadAsync(session);

            return read with { Terms = read.Terms with { Rate = stores.Rate } };
        }
    }

    [Fact]
    public async Task A_session_is_read_with_what_it_was_rated_by()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(10);
        await stores.Book.ExecuteAsync("""insert into period_set (name, periods) values ('set', '[{"name": "peak"}]')""");
        var session = stores.NewSession(balanceId);
        session = session with
        {
            Terms = session.Terms with
            {
                Periods = await stores.Get<Grains.Tariffs.ITariffStore>().LoadPeriodsAsync(1),
                CalledNumber = "442071234567",
                CallingNumber = "12125550100",
                Destination = "ONNET",
                DestinationGroups = ["UK", "UK landlines"],
                IsEmergency = true,
            },
        };
        await stores.Journal.AppendAsync(Stores.Report(await stores.LoadAsync(balanceId), session, 61, isNew: true));

        foreach (var read in new[] { await stores.LoadAsync(session), (await stores.LoadAsync(balanceId)).Sessions[session.Terms.SessionId] })
        {
            var terms = read.Terms;
            Assert.Equal((1L, "peak"), (terms.Periods!.PeriodSetId, terms.Periods.Periods.Single().Name));
            Assert.Equal(("442071234567", "12125550100", "ONNET", true), (terms.CalledNumber, terms.CallingNumber, terms.Destination, terms.IsEmergency));
            Assert.Equal(["UK", "UK landlines"], terms.DestinationGroups);
        }

        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task An_unrated_session_is_read_without_a_rate()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(10);
        var session = stores.NewSession(balanceId);
        session = session with { Terms = session.Terms with { Rate = null } };
        var posting = Stores.Report(await stores.LoadAsync(balanceId), session, 61, SessionState.Ended, isNew: true);
        await stores.Journal.AppendAsync(posting);

        Assert.Equal(posting.Session, await stores.LoadAsync(session));
        Assert.Empty((await stores.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_name_finds_its_sessions_of_one_node_oldest_first()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(100);
        var ids = new List<Guid>();

        foreach (var (node, incarnation) in new[] { (1, 0), (1, 1), (2, 0), (1, 2) })
        {
            var session = stores.NewSession(balanceId, node, "n");
            session = session with
            {
                Incarnation = incarnation,
                Terms = session.Terms with { AuthorizedAt = Stores.Noon + Duration.FromHours(incarnation) },
            };
            ids.Add(session.Terms.SessionId);
            await stores.Journal.AppendAsync(Stores.Authorize(await stores.LoadAsync(balanceId), session));
        }

        var store = stores.Get<ISessionStore>();
        Assert.Equal([ids[0], ids[1], ids[3]], (await store.FindByNameAsync(1, "n")).Select(session => session.Terms.SessionId));
        Assert.Equal([ids[2]], (await store.FindByNameAsync(2, "n")).Select(session => session.Terms.SessionId));
        Assert.Empty(await store.FindByNameAsync(1, "N"));
    }

    [Fact]
    public async Task Sessions_that_are_known_by_their_token_may_share_a_name()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(100);

        for (var i = 0; i < 3; i++)
        {
            var session = stores.NewSession(balanceId, name: "again") with { Incarnation = Incarnation.OfToken };
            await stores.Journal.AppendAsync(Stores.Authorize(await stores.LoadAsync(balanceId), session));
        }

        Assert.Equal(3, (await stores.Get<ISessionStore>().FindByNameAsync(1, "again")).Count);
    }

    [Theory]
    //          state                    unit         silent  found
    [InlineData(SessionState.Running, Unit.Second, 899, false)] // node 1: three intervals of 300 s
    [InlineData(SessionState.Running, Unit.Second, 901, true)]
    [InlineData(SessionState.Running, Unit.Byte, 901, true)]
    [InlineData(SessionState.Authorized, Unit.Second, 179, false)] // a call may ring
    [InlineData(SessionState.Authorized, Unit.Second, 181, true)]
    [InlineData(SessionState.Authorized, Unit.Event, 181, true)]
    [InlineData(SessionState.Authorized, Unit.Byte, 29, false)] // data starts at once
    [InlineData(SessionState.Authorized, Unit.Byte, 31, true)]
    [InlineData(SessionState.Ended, Unit.Second, 99_999, false)]
    public async Task A_session_is_silent_after_what_its_kind_may_wait(SessionState state, Unit unit, int seconds, bool isFound)
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var session = await OpenAsync(stores, await stores.Book.AddNodeAsync("n", "10.0.0.0/8"), state, unit);

        var silent = await stores.Get<ISessionStore>().SilentAsync(
            Stores.Noon + Duration.FromSeconds(seconds), Duration.FromMinutes(3), Duration.FromSeconds(30), 10);

        Assert.Equal(isFound ? [new OpenSession(session.Terms.SessionId, Stores.Noon, Stores.Noon)] : [], silent);
    }

    [Theory]
    [InlineData(60, 179, false)]
    [InlineData(60, 181, true)]
    [InlineData(3_600, 10_799, false)]
    [InlineData(3_600, 10_801, true)]
    [InlineData(null, 899, false)] // a node that is gone
    [InlineData(null, 901, true)]
    public async Task A_running_session_may_miss_three_intervals_of_its_node(int? interval, int seconds, bool isFound)
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var node = interval is { } i ? await stores.Book.AddNodeAsync("n", "10.0.0.0/8", i) : 77;
        await OpenAsync(stores, node, SessionState.Running, Unit.Second);

        var silent = await stores.Get<ISessionStore>().SilentAsync(
            Stores.Noon + Duration.FromSeconds(seconds), Duration.FromMinutes(3), Duration.FromSeconds(30), 10);

        Assert.Equal(isFound ? 1 : 0, silent.Count);
    }

    [Theory]
    [InlineData(60, 659, false)] // ten minutes are granted, and held: its end may come a minute later
    [InlineData(60, 661, true)]
    [InlineData(3_600, 10_799, false)] // three intervals are longer
    [InlineData(3_600, 10_801, true)]
    [InlineData(60, 179, false, 60)] // its gateway reports in between: three intervals, as of any other
    [InlineData(60, 181, true, 60)]
    public async Task A_call_that_was_granted_all_at_once_is_not_silent_before_its_grant_is_over(int interval, int seconds, bool isFound, long used = 0)
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var call = await OpenAsync(stores, await stores.Book.AddNodeAsync("n", "10.0.0.0/8", interval), SessionState.Running, Unit.Second, isSliced: false);
        await stores.Book.ExecuteAsync("update session set used_units = $2 where session_id = $1", call.Terms.SessionId, used);

        var silent = await stores.Get<ISessionStore>().SilentAsync(
            Stores.Noon + Duration.FromSeconds(seconds), Duration.FromMinutes(3), Duration.FromSeconds(30), 10);

        Assert.Equal(isFound ? 1 : 0, silent.Count);
    }

    [Theory]
    //          money  minutes  seconds
    [InlineData("10", "0", 7_259, false)] // its longest is two hours
    [InlineData("10", "0", 7_261, true)]
    [InlineData("0", "600", 7_259, false)]
    [InlineData("0", "600", 7_261, true)]
    [InlineData("0", "0", 901, true)] // nothing is held for it
    public async Task A_call_that_was_blocked_before_its_first_use_is_not_silent_while_its_gateway_may_go_on(
        string held, string allowance, int seconds, bool isFound)
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var call = await OpenAsync(stores, await stores.Book.AddNodeAsync("n", "10.0.0.0/8"), SessionState.Running, Unit.Second, isSliced: false);
        await stores.Book.ExecuteAsync(
            """
            update session set granted_units = 0, used_units = 0, held = $2::text::numeric,
                coverage = case $3 when '0' then null else jsonb_build_object('holds', jsonb_build_array(jsonb_build_object('amount', $3))) end
            where session_id = $1
            """,
            call.Terms.SessionId,
            held,
            allowance);

        var silent = await stores.Get<ISessionStore>().SilentAsync(
            Stores.Noon + Duration.FromSeconds(seconds), Duration.FromMinutes(3), Duration.FromSeconds(30), 10);

        Assert.Equal(isFound ? 1 : 0, silent.Count);
    }

    [Fact]
    public async Task The_longest_silent_come_first_and_a_node_s_own_only()
    {
        await using var stores = await Stores.StartAsync(await postgres.CreateDatabaseAsync());
        var sessions = new List<Guid>();

        foreach (var (node, heard) in new[] { (1, 50), (1, 10), (2, 0), (1, 30), (1, 90) })
        {
            sessions.Add((await OpenAsync(stores, node, SessionState.Running, Unit.Second, heard)).Terms.SessionId);
        }

        var store = stores.Get<ISessionStore>();
        var ofNode = await store.OpenOfNodeAsync(1, null, null, Stores.Noon + Duration.FromSeconds(90), 2);
        Assert.Equal([sessions[1], sessions[3]], ofNode.Select(open => open.SessionId));
        Assert.Equal(3, (await store.OpenOfNodeAsync(1, null, null, Stores.Noon + Duration.FromSeconds(90), 10)).Count);

        var silent = await store.SilentAsync(Stores.Noon + Duration.FromHours(1), Duration.FromMinutes(3), Duration.FromSeconds(30), 3);
        Assert.Equal([sessions[2], sessions[1], sessions[3]], silent.Select(open => open.SessionId));

        // Who could not be heard before was not silent: three intervals of 300 s from then on.
        foreach (var (secondsAgo, found) in new[] { (899, 0), (901, 3) })
        {
            silent = await store.SilentAsync(
                Stores.Noon + Duration.FromHours(1),
                Duration.FromMinutes(3),
                Duration.FromSeconds(30),
                3,
                Stores.Noon + Duration.FromHours(1) - Duration.FromSeconds(secondsAgo));
            Assert.Equal(found, silent.Count);
        }
    }

    private static async Task<Session> OpenAsync(Stores stores, int nodeId, SessionState state, Unit unit, int heard = 0, bool isSliced = true)
    {
        var balanceId = await stores.Book.AddBalanceAsync(10);
        var session = stores.NewSession(balanceId, nodeId, unit: unit);
        session = isSliced ? session : session with { Terms = session.Terms with { SliceUnits = null } };
        var balance = await stores.LoadAsync(balanceId);
        var posting = state is SessionState.Authorized
            ? Stores.Authorize(balance, session)
            : Stores.Report(balance, session, heard, state, isNew: true, name: session.Terms.SessionId.ToString());
        await stores.Journal.AppendAsync(posting);

        return posting.Session!;
    }
}
