using System.Collections.Immutable;
using Billing.Contracts.Accounts;
using Billing.Contracts.Lines;
using Billing.Contracts.Payers;
using Billing.Core.Subscriptions;
using NodaTime;

namespace Billing.Grains.Lines;

/// <summary>Reads what lines may have and have used, and keeps what was ordered of them.</summary>
public interface ILineStore
{
    /// <summary>The newest version of each plan that subscribers may choose, by fee.</summary>
    Task<IReadOnlyList<OfferedPlan>> OffersAsync(string currency);

    /// <summary>What plans are to a line, by the numbers of any of their versions.</summary>
    Task<IReadOnlyDictionary<long, (long? ProductId, PlanOffer As)>> RolesAsync(IReadOnlyCollection<long> planIds);

    /// <summary>Usage of an account that was recorded since, the newest first.</summary>
    Task<IReadOnlyList<LineUse>> UsageAsync(long accountId, Instant since, int most);

    /// <summary>What was ordered under a key; null: nothing.</summary>
    Task<StoredLineOrder?> FindAsync(string operationId);

    /// <summary>Writes an order down, unless its key was used.</summary>
    Task BeginAsync(StoredLineOrder order, Instant now);

    /// <param name="problem">Why it could not be done; null: it is.</param>
    Task EndAsync(string operationId, string? problem, Instant now);

    /// <summary>Orders that were begun before an instant and have not ended, with their accounts.</summary>
    Task<IReadOnlyList<(long AccountId, string OperationId)>> InterruptedAsync(Instant before, int most);
}

/// <param name="Product">By name.</param>
public sealed record OfferedPlan(
    long PlanId, SubscriptionTerms Terms, PlanOffer As, long? ProductId, string? Product, ImmutableArray<string> Services);

/// <summary>One record of usage, with what decides its price.</summary>
public sealed record LineUse(
    Guid SessionId, string Service, int NodeId, string? CalledParty, string? CallingParty, Instant StartedAt, Instant EndedAt, long Units, decimal Amount);

/// <param name="Before">The products when it was ordered.</param>
/// <param name="IsDone">Or refused, with the problem.</param>
public sealed record StoredLineOrder(
    string OperationId, long AccountId, LineStep Step, ProductChange Before, Instant EffectiveAt, bool IsDone = false, string? Problem = null);

/// <summary>What an order comes to.</summary>
/// <param name="Gets">The product that the line gets; null: none.</param>
/// <param name="Loses">The add-on that it loses; null: none.</param>
/// <param name="SubscriptionId">That is changed or ended; null: a new one is made.</param>
/// <param name="Class">What the payer is billed as, if it is not billed yet.</param>
/// <param name="IsNow">Else when the running period ends.</param>
/// <param name="AtRenewal">As it was asked for: what has no period to wait for is done now all the same. Null: written before that was kept.</param>
public sealed record LineStep(
    LineVerb Verb, long BalanceId, long? PlanId, long? SubscriptionId, long? Gets, long? Loses, string? Class, bool IsNow, string By,
    bool? AtRenewal = null);
