using System.Collections.Immutable;
using Billing.Core.Allowances;
using Billing.Core.Rating;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Moves money: every change of the posted balance is made here, with its entry.</summary>
internal static class Ledger
{
    /// <summary>Posts an amount; of money that is taken, promotional money goes first, what expires first before the rest.</summary>
    public static (Balance Balance, LedgerEntry Entry) Post(Balance balance, decimal amount, LedgerReason reason, Instant now)
    {
        var funds = balance.Funds;
        var promotions = ImmutableArray<AllowanceDraw>.Empty;

        if (amount < 0 && !funds.Allowances.IsEmpty)
        {
            var missing = -amount;

            foreach (var promotion in funds.Allowances.Where(one => one.Kind is AllowanceKind.Promotion)
                .OrderBy(one => one.ExpiresAt).ThenBy(one => one.AllowanceId))
            {
                if (decimal.Min(missing, promotion.Remaining) is var part and > 0)
                {
                    funds = funds.Take(promotion.AllowanceId, part);
                    promotions = promotions.Add(new(promotion.AllowanceId, -part));
                    missing -= part;
                }
            }
        }

        return Post(balance with { Funds = funds }, amount, reason, now, promotions);
    }

    /// <summary>Posts an amount of which it is known what promotional money it takes or gives; the funds say so already.</summary>
    public static (Balance Balance, LedgerEntry Entry) Post(
        Balance balance, decimal amount, LedgerReason reason, Instant now, ImmutableArray<AllowanceDraw> promotions)
    {
        var entry = new LedgerEntry(balance.BalanceId, balance.LastSequence + 1, amount, balance.Posted + amount, reason, null, null, now)
        {
            Promotions = promotions,
        };

        return (balance with { Posted = entry.PostedAfter, LastSequence = entry.Sequence }, entry);
    }
}
