using System.Collections.Immutable;
using Billing.Core.Amounts;

namespace Billing.Core.Payments;

/// <summary>An issued invoice that is not settled.</summary>
/// <param name="Open">What is still to be paid of it, above zero.</param>
public sealed record OpenInvoice(long InvoiceId, decimal Open);

/// <summary>Money that settles invoices: a payment, or what a credit note or an invoice below zero gives back.</summary>
/// <param name="Sequence">Its ledger entry; of an invoice below zero, its id below zero.</param>
/// <param name="Left">What of it is not allocated, above zero.</param>
/// <param name="For">Of a credit note: the invoice that it corrects, which it settles first.</param>
public sealed record OpenCredit(long Sequence, decimal Left, long? For = null)
{
    /// <summary>Of money that is given back, which is below zero: the ledger entry of the payment that it is of; null: of money at large.</summary>
    public long? Of { get; init; }
}

/// <summary>So much of a payment settles so much of an invoice.</summary>
/// <param name="Amount">Above zero; below zero takes an earlier allocation back.</param>
public sealed record Allocated(long Sequence, long InvoiceId, decimal Amount);

/// <summary>Allocates payments to invoices.</summary>
public static class Settlement
{
    /// <summary>The order in which money is used: what invoices below zero give back comes before payments and credit notes; of each, the oldest first.</summary>
    public static IEnumerable<OpenCredit> InOrder(IEnumerable<OpenCredit> credits) =>
        credits.OrderBy(credit => credit.Sequence > 0).ThenBy(credit => long.Abs(credit.Sequence));

    /// <summary>
    /// Settles the oldest invoice first, with money in its order, but before that with credit notes what they correct; what remains
    /// waits for the next invoice.
    /// </summary>
    /// <param name="invoices">In the order of issue.</param>
    /// <param name="credits">In any order: which order they are read or remembered in decides nothing.</param>
    public static ImmutableArray<Allocated> Allocate(IEnumerable<OpenInvoice> invoices, IEnumerable<OpenCredit> credits)
    {
        ArgumentNullException.ThrowIfNull(invoices);
        ArgumentNullException.ThrowIfNull(credits);

        var allocated = ImmutableArray.CreateBuilder<Allocated>();
        var waiting = invoices.ToArray();
        var money = new Queue<OpenCredit>(InOrder(credits).Select(Aimed));
        var left = money.TryPeek(out var first) ? first.Left : 0;

        foreach (var invoice in waiting)
        {
            var open = invoice.Open;

            while (open > 0 && money.TryPeek(out var credit))
            {
                var part = decimal.Min(open, left);

                if (part > 0)
                {
                    allocated.Add(new(credit.Sequence, invoice.InvoiceId, part));
                }

                (open, left) = (open - part, left - part);

                if (left <= 0)
                {
                    money.Dequeue();
                    left = money.TryPeek(out var next) ? next.Left : 0;
                }
            }
        }

        return allocated.ToImmutable();

        OpenCredit Aimed(OpenCredit credit)
        {
            var place = Array.FindIndex(waiting, invoice => invoice.InvoiceId == credit.For);

            if (place < 0 || decimal.Min(waiting[place].Open, credit.Left) is not (> 0 and var part))
            {
                return credit;
            }

            allocated.Add(new(credit.Sequence, waiting[place].InvoiceId, part));
            waiting[place] = waiting[place] with { Open = waiting[place].Open - part };

            return credit with { Left = credit.Left - part };
        }
    }

    /// <summary>What of money covers what is owed and on no invoice, in its order.</summary>
    /// <param name="owed">Zero or more.</param>
    public static ImmutableArray<OpenCredit> Cover(decimal owed, IEnumerable<OpenCredit> credits)
    {
        ArgumentNullException.ThrowIfNull(credits);

        var parts = ImmutableArray.CreateBuilder<OpenCredit>();

        foreach (var credit in InOrder(credits))
        {
            if (decimal.Min(owed, credit.Left) is var part and > 0)
            {
                parts.Add(new(credit.Sequence, part));
                owed -= part;
            }
        }

        return parts.ToImmutable();
    }

