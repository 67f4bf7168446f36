using System.Collections.Immutable;
using NodaTime;

namespace Billing.Core.Invoices;

/// <summary>Something off a payer's invoices, before taxes: an amount or a percentage, of some invoices or of all from now on.</summary>
/// <remarks>An invoice that it takes nothing off, for it charges nothing or other coupons left nothing of it, is none of those that it is for.</remarks>
public sealed record Coupon
{
    public required long CouponId { get; init; }

    /// <summary>As invoices name it.</summary>
    public required string Name { get; init; }

    /// <summary>Of what the coupons before it left, up to 100; zero: it is an amount.</summary>
    public decimal Percent { get; init; }

    /// <summary>In the payer's currency, to its minor unit, as prices are: net, or with the taxes that are in them. Zero: it is a percentage.</summary>
    public decimal Amount { get; init; }

    /// <summary>The amount is one for all its invoices: what one leaves of it is taken off the next. Else each has all of it.</summary>
    public bool CarriesOn { get; init; }

    /// <summary>Of how many invoices; null: that ends it not.</summary>
    public int? Invoices { get; init; }

    /// <summary>Not of periods whose last day is this one or later; null: that ends it not.</summary>
    public LocalDate? Until { get; init; }

    /// <summary>Names of the plans that it is for, all of their versions: off what subscriptions to these are charged. None: off all that is charged.</summary>
    public ImmutableArray<string> Plans { get; init; } = [];

    /// <summary>By invoices that are not void, so far.</summary>
    public decimal TakenOff { get; init; }

    /// <summary>Off how many of them.</summary>
    public int Times { get; init; }

    public bool IsUsedUp => (CarriesOn && TakenOff >= Amount) || Times >= Invoices;

    /// <param name="plan">Of what is charged; null: it is of none.</param>
    public bool IsOf(string? plan) => Plans.IsEmpty || (plan is not null && Plans.Contains(plan));

    public Coupon Used(decimal off) => this with { TakenOff = TakenOff + off, Times = Times + 1 };

    /// <summary>As if an invoice had not been.</summary>
    public Coupon Unused(decimal off) => this with { TakenOff = TakenOff - off, Times = Times - 1 };
}

/// <summary>What a coupon takes off an invoice.</summary>
/// <param name="Amount">More than zero, in minor units.</param>
public sealed record CouponUse(long CouponId, decimal Amount);
