using System.Globalization;
using Billing.Core.BillingPeriods;
using NodaTime;

namespace Billing.Core.Subscriptions;

/// <summary>Numbers are stored.</summary>
public enum ChargeKind
{
    Activation = 1,
    Fee = 2,

    /// <summary>Days of a fee charged in advance that were not used.</summary>
    Credit = 3,
    Penalty = 4,
}

/// <summary>What makes a charge itself: made again, it is the same one.</summary>
/// <param name="Period">The first day of its period; of what has none, its day.</param>
/// <param name="Part">What of the period: <c>fee.1</c> is the fee of the first segment.</param>
public sealed record ChargeKey(long SubscriptionId, LocalDate Period, string Part)
{
    /// <summary>The number of the stretch that a part is of, in which it ends: <c>fee.2</c>, <c>day.2026-06-11.2</c>, <c>day.2026-06-11.2.credit</c>.</summary>
    public static int StretchOf(string part)
    {
        ArgumentNullException.ThrowIfNull(part);

        return int.Parse(part.Split('.').Last(one => one.All(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
    }

    /// <summary>As the operation id of its ledger entry.</summary>
    public override string ToString() => FormattableString.Invariant($"subscription/{SubscriptionId}/{Period:uuuu-MM-dd}/{Part}");
}

/// <summary>One dated charge of a subscription.</summary>
/// <param name="DueAt">When it is to be made.</param>
/// <param name="Amount">In the payer's currency, to 5 decimals; below zero it is given back.</param>
/// <param name="Full">The same without discounts.</param>
/// <param name="Days">The days that it is for.</param>
public sealed record DueCharge(
    ChargeKey Key,
    ChargeKind Kind,
    Instant DueAt,
    decimal Amount,
    decimal Full,
    DateSpan Days,
    string Name,
    string? TaxCode)
{
    /// <summary>
    /// Whether it needs funds and may shrink while there are none: days in advance only, for what was used is owed. So it is where some of
    /// the days were over when it was ordered.
    /// </summary>
    public bool IsInAdvance { get; init; }

    /// <summary>Whether it is due when its days are over.</summary>
    public bool IsInArrears { get; init; }

    /// <summary>The billing period that this is in is its own: a fee in arrears belongs to the period that ends as it is due.</summary>
    public Instant BelongsAt => IsInArrears ? DueAt - Duration.FromMilliseconds(1) : DueAt;

    /// <summary>For a credit: the charge that it gives back from.</summary>
    public ChargeKey? Of { get; init; }

    /// <summary>For a credit: it gives back all that was charged, whatever that was.</summary>
    public bool IsOfAll { get; init; }
}
