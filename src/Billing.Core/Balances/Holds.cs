using System.Collections.Immutable;

namespace Billing.Core.Balances;

/// <summary>What open sessions have set aside of a balance's allowances, counters and limits, beside money.</summary>
public static class Holds
{
    public static ImmutableDictionary<HoldKey, decimal> None { get; } = ImmutableDictionary<HoldKey, decimal>.Empty;

    internal static ImmutableDictionary<HoldKey, decimal> Replace(
        this ImmutableDictionary<HoldKey, decimal> holds, ImmutableArray<Hold> before, ImmutableArray<Hold> after)
    {
        foreach (var hold in before)
        {
            var rest = holds.GetValueOrDefault(hold.Key) - hold.Amount;
            holds = rest == 0 ? holds.Remove(hold.Key) : holds.SetItem(hold.Key, rest);
        }

        foreach (var hold in after)
        {
            holds = holds.SetItem(hold.Key, holds.GetValueOrDefault(hold.Key) + hold.Amount);
        }

        return holds;
    }
}

/// <summary>What one session has set aside of one thing.</summary>
/// <param name="Amount">What the thing is measured in: an allowance's units, a counter's units or money.</param>
public readonly record struct Hold(HoldKey Key, decimal Amount);

public readonly record struct HoldKey(HoldOf Of, long Id);

/// <summary>The numbers are stored: they never change.</summary>
public enum HoldOf
{
    Allowance = 1,
    SpendingLimit = 2,
}
