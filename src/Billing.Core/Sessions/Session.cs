using System.Collections.Immutable;
using Billing.Core.Balances;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Sessions;

/// <summary>One session of an account: its terms, its high-water marks and what it has cost so far.</summary>
/// <remarks>
/// <para>Usage is cumulative and never moves backwards, so a repeated or late report changes nothing.</para>
/// <para><see cref="Charged"/> is always the price of <see cref="UsedUnits"/>; of it, <see cref="Settled"/> is already
/// in the ledger. Amounts are in the balance's currency.</para>
/// </remarks>
public sealed record Session
{
    /// <summary>The <see cref="TerminateCause"/> of what its gateway says has failed.</summary>
    public const string FailedCause = "Failed";

    public required SessionTerms Terms { get; init; }

    public SessionState State { get; init; } = SessionState.Authorized;

    /// <summary>The gateway's own name for it; null until the gateway said it.</summary>
    public string? AcctSessionId { get; init; }

    /// <summary>What the gateway called it when it asked for it; null: nothing, or it has started. No report is found by this.</summary>
    public string? AskedAs { get; init; }

    /// <summary>
    /// Counts sessions that were found by the Acct-Session-Id that the same gateway gave them; <see cref="Sessions.Incarnation.OfToken"/>
    /// for one that our token finds.
    /// </summary>
    public int Incarnation { get; init; }

    /// <summary>When usage began (event time); the clock of the price. Null until the first report that says it.</summary>
    /// <remarks>
    /// The end of a call without its length does not: the call has no usage then, until its Start comes after all. For whether another
    /// report is of the same session it began when it ended.
    /// </remarks>
    public Instant? StartedAt { get; init; }

    /// <summary>When usage began by the clock of its gateway, where that is ahead of ours; null: as <see cref="StartedAt"/> says.</summary>
    /// <remarks>
    /// What the gateway says again says this again, however late it comes. Of a session that nobody has said the start of it is when it
    /// ended, by that clock. No price depends on it.
    /// </remarks>
    public Instant? GatewayStartedAt { get; init; }

    /// <summary>Event time of the newest report, or of the authorisation.</summary>
    public required Instant ReportedAt { get; init; }

    /// <summary>When we last heard of it, on our clock: what silence is measured from.</summary>
    public required Instant HeardAt { get; init; }

    public Instant? EndedAt { get; init; }

    /// <summary>When usage began, for people: at the latest so many seconds before its end as the gateway counted.</summary>
    /// <remarks>
    /// Without Event-Timestamp <see cref="StartedAt"/> is the arrival of whatever came first, which may have come late. It
    /// stays the clock of the price all the same: what was charged by it is not priced again by another.
    /// </remarks>
    public Instant BeganAt => Instant.Min(
        StartedAt ?? Terms.AuthorizedAt, (EndedAt ?? ReportedAt) - Duration.FromSeconds(Counters.DurationSeconds));

    public string? TerminateCause { get; init; }

    public string? FramedAddress { get; init; }

    /// <summary>What its gateway says as User-Name, and knows it by, where that is not the name of who logged in; null: it is.</summary>
    public string? GatewayUserName { get; init; }

    public UsageCounters Counters { get; init; }

    /// <summary>Cumulative usage in base units of the service.</summary>
    public long UsedUnits { get; init; }

    /// <summary>Cumulative usage up to which it was granted.</summary>
    public long GrantedUnits { get; init; }

    /// <summary>The price of <see cref="UsedUnits"/>, less what reserved money paid.</summary>
    public decimal Charged { get; init; }

    /// <summary>The part of <see cref="Charged"/> that is in the ledger.</summary>
    public decimal Settled { get; init; }

    /// <summary>The part of <see cref="UsedUnits"/> that is in transaction records.</summary>
    public long SettledUnits { get; init; }

    /// <summary>How many transaction records it has.</summary>
    public int Parts { get; init; }

    /// <summary>When it was last settled or, before that, when it began.</summary>
    public required Instant SettledAt { get; init; }

    /// <summary>What <see cref="SettledAt"/> was before it was settled for the first time.</summary>
    public Instant CountedFrom => Instant.Max(StartedAt ?? Terms.AuthorizedAt, Terms.AuthorizedAt);

    /// <summary>Set aside for usage beyond <see cref="UsedUnits"/>, up to <see cref="GrantedUnits"/>.</summary>
    public decimal Held { get; init; }

    /// <summary>What allowances, discounts and reserved money paid of <see cref="UsedUnits"/>.</summary>
    public Coverage Coverage { get; init; } = Coverage.None;

    /// <summary>The part of the coverage's draws that is in transaction records.</summary>
    public ImmutableArray<AllowanceDraw> SettledDraws { get; init; } = [];

    /// <summary>What is set aside beside money for usage up to <see cref="GrantedUnits"/>.</summary>
    public ImmutableArray<Hold> Holds { get; init; } = [];

    /// <summary>The policy that the gateway should apply: of a limit, of an allowance that is used up, or of the product; null: its ordinary one.</summary>
    public string? Policy { get; init; }

    /// <summary>
    /// How often, since its Access-Accept, what the gateway should do with it changed: another policy, or the end. Each number is
    /// one reason to tell the gateway, once.
    /// </summary>
    public int Steerings { get; init; }

    public bool IsOpen => State.IsOpen();

    /// <summary>A call that was asked for and refused. It never was: a call that its caller asks for again has the same name (SIP's Call-ID).</summary>
    public bool HasFailed => this is { State: SessionState.Ended, TerminateCause: FailedCause, Terms.Unit: Unit.Second, UsedUnits: 0 };

    /// <summary>It runs and nothing more may be used: its gateway should end it.</summary>
    /// <remarks>
    /// <para>Octets of an interval that is paid already are no reason to go on: they are fewer than are used before the next
    /// report. Seconds are: their limit is told to the gateway, which counts them itself. A whole slice is no rest: it is all that its
    /// gateway is ever granted at once, and an interval that is longer than that is paid for several of them.</para>
    /// <para>Not calls for help; not what nothing prices, which a person has to look at; not events, each of which is over when
    /// it is reported.</para>
    /// </remarks>
    public bool IsUsedUp => IsOpen
        && Terms is { Rate: { } rate, IsEmergency: false, Unit: not Unit.Event }
        && (GrantedUnits <= UsedUnits || (Terms.Unit is Unit.Byte && Held == 0 && Holds.IsEmpty && IsCut && GrantedUnits <= PaidUnits(rate)));

    /// <summary>Charged but not yet in the ledger.</summary>
    public decimal Unsettled => Charged - Settled;

    /// <summary>The clock of its price: usage began then, in the account's zone.</summary>
    public RatingClock Clock => ClockFrom(StartedAt ?? Terms.AuthorizedAt);

    private bool IsCut => Terms.SliceUnits is not { } slice || GrantedUnits - UsedUnits < slice;

    // What is used, with the rest of the interval that it ends in.
    private long PaidUnits(Rate rate) => UsedUnits <= rate.FreeUnits ? UsedUnits : rate.FreeUnits + Pricing.ChargedUnits(rate, UsedUnits, Clock);

    internal RatingClock ClockFrom(Instant startedAt) => new(startedAt, Terms.Zone, Terms.Periods);
}
