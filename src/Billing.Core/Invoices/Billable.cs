using Billing.Core.BillingPeriods;
using Billing.Core.Tariffs;
using Billing.Core.Taxes;
using NodaTime;

namespace Billing.Core.Invoices;

/// <summary>Where on an invoice something stands. Numbers are stored.</summary>
public enum InvoiceSection
{
    /// <summary>What subscriptions cost and were credited.</summary>
    Subscriptions = 1,

    /// <summary>Usage, a line a service.</summary>
    Usage = 2,

    /// <summary>One-off charges, corrections, refunds, late fees.</summary>
    OneOff = 3,

    /// <summary>Money that came in or was given back: no charge, and not in the total.</summary>
    Payments = 4,
}

/// <summary>A ledger entry as an invoice sees it.</summary>
/// <param name="Sequence">Its number in the balance.</param>
/// <param name="Text">The service, the plan, the reason.</param>
/// <param name="Owed">What the customer owes for it; below zero for credits and for payments.</param>
/// <param name="BelongsAt">The period that this is in is the one that it is billed in, if that is still open.</param>
/// <param name="Days">What a fee is for.</param>
/// <param name="Units">Used base units.</param>
/// <param name="IsSummed">Entries of one text and tax code are one line: there may be thousands of them.</param>
public sealed record Billable(
    long Sequence,
    InvoiceSection Section,
    string Text,
    decimal Owed,
    string? TaxCode,
    Instant BelongsAt,
    DateSpan? Days = null,
    long Units = 0,
    Unit? Unit = null,
    bool IsSummed = false)
{
    /// <summary>Of a subscription's charge: which one's it is.</summary>
    public Subscribed? Of { get; init; }

    /// <summary>Of unused days of a fee that an earlier invoice charged: how that was taxed, for so they are given back. Null: as this one is.</summary>
    public TaxedAs? TaxedAs { get; init; }

    /// <summary>Unused days of a fee that an earlier invoice charged, as they were paid there: coupons of this one are not of them.</summary>
    public bool IsOfEarlier { get; init; }

    /// <summary>Of unused days: the ledger entry of the fee that they are of. Null: it is of none.</summary>
    public long? Fee { get; init; }

    /// <summary>The name of the plan that a subscription is charged by for it; null: it is of no subscription.</summary>
    public string? Plan { get; init; }
}

/// <summary>Which subscription's something is.</summary>
/// <param name="Stretch">In which stretch of it, by its number, whose pieces it is for; null: it is not for pieces, as an activation, or for those of several.</param>
public sealed record Subscribed(long SubscriptionId, int? Stretch)
{
    /// <summary>Of what is on one line, which is of one subscription.</summary>
    internal static Subscribed? Both(Subscribed? one, Subscribed? other) => one == other ? one : one! with { Stretch = null };
}

/// <summary>The lines of subscriptions that an issued invoice has.</summary>
/// <param name="AreOfOne">Days on one line are of one subscription; an older program joined those of two.</param>
public sealed record PrintedFees(int Count, bool AreOfOne);

/// <summary>How an invoice is taxed.</summary>
public sealed record TaxedAs(TaxTerms Terms, bool IsExempt);

/// <summary>A printed line.</summary>
/// <param name="Count">How many entries it sums.</param>
/// <param name="Amount">In minor units; net where taxes are added, gross where they are included.</param>
public sealed record InvoiceLine(
    InvoiceSection Section,
    string Text,
    string? TaxCode,
    DateSpan? Days,
    int Count,
    long Units,
    Unit? Unit,
    decimal Amount)
{
    /// <summary>As its entries.</summary>
    public Subscribed? Of { get; init; }

    /// <summary>As its entries.</summary>
    public TaxedAs? TaxedAs { get; init; }

    /// <summary>As its entries.</summary>
    public bool IsOfEarlier { get; init; }

    /// <summary>As its entries.</summary>
    public string? Plan { get; init; }

    /// <summary>What coupons took off it, so that the rest is what is paid for it; of a line of theirs all that it is. In minor units; zero without any.</summary>
    public decimal TakenOff { get; init; }
}
