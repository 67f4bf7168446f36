using System.Collections.Immutable;
using Billing.Core.Allowances;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Keeps funds up to date before each decision: gives what plans give, takes what expired.</summary>
internal static class Promotions
{
    /// <summary>The balance as it is at an instant, with the entries that make it so.</summary>
    /// <remarks>
    /// Promotional money that pays for what open sessions have used or hold stays until they have settled it: it was promised
    /// to them before it expired. Of what is left, the later expiries pay last.
    /// </remarks>
    /// <param name="since">When the usage began that is heard of now: plans give for its periods too. Null: none is.</param>
    public static (Balance Balance, ImmutableArray<LedgerEntry> Entries) Renew(Balance balance, Instant now, Instant? since = null)
    {
        if (balance.Funds.IsPlain)
        {
            return (balance, []);
        }

        var renewed = balance with { Funds = balance.Funds.Renewed(since ?? now, now) };
        var entries = ImmutableArray<LedgerEntry>.Empty;
        var promised = renewed.Unsettled + renewed.Held;

        foreach (var promotion in renewed.Funds.Allowances
            .Where(one => one.Kind is AllowanceKind.Promotion && one.Remaining > 0)
            .OrderBy(one => one.ExpiresAt).ThenBy(one => one.AllowanceId))
        {
            var kept = decimal.Clamp(promised, 0, promotion.Remaining);
            promised -= kept;

            if (promotion.ExpiresAt <= now && promotion.Remaining - kept is var rest and > 0)
            {
                (renewed, var entry) = Ledger.Post(
                    renewed with { Funds = renewed.Funds.Take(promotion.AllowanceId, rest) },
                    -rest,
                    LedgerReason.PromotionExpired,
                    now,
                    [new(promotion.AllowanceId, -rest)]);
                entries = entries.Add(entry);
            }
        }

        return (renewed, entries);
    }
}
