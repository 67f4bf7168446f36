using System.Collections.Immutable;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

/// <summary>Allowances, discounts, promotions and limits of every shape, small enough to be met by a call.</summary>
internal static class AnyFunds
{
    private static readonly Gen<AllowanceUse> Use = Gen.Select(
        Gen.OneOf<string?>(null, "voice", "data"),
        Gen.OneOf<string?>(null, null, "local", "abroad"),
        Gen.OneOf<string?>(null, null, "peak", "odd"),
        Gen.OneOf(1m, 1m, 2.5m),
        (service, group, period, weight) => new AllowanceUse(service, group, period, weight));

    private static readonly Gen<Allowance> Allowance = Gen.Select(
        Gen.OneOf(AllowanceKind.Units, AllowanceKind.Units, AllowanceKind.Money, AllowanceKind.Promotion),
        Gen.Int[0, 2_000],
        Use.Array[0, 2],
        Gen.Select(Gen.Int[0, 2], Gen.OneOf<long?>(null, null, 1, 2)),
        Gen.Select(Gen.OneOf(Gen.Const(0), Gen.Int[1, 900]), Gen.OneOf(Gen.Const(-1), Gen.Int[1, 3_000])),
        (kind, amount, uses, who, when) => new Allowance
        {
            AllowanceId = 0,
            Name = "some",
            Kind = kind,
            Initial = kind is AllowanceKind.Units ? amount : amount / 100m,
            Remaining = kind is AllowanceKind.Units ? amount : amount / 100m,
            Uses = kind is AllowanceKind.Promotion ? [] : [.. uses],
            Precedence = who.Item1,
            AccountId = kind is AllowanceKind.Promotion ? null : who.Item2,

            // Units have a time of their own. Money pays for what is reported while it is valid, so the reports' times count.
            ValidFrom = Start + Duration.FromSeconds(kind is AllowanceKind.Units ? when.Item1 : 0),
            ExpiresAt = when.Item2 < 0 || kind is not AllowanceKind.Units ? Instant.MaxValue : Start + Duration.FromSeconds(when.Item1 + when.Item2),
        });

    private static readonly Gen<DiscountPlan> Discount = Gen.Select(
        Gen.Enum<CounterMeasure>(), Use, Gen.Int[0, 2], Gen.Select(Gen.Int[0, 1_500], Gen.Int[0, 100]).Array[1, 3],
        Gen.Bool,
        (measure, use, precedence, tiers, ascends) => new DiscountPlan
        {
            DiscountId = 0,
            Name = "volume",
            Use = use,
            Precedence = precedence,
            Measure = measure,
            Reset = PeriodKind.Monthly,
            Tiers =
            [
                .. Percents(tiers.DistinctBy(tier => tier.Item1).OrderBy(tier => tier.Item1).ToArray(), ascends).Select(tier =>
                    new DiscountTier(measure is CounterMeasure.Units ? tier.Item1 : tier.Item1 / 100m, tier.Item2)),
            ],
        });

    /// <summary>Without promotions: those are money of the balance, which the caller has to open with them.</summary>
    internal static readonly Gen<Funds> WithoutPromotions = Gen.Select(
        Allowance.Where(one => one.Kind is not AllowanceKind.Promotion).Array[0, 4], Discount.Array[0, 2], Make);

    internal static readonly Gen<Funds> All = Gen.Select(Allowance.Array[0, 4], Discount.Array[0, 2], Make);

    internal static decimal Promised(Funds funds) =>
        funds.Allowances.Where(one => one.Kind is AllowanceKind.Promotion).Sum(one => one.Remaining);

    private static IEnumerable<(int, int)> Percents((int, int)[] tiers, bool ascends) => ascends
        ? tiers.Zip(tiers.Select(tier => tier.Item2).Order(), (tier, percent) => (tier.Item1, percent))
        : tiers;

    private static Funds Make(Allowance[] allowances, DiscountPlan[] discounts) => new Funds
    {
        Allowances = [.. allowances.Select((one, i) => one with { AllowanceId = i + 1 })],
        LastAllowanceId = allowances.Length,
        Discounts = [.. discounts.Select((one, i) => one with { DiscountId = i + 1 })],
    }.Sorted();
}
