using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Lines;
using Billing.Contracts.Payers;
using NodaTime;

namespace Billing.Grains.Lines;

/// <summary>What an order makes of a line's products, and a change of plan.</summary>
internal static class LineProducts
{
    private const int MostTries = 5;

    public static ProductChange With(this ProductChange has, LineStep step) => (step.Verb, step.Gets, step.Loses) switch
    {
        (LineVerb.Change, { } gets, _) => has.AsMain(gets),
        (LineVerb.Add, { } gets, _) when gets != has.ProductId && !has.AddOns.Contains(gets) => has with { AddOns = has.AddOns.Add(gets) },
        (LineVerb.End, _, { } loses) => has with { AddOns = has.AddOns.Remove(loses) },
        _ => has,
    };

    /// <summary>As it is after a change of plan: the new plan's product takes the place of the old one's.</summary>
    /// <remarks>
    /// That of an add-on the add-on's, at its precedence; any other the main product's. A plan without a product leaves all as it is. Made
    /// of what it made, it is the same.
    /// </remarks>
    public static ProductChange Follow(this ProductChange has, (long? ProductId, PlanOffer As) before, (long? ProductId, PlanOffer As) plan)
    {
        if (plan.ProductId is not { } gets)
        {
            return has;
        }

        var isAddOn = before.ProductId is { } old && old != has.ProductId && has.AddOns.Contains(old);

        // The old product is gone and the new one there: it was done before.
        if (!isAddOn && before.ProductId is { } left && left != has.ProductId && has.AddOns.Contains(gets))
        {
            return has;
        }

        if (!isAddOn && before.As is not PlanOffer.AsAddOn && (plan.As is not PlanOffer.AsAddOn || before.ProductId == has.ProductId))
        {
            return has.AsMain(gets);
        }

        if (gets == has.ProductId || has.AddOns.Contains(gets))
        {
            return isAddOn && before.ProductId != gets ? has with { AddOns = has.AddOns.Remove(before.ProductId!.Value) } : has;
        }

        return has with { AddOns = isAddOn ? has.AddOns.Replace(before.ProductId!.Value, gets) : has.AddOns.Add(gets) };
    }

    /// <summary>What is to be ordered of the account, one after the other: what it has now, and what was to come.</summary>
    /// <param name="effectiveAt">Null: now, in what is to come as well.</param>
    public static IEnumerable<ProductChange> Changes(AccountView account, LineStep step, Instant? effectiveAt) =>
        Changes(account, has => has.With(step), effectiveAt);

    /// <summary>Orders it of the account, again where somebody else changed it meanwhile.</summary>
    /// <returns>Why it was refused; null: it is so.</returns>
    public static async Task<string?> ChangeAsync(IAccountGrain account, Func<ProductChange, ProductChange> make, Instant? effectiveAt, string by)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var view = (await account.ViewAsync())!;
            ChangeReply? failed = null;

            foreach (var change in Changes(view, make, effectiveAt))
            {
                var reply = await account.ChangeProductsAsync(change, new(by, view.Version));

                if (!reply.IsDone)
                {
                    failed = reply;
                    break;
                }

                view = view with { Version = reply.Version };
            }

            if (failed is null)
            {
                return null;
            }

            if (failed.Result is not ChangeResult.Conflict)
            {
                return failed.ToString();
            }
        }

        return "products: expected no other change at the same time";
    }

    private static IEnumerable<ProductChange> Changes(AccountView account, Func<ProductChange, ProductChange> make, Instant? effectiveAt)
    {
        var now = new ProductChange(account.ProductId, account.AddOns, null);

        if (effectiveAt is { } later)
        {
            var planned = make(account.Next ?? now) with { EffectiveAt = later };

            if (!IsAs(planned, account.Next ?? now))
            {
                yield return planned;
            }

            yield break;
        }

        if (make(now) is var changed && !IsAs(changed, now))
        {
            yield return changed;
        }

        if (account.Next is { } next && make(next) is var coming && !IsAs(coming, next))
        {
            yield return coming;
        }
    }

    private static ProductChange AsMain(this ProductChange has, long gets) =>
        has with { ProductId = gets, AddOns = [.. has.AddOns.Where(one => one != gets)] };

    private static bool IsAs(ProductChange one, ProductChange other) => one.ProductId == other.ProductId && one.AddOns.SequenceEqual(other.AddOns);
}
