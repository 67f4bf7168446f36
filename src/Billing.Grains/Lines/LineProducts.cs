using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Lines;
using Billing.Contracts.Payers;

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

    /// <summary>As it is after a plan has started: its product is an add-on if that is how it is offered, else the main one.</summary>
    /// <remarks>What is there already stays where it is.</remarks>
    public static ProductChange Start(this ProductChange has, (long? ProductId, PlanOffer As) plan) =>
        plan.As is PlanOffer.No && plan.ProductId is { } gets && has.AddOns.Contains(gets) ? has : has.Follow(default, plan);

    /// <summary>As it is after a plan has ended: without its add-on, or with the main product that there was before.</summary>
    /// <param name="before">Null: not known. An account always has a main product, so it keeps the plan's.</param>
    public static ProductChange End(this ProductChange has, long product, long? before) =>
        product != has.ProductId ? has with { AddOns = has.AddOns.Remove(product) }
        : before is { } main ? has.AsMain(main)
        : has;

    /// <summary>Orders it of the account, in what is to come as well, and again where somebody else changed it meanwhile.</summary>
    /// <returns>Why it was refused; null: it is so.</returns>
    public static async Task<string?> ChangeAsync(IAccountGrain account, Func<ProductChange, ProductChange> make, string by)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var view = (await account.ViewAsync())!;
            ChangeReply? failed = null;

            foreach (var change in Changes(view, make))
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

    /// <summary>What is to be ordered of the account, one after the other: what it has now, and what was to come.</summary>
    public static IEnumerable<ProductChange> Changes(AccountView account, Func<ProductChange, ProductChange> make)
    {
        var now = new ProductChange(account.ProductId, account.AddOns, null);

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
