using Billing.Core.Amounts;
using Billing.Core.Balances;
using Billing.Core.Dunning;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

/// <summary>A balance with everything that was ever decided on it, as a database would keep it.</summary>
internal sealed class Payer
{
    private readonly decimal _opening;

    internal Payer(decimal funds, decimal limit = 0, Funds? beside = null)
    {
        _opening = funds;
        Balance = new()
        {
            BalanceId = 7,
            Currency = Currency.Usd,
            CreditLimit = limit,
            Posted = funds,
            Version = 0,
            LastSequence = 0,
            Funds = (beside ?? Funds.None).Sorted(),
        };
    }

    internal Balance Balance { get; private set; }

    /// <summary>All sessions, open and ended, as they are after their last posting.</summary>
    internal Dictionary<Guid, Session> Sessions { get; } = [];

    internal List<LedgerEntry> Entries { get; } = [];

    internal List<Xdr> Records { get; } = [];

    /// <summary>A session that is not known yet: of account 1, on node 1, priced per minute.</summary>
    internal static Session New(
        Rate? rate, long? slice = null, long longest = 7_200, Unit unit = Unit.Second, long account = 1, Guid? id = null) => new()
        {
            Terms = new()
            {
                SessionId = id ?? Guid.NewGuid(),
                AccountId = account,
                BalanceId = 7,
                NodeId = 1,
                UserName = "alice",
                Service = unit is Unit.Second ? "voice" : "data",
                Unit = unit,
                Rate = rate,
                TariffId = 1,
                TariffVersion = 1,
                CalledParty = null,
                CallingParty = null,
                AuthorizedAt = Start,
                Zone = DateTimeZone.Utc,
                SliceUnits = slice,
                LongestUnits = longest,
            },
            ReportedAt = Start,
            HeardAt = Start,
            SettledAt = Start,
        };

    internal void Block(bool isSuspended, long accountId) => Balance = Balance with { IsSuspended = isSuspended, BlockedAccounts = [accountId] };

    internal void Limit(DunningLimits? limits) => Balance = Balance with { Limited = limits };

    /// <summary>The product of account 1 says this, or nothing.</summary>
    internal void Has(SessionPolicy? policy) => Balance = Balance with
    {
        Policies = policy is null ? Balance.Policies.Clear() : Balance.Policies.SetItem(1, policy),
    };

    internal Session this[Session session] => Sessions[session.Terms.SessionId];

    internal AuthorizeOutcome Authorize(Session session, int? maxSessions = null)
    {
        var outcome = Charging.Authorize(Balance, session, maxSessions);

        if (outcome is AuthorizeOutcome.Granted(var posting))
        {
            Adopt(posting);
        }

        return outcome;
    }

    /// <summary>A report of seconds (or octets, for a service that counts them) at so many seconds after the start.</summary>
    internal Posting Report(Session session, long used, SessionState state = SessionState.Running, long? at = null, long? octets = null)
    {
        var eventAt = Start + Duration.FromSeconds(at ?? used);
        var isBytes = session.Terms.Unit is Unit.Byte;
        var total = octets ?? (isBytes ? used : 0);
        var counters = new ReportedCounters(
            isBytes ? at ?? used : used,
            isBytes ? (uint)(total & 0xffff_ffff) : null,
            isBytes ? (uint)(total >> 32) : null,
            null,
            null);

        return Report(session, new UsageTotals(counters, eventAt, eventAt, Start, state, "name", 0, null, null), eventAt);
    }

    internal Posting Report(Session session, UsageTotals totals, Instant now)
    {
        var isNew = !Sessions.TryGetValue(session.Terms.SessionId, out var known);
        var posting = Charging.Report(Balance, known ?? session, isNew, totals, now);
        Adopt(posting);

        return posting;
    }

    /// <summary>What must hold after every decision.</summary>
    internal void Check()
    {
        var open = Sessions.Values.Where(session => session.IsOpen).ToList();
        Assert.Equal(open.Sum(session => session.Held), Balance.Held);
        Assert.Equal(open.Sum(session => session.Unsettled), Balance.Unsettled);
        Assert.Equal(open.Select(s => s.Terms.SessionId).Order(), Balance.Sessions.Keys.Order());
        Assert.All(Sessions.Values, session => Assert.True(session.Held >= 0, "a hold below zero"));
        Assert.All(Sessions.Values.Where(session => !session.IsOpen), session => Assert.Equal((0m, 0m), (session.Held, session.Unsettled)));
        Assert.Equal(_opening + Entries.Sum(entry => entry.Amount), Balance.Posted);
        Assert.Equal(Enumerable.Range(1, Entries.Count).Select(n => (long)n), Entries.Select(entry => entry.Sequence));
        Assert.Equal(Entries.Count, Balance.LastSequence);
        Assert.Equal(Entries.Count == 0 ? _opening : Entries[^1].PostedAfter, Balance.Posted);
        Assert.Equal(Sessions.Values.Sum(session => session.Settled), Records.Sum(record => record.Amount));
        Assert.All(Records, record => Assert.Equal(record.Amount == 0, record.LedgerSequence is null));

        Assert.All(Balance.Funds.Allowances, allowance => Assert.InRange(allowance.Remaining, 0, allowance.Initial));
        Assert.All(Records, record => Assert.Equal(record.Amount, record.Session.Terms.Rate is null ? 0 : record.Parts.Sum(part => part.Amount)));
        Assert.Equal(
            open.SelectMany(session => session.Holds).GroupBy(hold => hold.Key).Select(group => (group.Key, group.Sum(hold => hold.Amount))).ToHashSet(),
            Balance.Holds.Select(pair => (pair.Key, pair.Value)).ToHashSet());

        foreach (var session in Sessions.Values)
        {
            var records = Records.Where(record => record.Session.Terms.SessionId == session.Terms.SessionId).ToList();
            Assert.Equal(Enumerable.Range(1, session.Parts), records.Select(record => record.Part));
            Assert.Equal(session.SettledUnits, records.Sum(record => record.UsedUnits));
            Assert.Equal(session.Settled, records.Sum(record => record.Amount));
        }
    }

    internal void Adopt(Posting posting)
    {
        Assert.Equal(Balance.Version, posting.FromVersion);
        Assert.NotEqual(posting.FromVersion, posting.After.Version);
        Balance = posting.After;

        if (posting.Session is { } session)
        {
            Assert.Equal(posting.IsNewSession, !Sessions.ContainsKey(session.Terms.SessionId));
            Sessions[session.Terms.SessionId] = session;
        }

        Entries.AddRange(posting.Entries);

        if (posting.Record is { } record)
        {
            Records.Add(record);
        }

        Check();
    }
}
