using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Subscriptions.Plans;

namespace Billing.Core.Tests.Subscriptions;

public sealed class SubscriptionLaws
{
    private static readonly LocalDate First = new(2024, 1, 1);

    private static readonly Gen<PeriodKind> AnyKind = Gen.Int[1, 9].Select(number => (PeriodKind)number);

    internal static readonly Gen<LocalDate> AnyDay = Gen.Int[0, 1500].Select(First.PlusDays);

    private static readonly Gen<Cycle> AnyCycle = Gen.Select(AnyKind, Gen.Int[1, 13]).Select((kind, count) => new Cycle(kind, count));

    internal static readonly Gen<SubscriptionTerms> AnyTerms = Gen.Select(AnyCycle, Gen.Int[1, 100_000], Gen.Int[1, 3].Select(number => (ChargeModel)number), Gen.Int[0, 40])
        .Select((cycle, cents, model, trial) => Monthly with { Cycle = cycle, Fee = cents / 100m, Model = model, TrialDays = trial });

    [Fact]
    public void Periods_follow_each_other_without_gap_and_each_day_is_in_its_own() =>
        Gen.Select(AnyCycle, AnyDay, AnyDay).Sample((cycle, day, anchor) =>
        {
            var period = cycle.At(day, anchor);
            var next = cycle.Number(cycle.IndexOf(day, anchor) + 1, anchor);

            return period.From <= day && day < period.To && period.To == next.From && !next.IsEmpty && cycle.At(period.To, anchor) == next;
        });

    [Fact]
    public void Asked_in_one_go_or_step_by_step_the_charges_are_the_same() =>
        Gen.Select(AnyTerms, AnyDay, Gen.Int[0, 600], Gen.Int[0, 600], Gen.Int[0, 899]).Sample((terms, day, change, end, cut) =>
        {
            var subscription = Lived(terms, day, change, end);
            var (last, middle) = (Noon(day.PlusDays(900)), Noon(day.PlusDays(cut)) + Duration.FromHours(cut % 24));
            var whole = Charges.Due(subscription, Instant.MinValue, last);
            var parts = Charges.Due(subscription, Instant.MinValue, middle).AddRange(Charges.Due(subscription, middle, last));

            return whole.SequenceEqual(parts) && whole.Select(charge => charge.Key).Distinct().Count() == whole.Length;
        });

    [Fact]
    public void Charges_come_in_the_order_of_time() =>
        Gen.Select(AnyTerms, AnyDay, Gen.Int[0, 600], Gen.Int[0, 600]).Sample((terms, day, change, end) =>
        {
            var charges = Charges.Due(Lived(terms, day, change, end), Instant.MinValue, Noon(day.PlusDays(1300)));

            return charges.Select(charge => charge.DueAt).SequenceEqual(charges.Select(charge => charge.DueAt).Order());
        });

    // To the rounding of a period's parts, whatever the model and wherever the change falls.
    [Fact]
    public void A_change_to_the_same_fee_costs_nothing() =>
        Gen.Select(AnyTerms, AnyDay, Gen.Int[0, 600]).Sample((terms, day, change) =>
        {
            var plain = terms.On(Iso(day));
            var changed = plain.Change(terms with { Name = "Other" }, Iso(day.PlusDays(change)), startsPeriod: false);

            return decimal.Abs(Sum(plain) - Sum(changed)) <= 0.00004m;

            decimal Sum(Subscription subscription) =>
                Charges.Due(subscription.Cancel(Iso(day.PlusDays(700))), Instant.MinValue, Noon(day.PlusDays(700))).Sum(charge => charge.Amount);
        });

    [Fact]
    public void What_is_in_advance_costs_what_it_costs_in_arrears_once_it_has_ended() =>
        Gen.Select(AnyTerms, AnyDay, Gen.Int[0, 600]).Sample((terms, day, end) =>
        {
            decimal[] sums =
            [
                .. Enum.GetValues<ChargeModel>().Select(model => Charges.Due(
                    (terms with { Model = model }).On(Iso(day)).Cancel(Iso(day.PlusDays(end))), Instant.MinValue, Noon(day.PlusDays(2500))).Sum(charge => charge.Amount)),
            ];

            return sums.All(sum => decimal.Abs(sum - sums[0]) <= 0.00004m);
        });

    private static Subscription Lived(SubscriptionTerms terms, LocalDate day, int change, int end)
    {
        var subscription = terms.On(Iso(day)).Change(terms with { Fee = terms.Fee * 2 }, Iso(day.PlusDays(change)));

        return subscription.Cancel(Iso(day.PlusDays(change + end)));
    }

    private static Instant Noon(LocalDate day) => At(Iso(day));

    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", null);
}
