using Billing.Core.Balances;
using Billing.Core.Discounts;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Core.Tests.Rating;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

/// <summary>What holds whatever pays. <see cref="Payer"/> checks after every decision that no allowance is below zero, that the
/// parts of a record are its amount, and that the ledger sums to the balance.</summary>
public sealed class FundsLaws
{
    // The call begins at noon; two of the periods have a border within the hour.
    private static readonly TariffPeriods Calendar = Periods(Daily("peak", "11:30", "12:04"), Daily("odd", "12:10", "12:25"));

    private static readonly Gen<Rate> AnyCharge =
        AnyRate.Row.Select(row => (row with { Direction = RateDirection.Charge }).Valid(periods: Calendar));

    private static Session Voice(Rate rate, long? slice = null, long account = 1)
    {
        var session = Payer.New(rate, slice, account: account);

        return session with { Terms = session.Terms with { DestinationGroups = ["local"], Periods = Calendar } };
    }

    [Fact]
    public void Any_split_of_a_session_into_reports_gives_the_same_total_and_leaves_the_same() =>
        Gen.Select(AnyCharge, AnyFunds.All, Gen.Long[0, 4_000].Array[1, 8]).Sample((rate, funds, usages) =>
        {
            var most = usages.Max();
            var whole = Run(rate, funds, [most]);
            var split = Run(rate, funds, [.. usages.Order(), most]);

            return Same(whole, split);
        });

    [Fact]
    public void Reports_that_come_twice_or_late_change_nothing() =>
        Gen.Select(AnyCharge, AnyFunds.All, Gen.Long[0, 4_000].Array[1, 8]).Sample((rate, funds, usages) =>
        {
            // A report's time goes with its usage, so a late one is an old one.
            var ascending = usages.Order().ToArray();
            var late = Enumerable.Range(0, ascending.Length).SelectMany(i => ascending[..(i + 1)].Reverse()).ToArray();

            return Same(Run(rate, funds, [.. ascending, ascending[^1]]), Run(rate, funds, [.. late, ascending[^1]]));
        });

    [Fact]
    public void Two_runs_equal_one() =>
        Gen.Select(AnyCharge, AnyFunds.All, Gen.Long[0, 4_000].Array[1, 6]).Sample((rate, funds, usages) =>
            Same(Run(rate, funds, usages), Run(rate, funds, usages)));

    [Fact]
    public void More_usage_never_costs_less() =>
        Gen.Select(AnyCharge, AnyFunds.All, Gen.Long[0, 4_000], Gen.Long[0, 500]).Sample((rate, funds, used, more) =>
        {
            var (less, all) = (Run(rate, funds, [used]), Run(rate, funds, [used + more]));

            return less.Records[0].Amount <= all.Records[0].Amount;
        });

    [Fact]
    public void A_grant_fits_the_funds_and_one_unit_more_does_not() =>
        Gen.Select(AnyCharge, AnyFunds.WithoutPromotions, Gen.Int[0, 20_000]).Sample((rate, funds, cents) =>
        {
            var payer = new Payer(cents / 100m, beside: funds);
            var session = Voice(rate);
            var granted = payer.Authorize(session) is AuthorizeOutcome.Granted ? payer[session].GrantedUnits : 0;

            return (granted == 0 || Run(rate, funds, [granted], cents / 100m).Balance.Posted >= 0)
                && (granted == session.Terms.LongestUnits || funds.Discounts.Any(plan => !IsAscending(plan)) || Run(rate, funds, [granted + 1], cents / 100m).Balance.Posted < 0);
        });

    [Fact]
    public void Parallel_sessions_that_keep_to_their_grants_never_spend_more_than_there_is() =>
        Gen.Select(AnyCharge.Array[1, 6], AnyFunds.WithoutPromotions, Gen.Int[0, 5_000], Gen.Int[0, 900], Gen.Int[0, int.MaxValue]).Sample(
            (rates, funds, cents, slice, seed) =>
            {
                var payer = new Payer(cents / 100m, beside: funds);
                var sessions = rates.Select((rate, i) => Voice(rate, slice < 60 ? null : slice, account: 1 + i % 2)).ToArray();
                var open = sessions.Where(session => payer.Authorize(session) is AuthorizeOutcome.Granted).ToList();
                var random = new Random(seed);

                for (var round = 0; round < 3; round++)
                {
                    foreach (var session in open.OrderBy(_ => random.Next()).ToList())
                    {
                        // Sometimes all of the grant, sometimes a part; each comes back at the time of its own usage.
                        var (used, granted) = (payer[session].UsedUnits, payer[session].GrantedUnits);
                        payer.Report(session, random.Next(3) == 0 ? used + (granted - used) / 2 : granted);
                    }
                }

                foreach (var session in open)
                {
                    payer.Report(session, payer[session].GrantedUnits, SessionState.Ended);
                }

                return payer.Balance.Posted >= 0 && payer.Balance.Holds.IsEmpty && payer.Balance.Held == 0;
            });

    [Fact]
    public void What_a_session_holds_pays_for_what_it_was_granted() =>
        Gen.Select(AnyCharge, AnyFunds.All, Gen.Int[0, 3_000], Gen.Long[0, 300].Array[1, 5]).Sample((rate, funds, cents, steps) =>
        {
            var payer = new Payer(cents / 100m + AnyFunds.Promised(funds), beside: funds);
            var session = Voice(rate, slice: 300);

            if (payer.Authorize(session) is not AuthorizeOutcome.Granted)
            {
                return true;
            }

            foreach (var step in steps)
            {
                var before = payer[session];
                var used = long.Min(before.UsedUnits + step, before.GrantedUnits);
                payer.Report(session, used);

                if (payer[session].Charged - before.Charged > before.Held)
                {
                    return false;
                }
            }

            return true;
        });

    // Where a later tier takes less off, a hold reckons with the least, since others may use up the better one.
    private static bool IsAscending(DiscountPlan plan) =>
        plan.Tiers.Select(tier => tier.Percent).SequenceEqual(plan.Tiers.Select(tier => tier.Percent).Order());

    private static Payer Run(Rate rate, Funds funds, long[] reports, decimal? money = null)
    {
        var payer = new Payer(money ?? 1_000 + AnyFunds.Promised(funds), beside: funds);
        var session = Voice(rate);

        for (var i = 0; i < reports.Length; i++)
        {
            payer.Report(session, reports[i], i + 1 < reports.Length ? SessionState.Running : SessionState.Ended);
        }

        return payer;
    }

    private static bool Same(Payer one, Payer other)
    {
        var (a, b) = (one.Sessions.Values.Single(), other.Sessions.Values.Single());

        return a.Charged == b.Charged
            && a.Coverage.Drawn == b.Coverage.Drawn
            && a.Coverage.Spans.SequenceEqual(b.Coverage.Spans)
            && one.Balance.Posted == other.Balance.Posted
            && one.Balance.Funds.Allowances.Select(x => x.Remaining).SequenceEqual(other.Balance.Funds.Allowances.Select(x => x.Remaining))
            && one.Balance.Funds.Counters.ToHashSet().SetEquals(other.Balance.Funds.Counters);
    }
}
