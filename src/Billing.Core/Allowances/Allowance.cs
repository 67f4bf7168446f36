using System.Collections.Immutable;
using Billing.Core.Sessions;
using NodaTime;

namespace Billing.Core.Allowances;

/// <summary>Something included that pays before the payer's own money does, until it is used up or expires.</summary>
/// <remarks>TM Forum calls it a bucket. Roll-over is a later <see cref="ExpiresAt"/>, not a copy: see <see cref="AllowancePlan"/>.</remarks>
public sealed record Allowance
{
    /// <summary>1, 2, 3 … within the balance.</summary>
    public required int AllowanceId { get; init; }

    public required string Name { get; init; }

    public required AllowanceKind Kind { get; init; }

    /// <summary>What it held when it was given: units of its uses, or money in the balance's currency.</summary>
    public required decimal Initial { get; init; }

    /// <summary>What is left of it, what running sessions hold included; never below zero.</summary>
    public required decimal Remaining { get; init; }

    /// <summary>What it may be used for; several for a pool of services. Empty: anything.</summary>
    public ImmutableArray<AllowanceUse> Uses { get; init; } = [];

    /// <summary>The account that may use it; null: every account of the payer.</summary>
    public long? AccountId { get; init; }

    /// <summary>Smaller numbers are used first; among equals the one that expires first, then the oldest.</summary>
    public int Precedence { get; init; }

    public Instant ValidFrom { get; init; } = Instant.MinValue;

    /// <summary>The first instant at which it is worth nothing.</summary>
    public Instant ExpiresAt { get; init; } = Instant.MaxValue;

    public Exhaustion Exhaustion { get; init; }

    /// <summary>The policy that gateways apply once it is used up, for <see cref="Exhaustion.Limit"/>.</summary>
    public string? Policy { get; init; }

    /// <summary>The plan that issued it, and the start of the period for which; null for one that was given once.</summary>
    public (long PlanId, Instant PeriodStart)? Issue { get; init; }

    public bool IsValidAt(Instant instant) => ValidFrom <= instant && instant < ExpiresAt;

    /// <summary>What it may be used for that fits this session in this tariff period; null: nothing.</summary>
    internal AllowanceUse? FindUse(SessionTerms session, string? period)
    {
        if (AccountId is { } owner && owner != session.AccountId)
        {
            return null;
        }

        foreach (var use in Uses)
        {
            if (use.Fits(session, period))
            {
                return use;
            }
        }

        return Uses.IsEmpty ? AllowanceUse.Anything : null;
    }

    internal static int Order(Allowance left, Allowance right)
    {
        var order = left.Precedence.CompareTo(right.Precedence);
        order = order != 0 ? order : left.ExpiresAt.CompareTo(right.ExpiresAt);

        return order != 0 ? order : left.AllowanceId.CompareTo(right.AllowanceId);
    }
}

/// <summary>The numbers are stored: they never change.</summary>
public enum AllowanceKind
{
    /// <summary>Base units of its uses, by their weights. They are taken in whole charged intervals.</summary>
    Units = 1,

    /// <summary>Money reserved to its uses. It is not in the posted balance.</summary>
    Money = 2,

    /// <summary>Money for anything, with an expiry. It is in the posted balance and is spent before the rest of it.</summary>
    Promotion = 3,
}

/// <summary>What happens to usage when an allowance for it is used up. The numbers are stored: they never change.</summary>
public enum Exhaustion
{
    /// <summary>Money pays for it, by the rate.</summary>
    PayAsYouGo = 0,

    /// <summary>Nothing is granted beyond it. What happens all the same is paid by money.</summary>
    Block = 1,

    /// <summary>As pay as you go, and the gateway is told the allowance's policy (a slower profile, for instance).</summary>
    Limit = 2,
}
