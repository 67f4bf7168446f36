using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Grains.Balances;
using CsCheck;
using NodaTime;

namespace Billing.Grains.Tests.Balances;

public sealed class SessionIndexTests(TwoSilos silos)
{
    private static readonly string?[] Names = [null, "", "a", "b"];

    [Fact]
    public void It_finds_what_going_through_all_of_them_finds()
    {
        var change = Gen.Select(Gen.Int[0, 9], Gen.Enum<SessionState>(), Gen.Int[0, 3], Gen.Int[0, 3]);

        change.Array[0, 60].Sample(changes =>
        {
            var open = new Dictionary<Guid, Session>();
            var index = new SessionIndex([]);

            foreach (var (number, state, asked, named) in changes)
            {
                var id = new Guid(number, 0, 0, new byte[8]);
                var after = (open.GetValueOrDefault(id) ?? Session(id, number)) with { State = state, AskedAs = Names[asked], AcctSessionId = Names[named] };
                index.Follow(open.GetValueOrDefault(id), after);
                open.Remove(id);

                if (after.IsOpen)
                {
                    open.Add(id, after);
                }

                Check(open.Values, index);
                Check(open.Values, new(open.Values));
            }
        });
    }

    [Fact]
    public async Task A_balance_with_many_sessions_finds_repeated_logins_names_and_the_most_that_are_allowed()
    {
        const int Many = SessionIndex.Few + 20;
        var caller = await silos.CallerAsync(funds: 1_000, maxSessions: Many);
        var tokens = Enumerable.Range(0, Many).Select(_ => Guid.CreateVersion7()).ToArray();

        for (var i = 0; i < Many; i++)
        {
            Assert.Equal(AccessResult.Granted, (await caller.AuthorizeAsync(tokens[i], at: i, name: $"c{i}")).Result);
        }

        Assert.Equal(AccessResult.TooManySessions, (await caller.AuthorizeAsync(Guid.CreateVersion7(), at: Many, name: "other")).Result);

        // The same login again, which another process asks: the first is given back.
        var again = Guid.CreateVersion7();
        Assert.Equal(AccessResult.Granted, (await caller.AuthorizeAsync(again, at: Many, name: "c5")).Result);
        Assert.Equal((1_000m, Many * 3m, 1_000m - Many * 3m), await caller.FundsAsync());

        // Without our token a session is the one that was asked for under its name, and then the one that bears it.
        Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(ReportKind.Start, 0, name: "c70", begin: Many));
        Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(ReportKind.Stop, 60, name: "c70", begin: Many));
        Assert.Equal(AccessResult.Granted, (await caller.AuthorizeAsync(Guid.CreateVersion7(), at: Many + 60, name: "other")).Result);
        Assert.Equal((999m, Many * 3m, 999m - Many * 3m), await caller.FundsAsync());
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
        Assert.Equal(
            ["c70 60"],
            await silos.Book.ReadAsync<string[]>(
                "select array(select acct_session_id || ' ' || used_units from session where balance_id = $1 and session_id = $2)", caller.BalanceId, tokens[70]));
    }

    private static void Check(IReadOnlyCollection<Session> open, SessionIndex index)
    {
        var waiting = open.Where(session => session.State is SessionState.Authorized).ToArray();
        Assert.Equal(IdsOf(waiting), index.Waiting.Order());

        for (var account = 1; account <= 2; account++)
        {
            Assert.Equal(open.Count(session => session.Terms.AccountId == account), index.CountOf(account, "voice"));

            foreach (var name in new[] { "a", "b" })
            {
                Assert.Equal(
                    IdsOf(waiting.Where(session => session.Terms.AccountId == account && session.AskedAs == name)), index.AskedAs(account, 7, name).Order());
                Assert.Equal(
                    IdsOf(open.Where(session => session.Terms.AccountId == account && session.AcctSessionId == name)), index.Named(account, 7, name).Order());
                Assert.Empty(index.Named(account, 8, name));
            }
        }
    }

    private static IEnumerable<Guid> IdsOf(IEnumerable<Session> sessions) => sessions.Select(session => session.Terms.SessionId).Order();

    private static Session Session(Guid id, int number) => new()
    {
        Terms = new()
        {
            SessionId = id,
            AccountId = 1 + number % 2,
            BalanceId = 1,
            NodeId = 7,
            UserName = "user",
            Service = "voice",
            Unit = Unit.Second,
            Rate = null,
            TariffId = 1,
            TariffVersion = 1,
            CalledParty = null,
            CallingParty = null,
            Zone = DateTimeZone.Utc,
            AuthorizedAt = Instant.FromUnixTimeSeconds(0),
            SliceUnits = null,
            LongestUnits = 1,
        },
        ReportedAt = Instant.FromUnixTimeSeconds(0),
        HeardAt = Instant.FromUnixTimeSeconds(0),
        SettledAt = Instant.FromUnixTimeSeconds(0),
    };
}