    /// <summary>
    /// What money that is given back is taken from: of a payment, from what of that is not allocated and then from what it settled, and from no
    /// other money: what of it was for what no invoice has is owed there again. All else is taken from whatever is not allocated, the newest
    /// first, and then from the newest allocations.
    /// </summary>
    /// <param name="credits">What is not allocated.</param>
    /// <param name="made">What is allocated, in the order in which that was done.</param>
    /// <param name="back">What is given back, below zero each.</param>
    /// <returns>
    /// What each credit is smaller by, what is not allocated any more, all of which it is smaller by too, and what there was no money for: it
    /// is owed, and on no invoice.
    /// </returns>
    public static (ImmutableArray<OpenCredit> Parts, ImmutableArray<Allocated> Freed, decimal Uncovered) GiveBack(
        IEnumerable<OpenCredit> credits, IEnumerable<Allocated> made, IEnumerable<OpenCredit> back)
    {
        ArgumentNullException.ThrowIfNull(credits);
        ArgumentNullException.ThrowIfNull(made);
        ArgumentNullException.ThrowIfNull(back);

        var (free, allocated) = (InOrder(credits).Reverse().ToArray(), made.ToArray());
        var (parts, freed) = (ImmutableArray.CreateBuilder<OpenCredit>(), ImmutableArray.CreateBuilder<Allocated>());
        var (rest, uncovered) = (0m, 0m);

        foreach (var one in back)
        {
            (rest, uncovered) = one.Of is { } payment
                ? (rest, uncovered + Take(-one.Left, sequence => sequence == payment))
                : (rest - one.Left, uncovered);
        }

        uncovered += Take(rest, _ => true);

        return (parts.ToImmutable(), freed.ToImmutable(), uncovered);

        decimal Take(decimal amount, Func<long, bool> isOf)
        {
            for (var i = 0; i < free.Length; i++)
            {
                if (isOf(free[i].Sequence) && decimal.Min(amount, free[i].Left) is var part and > 0)
                {
                    parts.Add(new(free[i].Sequence, part));
                    (free[i], amount) = (free[i] with { Left = free[i].Left - part }, amount - part);
                }
            }

            for (var i = allocated.Length - 1; i >= 0; i--)
            {
                if (isOf(allocated[i].Sequence) && decimal.Min(amount, allocated[i].Amount) is var part and > 0)
                {
                    parts.Add(new(allocated[i].Sequence, part));
                    freed.Add(allocated[i] with { Amount = -part });
                    (allocated[i], amount) = (allocated[i] with { Amount = allocated[i].Amount - part }, amount - part);
                }
            }

            return amount;
        }
    }

    /// <summary>Takes back what a payment settled, when the payment is refunded or an invoice void: the newest allocation first.</summary>
    /// <param name="made">What it is allocated to, in the order in which that was done.</param>
    /// <param name="amount">How much of the allocated money goes away.</param>
    public static ImmutableArray<Allocated> TakeBack(IEnumerable<Allocated> made, decimal amount)
    {
        ArgumentNullException.ThrowIfNull(made);

        var taken = ImmutableArray.CreateBuilder<Allocated>();

        foreach (var allocation in made.Reverse())
        {
            if (decimal.Min(amount, allocation.Amount) is var part and > 0)
            {
                taken.Add(allocation with { Amount = -part });
                amount -= part;
            }
        }

        return taken.ToImmutable();
    }

    /// <summary>What makes that which settled an invoice a whole number of minor units: more of what came last, or less of it.</summary>
    /// <param name="made">What is allocated to the invoice, in the order in which that was done, of the credits' parts of a minor unit too.</param>
    /// <param name="digits">Decimals of the currency's minor unit.</param>
    /// <returns>Nothing where it is one already.</returns>
    public static ImmutableArray<Allocated> ToMinorUnit(IEnumerable<Allocated> made, int digits, Rounding rounding)
    {
        ArgumentNullException.ThrowIfNull(made);

        var all = made.ToArray();
        var settled = all.Sum(one => one.Amount);

        return (settled.Round(digits, rounding) - settled) switch
        {
            0 => [],
            > 0 and var more => [all[^1] with { Amount = more }],
            var less => TakeBack(all, -less),
        };
    }
}
