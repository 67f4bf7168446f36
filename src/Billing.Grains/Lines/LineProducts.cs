using Billing.Contracts.Accounts;
using Billing.Contracts.Lines;
using NodaTime;

namespace Billing.Grains.Lines;

/// <summary>What an order makes of a line's products. Pure.</summary>
internal static class LineProducts
{
    public static ProductChange With(this ProductChange has, LineStep step) => (step.Verb, step.Gets, step.Loses) switch
    {
        (LineVerb.Change, { } gets, _) => has with { ProductId = gets, AddOns = [.. has.AddOns.Where(one => one != gets)] },
        (LineVerb.Add, { } gets, _) when gets != has.ProductId && !has.AddOns.Contains(gets) => has with { AddOns = has.AddOns.Add(gets) },
        (LineVerb.End, _, { } loses) => has with { AddOns = has.AddOns.Remove(loses) },
        _ => has,
    };

    /// <summary>What is to be ordered of the account, one after the other: what it has now, and what was to come.</summary>
    /// <param name="effectiveAt">Null: now, in what is to come as well.</param>
    public static IEnumerable<ProductChange> Changes(AccountView account, LineStep step, Instant? effectiveAt)
    {
        var now = new ProductChange(account.ProductId, account.AddOns, null);

        if (effectiveAt is { } later)
        {
            var planned = (account.Next ?? now).With(step) with { EffectiveAt = later };

            if (!IsAs(planned, account.Next ?? now))
            {
                yield return planned;
            }

            yield break;
        }

        if (now.With(step) is var changed && !IsAs(changed, now))
        {
            yield return changed;
        }

        if (account.Next is { } next && next.With(step) is var coming && !IsAs(coming, next))
        {
            yield return coming;
        }
    }

    private static bool IsAs(ProductChange one, ProductChange other) => one.ProductId == other.ProductId && one.AddOns.SequenceEqual(other.AddOns);
}
