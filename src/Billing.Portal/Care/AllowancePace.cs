using Billing.Core.Allowances;
using NodaTime;

namespace Billing.Portal.Care;

/// <summary>How long an allowance lasts if its use goes on as it has.</summary>
public static class AllowancePace
{
    // Less than this tells nothing about a habit.
    private static readonly Duration Shortest = Duration.FromDays(1);

    /// <summary>When it will be used up; null: not before it ends, or nobody can say.</summary>
    public static Instant? LastsUntil(Allowance allowance, Instant now)
    {
        var used = allowance.Initial - allowance.Remaining;

        if (used <= 0 || allowance.Remaining <= 0 || allowance.ValidFrom == Instant.MinValue || now - allowance.ValidFrom < Shortest)
        {
            return null;
        }

        var seconds = (decimal)(now - allowance.ValidFrom).TotalSeconds * allowance.Remaining / used;

        return seconds < (decimal)(allowance.ExpiresAt - now).TotalSeconds ? now + Duration.FromSeconds((double)seconds) : null;
    }
}
