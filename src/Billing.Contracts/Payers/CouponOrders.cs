using System.Collections.Immutable;

namespace Billing.Contracts.Payers;

/// <summary>Something off a payer's invoices, before taxes and after the coupons that were given before.</summary>
/// <remarks>
/// With neither <paramref name="Invoices"/> nor <paramref name="Months"/> nor <paramref name="IsForEver"/> it is for once: a percentage of one
/// invoice, an amount until all of it is taken off, whatever invoices that takes. Else each invoice has all of the amount, and what it is too small for is lost.
/// </remarks>
/// <param name="OperationId">Up to 100 characters: done once.</param>
/// <param name="Name">As invoices name it.</param>
/// <param name="Percent">Above zero, up to 100; null: an amount.</param>
/// <param name="Amount">Above zero, in the balance's currency, to its minor unit; as prices are, net or with the taxes that are in them. Null: a percentage.</param>
/// <param name="Invoices">Of so many invoices that it takes something off.</param>
/// <param name="Months">Of invoices whose period ends within so many months from today.</param>
/// <param name="IsForEver">Of all of them, until it is ended.</param>
/// <param name="By">A signed-in user's name, for the audit log.</param>
/// <param name="Plans">Up to 20 names of plans in the balance's currency: off what subscriptions to these are charged, by any version of them. None: off all that is charged.</param>
[GenerateSerializer, Immutable, Alias("billing.coupon-order")]
public sealed record CouponOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Name,
    [property: Id(2)] decimal? Percent,
    [property: Id(3)] decimal? Amount,
    [property: Id(4)] int? Invoices,
    [property: Id(5)] int? Months,
    [property: Id(6)] bool IsForEver,
    [property: Id(7)] string By,
    [property: Id(8)] ImmutableArray<string> Plans = default);

/// <param name="By">A signed-in user's name, for the audit log.</param>
[GenerateSerializer, Immutable, Alias("billing.coupon-end")]
public sealed record CouponEnd([property: Id(0)] long CouponId, [property: Id(1)] string By);
