using System.Collections.Immutable;
using Billing.Core.Sessions;

namespace Billing.Core.Balances;

/// <summary>Makes postings: what a decision changed, and no more.</summary>
internal static class Changes
{
    public static Posting Posting(
        Balance before, Balance after, Session? session, bool isNew, ImmutableArray<LedgerEntry> entries, Xdr? record)
    {
        var posting = new Posting(before.Version, after, session, isNew, entries, record);

        return ReferenceEquals(before.Funds, after.Funds)
            ? posting
            : posting with
            {
                Allowances = Changed(before.Funds.Allowances, after.Funds.Allowances),
                Counters = Changed(before.Funds.Counters, after.Funds.Counters),
            };
    }

    // Records that did not change are the same objects.
    private static ImmutableArray<T> Changed<T>(ImmutableArray<T> before, ImmutableArray<T> after)
        where T : class =>
        [.. after.Where(one => !before.Any(other => ReferenceEquals(one, other)))];
}
