using Billing.Core.Allowances;
using Billing.Core.Tariffs;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

/// <summary>Whatever is corrected how often, a record costs what was said last, and promotional money stays what it is.</summary>
public sealed class CorrectionLaws
{
    private static readonly Rate OnePerMinute = PerMinute("60/60", "1.00").Valid();

    [Fact]
    public void A_record_costs_the_last_target_and_gifts_are_what_their_entries_say() =>
        Gen.Select(AnyFunds.All, Gen.Int[0, 9], Gen.Int[-300, 1_500].Array[1, 8], Gen.Int[0, 2]).Sample((funds, minutes, targets, days) =>
        {
            var call = new CorrectionTests.Call(20, minutes, funds, OnePerMinute);

            foreach (var (target, i) in targets.Select((target, i) => (target, i)))
            {
                call.Correct(target / 100m, Start + Duration.FromDays(days * i));
            }

            return call.Record.Cost == targets[^1] / 100m && AreGifts(call, funds);
        });

    [Fact]
    public void A_session_that_is_reverted_leaves_the_funds_as_they_were() =>
        Gen.Select(AnyFunds.All, Gen.Int[0, 9], Gen.Int[-300, 1_500].Array[0, 4]).Sample((funds, minutes, targets) =>
        {
            var call = new CorrectionTests.Call(20, minutes, funds, OnePerMinute);

            foreach (var target in targets)
            {
                call.Correct(target / 100m);
            }

            call.Revert();

            // Corrections between take what is there, and give back what it was: in the end nothing is missing anywhere.
            return call.Record.Cost == 0
                && call.Payer.Balance.Posted == 20
                && call.Payer.Balance.Funds.Allowances.Where(one => one.Kind is not AllowanceKind.Promotion)
                    .All(one => one.Remaining == funds.Allowances.Single(before => before.AllowanceId == one.AllowanceId).Remaining)
                && AreGifts(call, funds);
        });

    private static bool AreGifts(CorrectionTests.Call call, Core.Balances.Funds before) => call.Payer.Balance.Funds.Allowances
        .Where(one => one.Kind is AllowanceKind.Promotion)
        .All(one => one.Remaining == before.Allowances.Single(was => was.AllowanceId == one.AllowanceId).Remaining
            + call.Payer.Entries.SelectMany(entry => entry.Promotions).Where(draw => draw.AllowanceId == one.AllowanceId).Sum(draw => draw.Amount));
}
