using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.Dunning;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>One payer's funds, in one currency for life, with the sessions that draw on them.</summary>
/// <remarks>
/// <para><see cref="Posted"/> is the sum of the ledger entries 1 … <see cref="LastSequence"/>.</para>
/// <para><see cref="Unsettled"/> and <see cref="Held"/> are the sums over <see cref="Sessions"/>, which are all open.
/// </para>
/// </remarks>
public sealed record Balance
{
    public required long BalanceId { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>How far below zero the payer may go; zero or more. Prepaid: zero.</summary>
    public required decimal CreditLimit { get; init; }

    /// <summary>What is in the ledger: positive when the payer has money, negative when it owes.</summary>
    public required decimal Posted { get; init; }

    /// <summary>The version in the database from which the next commit is computed.</summary>
    public required long Version { get; init; }

    /// <summary>How far the next commit moves the version; a large random number for a balance that was just read.</summary>
    /// <remarks>
    /// Then no two readers give their first commit the same version, and what one decided after a commit that the database
    /// refused cannot pass as decided after the other's commit.
    /// </remarks>
    public long VersionStep { get; init; } = 1;

    /// <summary>The sequence number of the newest ledger entry; zero before the first.</summary>
    public required long LastSequence { get; init; }

    /// <summary>The customer is suspended or closed: its sessions are granted nothing more.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>Accounts that are blocked or closed: their sessions are granted nothing more.</summary>
    public ImmutableHashSet<long> BlockedAccounts { get; init; } = [];

    /// <summary>What is owed is overdue, and this is what still works; null: everything.</summary>
    public DunningLimits? Limited { get; init; }

    /// <summary>What gateways are to apply to data sessions, by account, as its products say; only of accounts whose products do.</summary>
    public ImmutableDictionary<long, SessionPolicy> Policies { get; init; } = ImmutableDictionary<long, SessionPolicy>.Empty;

    /// <summary>The payer wants to be told when less than this is left; null: they have not said.</summary>
    public decimal? LowBalance { get; init; }

    /// <summary>Money is brought in by itself when there is less than this to spend; null: not.</summary>
    public decimal? TopUpBelow { get; init; }

    public ImmutableDictionary<Guid, Session> Sessions { get; init; } = ImmutableDictionary<Guid, Session>.Empty;

    /// <summary>Allowances, discounts, limits: <see cref="Funds.None"/> for most.</summary>
    public Funds Funds { get; init; } = Funds.None;

    /// <summary>What open sessions hold of the funds beside money.</summary>
    public ImmutableDictionary<HoldKey, decimal> Holds { get; init; } = Balances.Holds.None;

    /// <summary>Charged by open sessions but not yet in the ledger.</summary>
    public decimal Unsettled { get; init; }

    /// <summary>Set aside for open sessions.</summary>
    public decimal Held { get; init; }

    /// <summary>What may still be spent or held: posted + limit − charged so far − held, without a temporary increase of the limit.</summary>
    public decimal Available => Posted + CreditLimit - Unsettled - Held;

    /// <summary>What may be spent or held at an instant, temporary increases of the credit limit included.</summary>
    /// <remarks>Where nothing is sold on credit any more, it is what the payer has, and zero for who owes: what was used and held stays so.</remarks>
    public decimal AvailableAt(Instant now)
    {
        var all = Available + Funds.IncreaseAt(now);

        return Limited is { OnCredit: false } ? decimal.Min(all, decimal.Max(0, Posted - Unsettled - Held)) : all;
    }

    /// <summary>The policy of a session while nothing limits it, at an instant; null: its gateway's ordinary one.</summary>
    public string? PolicyAt(SessionTerms terms, Instant now) =>
        terms.Unit is Unit.Byte && Policies.TryGetValue(terms.AccountId, out var policy) ? policy.At(now, terms.Zone) : null;

    /// <summary>The same balance with these open sessions, as they were stored.</summary>
    public Balance WithSessions(IReadOnlyCollection<Session> open) => this with
    {
        Sessions = open.ToImmutableDictionary(session => session.Terms.SessionId),
        Unsettled = open.Sum(session => session.Unsettled),
        Held = open.Sum(session => session.Held),
        Holds = Balances.Holds.None.Replace([], [.. open.SelectMany(session => session.Holds)]),
    };

    /// <summary>As it is at an instant: with what plans give by then, and without promotional money that has expired.</summary>
    /// <remarks>For looking at; the next decision posts it.</remarks>
    public Balance AsOf(Instant now) => Promotions.Renew(this, now).Balance;

    /// <summary>The same balance, at the next version.</summary>
    internal Balance Moved() => this with { Version = Version + VersionStep, VersionStep = 1 };

    /// <summary>The same balance after one session changed from <paramref name="before"/> (null: new) to <paramref name="after"/>.</summary>
    internal Balance With(Session? before, Session after) => this with
    {
        Version = Version + VersionStep,
        VersionStep = 1,
        Holds = Holds.Replace(
            before is { IsOpen: true } ? before.Holds : [],
            after.IsOpen ? after.Holds : []),
        Sessions = after.IsOpen ? Sessions.SetItem(after.Terms.SessionId, after) : Sessions.Remove(after.Terms.SessionId),
        Unsettled = Unsettled - (before is { IsOpen: true } ? before.Unsettled : 0) + (after.IsOpen ? after.Unsettled : 0),
        Held = Held - (before is { IsOpen: true } ? before.Held : 0) + (after.IsOpen ? after.Held : 0),
    };
}
