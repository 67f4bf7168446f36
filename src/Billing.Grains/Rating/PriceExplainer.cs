using Billing.Contracts.Accounts;
using Billing.Contracts.Rating;
using Billing.Core.Balances;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using Billing.Grains.Balances;
using NodaTime;

namespace Billing.Grains.Rating;

/// <summary>Prices usage on an account's balance as it is stored, without changing it.</summary>
/// <remarks>A <see cref="Rehearsal"/>: every decision is the one that a live session would get.</remarks>
public sealed class PriceExplainer(IBalanceStore balances)
{
    /// <param name="choice">With a rate that is not forbidden.</param>
    /// <param name="steps">Gets what became of allowances, rounding, discounts and balance.</param>
    /// <returns>Null when the balance cannot pay by the tariff: the steps say why.</returns>
    public async Task<RatingPrice?> ExplainAsync(
        AccountTerms account, RateChoice choice, Tariff tariff, DateTimeZone zone, string? period, long units, List<RatingStep> steps)
    {
        if (await balances.LoadAsync(account.BalanceId) is not { } stored)
        {
            steps.Add(new("balance", "there is none"));

            return null;
        }

        if (stored.Currency != tariff.Currency)
        {
            steps.Add(new("balance", $"in {stored.Currency}, the tariff in {tariff.Currency}: refused"));

            return null;
        }

        return Explain(stored, account, choice, tariff, zone, period, units, choice.Use.Service.SliceUnits, steps);
    }

    /// <summary>The same on a balance of the tariff's currency that need not be stored.</summary>
    /// <param name="slice">The most that is granted at once; null: everything that the funds and the service allow.</param>
    internal static RatingPrice? Explain(
        Balance balance, AccountTerms account, RateChoice choice, Tariff tariff, DateTimeZone zone, string? period, long units, long? slice,
        List<RatingStep> steps)
    {
        var use = choice.Use;
        var before = balance.AsOf(use.At);
        var used = long.Clamp(units, 0, RateLimits.MaxUnits);
        var endsAt = use.Service.Unit is Unit.Second ? use.At + Duration.FromSeconds(long.Min(used, 3_000_000_000)) : use.At;
        var session = new RehearsedSession(
            tariff, use.Service.Service, account.AccountId, choice.Destination, choice.DestinationGroups, use.At, zone,
            [(used, endsAt)], slice, use.Service.LongestUnits);

        var rehearsal = new Rehearsal(before);

        if (rehearsal.Run(session) is not RehearsalOutcome.Rated rated)
        {
            return null;
        }

        var next = rehearsal.Run(session with { Reports = [] }) as RehearsalOutcome.Rated;

        return Told(rated, new RatingClock(use.At, zone, tariff.Periods), before, choice, period, steps) with
        {
            BlockedBy = rated.BlockedBy,
            Policy = rated.Policy,
            PolicyAfter = next?.Policy,
        };
    }

    private static RatingPrice Told(
        RehearsalOutcome.Rated rated, RatingClock clock, Balance before, RateChoice choice, string? period, List<RatingStep> steps)
    {
        var rate = rated.Rate;
        var session = rated.Session;
        var byRate = Pricing.Explain(rate, session.UsedUnits, clock).Amount;
        var reasons = new FundsReasons(before, session, choice, period);
        var refusal = Refusal(rated.Refusal);
        steps.Add(reasons.Allowances(rated.Parts));
        steps.Add(new(
            "rounding",
            $"{RateWords.Count(session.UsedUnits, rate.Unit)} used, charged as {RateWords.Count(rated.ChargedUnits, rate.Unit)} by the intervals; "
            + $"the amount to {rate.RoundTo} decimals, {RoundingWords(rate)}: {RateWords.Price(byRate)} by the rate alone"));
        steps.Add(reasons.Discounts(rated.Parts));
        steps.Add(new(
            "balance",
            $"available {RateWords.Price(before.AvailableAt(choice.Use.At))} {before.Currency}; "
            + (refusal is null ? $"at the start it is granted {RateWords.Count(rated.GrantedUnits, rate.Unit)}" : $"refused at the start: {refusal}")));

        return new(
            before.Currency.Code, session.Charged, byRate, rate.Unit, session.UsedUnits, rated.ChargedUnits, rated.GrantedUnits, refusal,
            [.. rated.Parts.Select(part => Part(part, before))]);
    }

    private static RatingPart Part(RatedPart part, Balance before)
    {
        var allowance = before.Funds.Allowances.FirstOrDefault(one => one.AllowanceId == part.AllowanceId)?.Name;
        var discount = before.Funds.Discounts.FirstOrDefault(plan => plan.DiscountId == part.DiscountId)?.Name;

        return new(
            part.Kind, part.FromUnit, part.Units, part.Period, part.Price, part.Amount, part.Percent, allowance ?? discount, allowance is not null);
    }

    private static string RoundingWords(Rate rate) => rate.Rounding switch
    {
        Core.Amounts.Rounding.HalfAwayFromZero => "to the nearest",
        Core.Amounts.Rounding.HalfEven => "to the nearest, ties to even",
        Core.Amounts.Rounding.Up => "up",
        _ => "down",
    };

    private static string? Refusal(AuthorizeOutcome? refusal) => refusal switch
    {
        null => null,
        AuthorizeOutcome.InsufficientFunds => "not enough funds",
        AuthorizeOutcome.AllowanceUsedUp => "the allowance is used up",
        AuthorizeOutcome.SpendingLimitReached => "the spending limit is reached",
        _ => "too many sessions",
    };
}
