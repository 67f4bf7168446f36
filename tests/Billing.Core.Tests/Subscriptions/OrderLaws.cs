using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Subscriptions.Plans;

namespace Billing.Core.Tests.Subscriptions;

/// <summary>Whatever is ordered in whatever order, for now, for later or dated back: what was charged on the way comes to what has happened.</summary>
/// <remarks>What has happened is read from the history that is left: each day is of the plan that is in force at its end.</remarks>
public sealed class OrderLaws
{
    private static readonly LocalDate First = new(2026, 1, 1);

    private static readonly decimal[] Fees = [30, 62, 31, 29.99m];

    // Of many parts of a cent, each of which is rounded once.
    private const decimal Rounded = 0.0005m;

    private enum Verb
    {
        Change,
        ChangeAgain,
        Pause,
        Resume,
        End,
        EndAgain,
        Withdraw,
        Suspend,
        GoOn,
    }

    private static readonly Gen<Order> AnyOrder = Gen.Select(Gen.Int[0, 8], Gen.Int[0, 40], Gen.Int[-5, 14], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3])
        .Select((verb, wait, ahead, quarter, plan, credit) => new Order((Verb)verb, wait % 3 == 0 ? 0 : wait / 2, ahead, quarter * 4, plan, (EndCredit)credit));

    [Theory]
    [InlineData(ChargeModel.InAdvance, true)]
    [InlineData(ChargeModel.InAdvance, false)]
    [InlineData(ChargeModel.InArrears, true)]
    [InlineData(ChargeModel.InArrears, false)]
    [InlineData(ChargeModel.Progressive, true)]
    [InlineData(ChargeModel.Progressive, false)]
    [InlineData(ChargeModel.InAdvance, true, false)]
    [InlineData(ChargeModel.InAdvance, false, false)]
    public void Each_day_costs_what_is_in_force_at_its_end_and_a_first_or_last_period_its_rest_where_it_is_charged_whole(
        ChargeModel model, bool proratesLast, bool proratesFirst = true) =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 3], AnyOrder.Array[1, 8], Gen.Bool).Sample((first, ahead, orders, isAnniversary) =>
        {
            var life = Begun(first, proratesFirst ? 0 : ahead, isAnniversary, model, proratesLast, proratesFirst);
            Array.ForEach(orders, life.Give);

            var (sum, least, most) = life.End();

            return sum >= least - Rounded && sum <= most + Rounded;
        }, iter: 2000, print: drawn => Print(drawn.Item3, Begun(drawn.Item1, proratesFirst ? 0 : drawn.Item2, drawn.Item4, model, proratesLast, proratesFirst)));

    private static Life Begun(int first, int ahead, bool isAnniversary, ChargeModel model, bool proratesLast, bool proratesFirst) =>
        new((isAnniversary ? Anniversary : Monthly) with { Model = model, ProratesLast = proratesLast, ProratesFirst = proratesFirst }, First.PlusDays(first), ahead);

    private static string Print(Order[] orders, Life life)
    {
        Array.ForEach(orders, life.Give);

        return $"{life.End()}\n{string.Join('\n', life.Story)}";
    }

    private sealed record Order(Verb Verb, int Wait, int Ahead, int Hour, int Plan, EndCredit Credit);

    private sealed class Life
    {
        private readonly SubscriptionTerms[] _plans;
        private readonly Dictionary<ChargeKey, decimal> _made = [];
        private Subscription _subscription;
        private LocalDate _day;
        private Instant _now;

        // Ordered so many days before it begins.
        public Life(SubscriptionTerms terms, LocalDate day, int ahead)
        {
            _plans = [.. Fees.Select((fee, i) => terms with { Name = $"Plan {i + 1}", Fee = fee, IsWaivedWhileSuspended = i % 2 == 0 })];
            (_day, _now) = (day, Midnight(day) + Duration.FromHours(8));
            _subscription = SubscriptionOrders.Create(new() { SubscriptionId = 7, Zone = Zone }, 1, _plans[0], 1, null, _now + Duration.FromDays(ahead));
            Charge(_now);
        }

        public List<string> Story { get; } = [];

        public void Give(Order order)
        {
            _day = _day.PlusDays(order.Wait);
            _now = Instant.Max(Midnight(_day) + Duration.FromHours(8), _now + Duration.FromHours(1));
            Charge(_now);
            var at = order.Ahead == 0 ? _now : Midnight(_day.PlusDays(order.Ahead)) + Duration.FromHours(order.Hour);
            var outcome = order.Verb switch
            {
                Verb.Change or Verb.ChangeAgain => SubscriptionOrders.ChangePlan(_subscription, order.Plan + 1, _plans[order.Plan], 1, null, at, _now, isBackdated: true, periods: new(order.Credit)),
                Verb.Pause => SubscriptionOrders.Pause(_subscription, at, _now, isBackdated: true),
                Verb.Resume => SubscriptionOrders.Resume(_subscription, at, _now),
                Verb.End or Verb.EndAgain => SubscriptionOrders.Cancel(_subscription, false, at, _now, isBackdated: true, credit: order.Credit),
                Verb.Withdraw => SubscriptionOrders.Withdraw(_subscription, _now),
                _ => new SubscriptionOutcome.Changed(SubscriptionOrders.Suspend(_subscription, order.Verb is Verb.Suspend, _now)),
            };
            Story.Add($"{_now} {order} at {at} {outcome is SubscriptionOutcome.Changed}");

            if (outcome is SubscriptionOutcome.Changed(var changed))
            {
                _subscription = changed;
                Charge(_now);
                Story.AddRange(changed.Segments.Select(s => $"  {s.Number} plan {s.PlanId} {s.From}..{s.To} {s.End} fees {s.FeesFrom:MM-dd} cut {s.CutTo:MM-dd} anchor {s.Anchor:MM-dd}"));
            }
        }

        // Of what ends on the first day of a period, or of its own, a last period that is charged whole has been charged or has not begun, as
        // the plan charges and as that was known before; all other ends have one sum.
        public (decimal Sum, decimal Least, decimal Most) End()
        {
            Give(new(Verb.End, 50, 0, 0, 0, EndCredit.AsPlan));
            Charge(_now + Duration.FromDays(100));
            Story.AddRange(_made.Select(one => $"  {one.Key.Period} {one.Key.Part} {one.Value}"));
            var expected = 0m;

            for (var day = First; day <= _day; day = day.PlusDays(1))
            {
                expected += InForceAt(Midnight(day.PlusDays(1))) is { } segment ? segment.Terms.Fee / PeriodOf(segment, day).Days : 0;
            }

            var (least, most) = (expected, expected);

            foreach (var ended in _subscription.Segments.Where(one =>
                one is { End: SegmentEnd.Cancelled or SegmentEnd.PlanChanged, To: not null } && one.Number > _subscription.Unrun))
            {
                var on = ended.To!.Value.InZone(Zone).Date;
                var period = PeriodOf(ended, on);

                if (ended.Credit is EndCredit.Full)
                {
                    var days = new DateSpan(IsFirstWhole(ended, period) ? period.From : LocalDate.Max(period.From, FirstOf(ended).FeesFrom), on);
                    var back = days.IsEmpty ? 0 : ended.Terms.Fee * days.Days / period.Days;
                    (least, most) = (least - back, most - back);
                }

                var isWhole = ended.Credit is EndCredit.AsPlan ? ended.End is SegmentEnd.Cancelled && !ended.Terms.ProratesLast : ended.Credit is EndCredit.None;
                var rest = isWhole ? ended.Terms.Fee * new DateSpan(on, period.To).Days / period.Days : 0;
                (least, most) = (least + (on == LocalDate.Max(period.From, ended.FeesFrom) ? 0 : rest), most + rest);
            }

            // Of what ended on its first day the days before that have been charged with it, or have not.
            if (_subscription.First is { Terms.ProratesFirst: false } begun)
            {
                var period = PeriodOf(begun, begun.FeesFrom);
                var whole = begun.Terms.Fee * new DateSpan(period.From, begun.FeesFrom).Days / period.Days;
                (least, most) = (least + (begun.To?.InZone(Zone).Date == begun.FeesFrom ? 0 : whole), most + whole);
            }

            return (_made.Values.Sum(), least, most);
        }

        // So it is of the stretch that stands in for the first one, where ends that did not come had left nothing to charge of that.
        private bool IsFirstWhole(Segment segment, DateSpan period) => _subscription.First is { Terms.ProratesFirst: false } first
            && period.From <= first.FeesFrom && first.FeesFrom < period.To
            && FirstOf(segment) is var begun
            && _subscription.Segments.Where(one => one.Number >= first.Number && one.Number < begun.Number)
                .All(one => one.CutTo <= one.FeesFrom && one.FeesFrom == begun.FeesFrom && begun.IsAs(one));

        // What went on, for an end that had cut its fee did not come, is one.
        private Segment FirstOf(Segment segment)
        {
            var first = segment;

            while (_subscription.Segments.FirstOrDefault(one => one.Number == first.Number - 1) is { } before && first.GoesOn(before))
            {
                first = before;
            }

            return first;
        }

        private Segment? InForceAt(Instant end) =>
            _subscription.Segments.LastOrDefault(one => one.From < end) is { } segment && !(segment.To < end) ? segment : null;

        private static DateSpan PeriodOf(Segment segment, LocalDate day) => segment.Terms.Cycle.At(day, segment.Anchor);

        // What was made stays as it was made; the same key with another amount would be refused.
        private void Charge(Instant through)
        {
            foreach (var charge in Charges.Due(_subscription, _subscription.ChargedThrough, through))
            {
                if (!_made.TryAdd(charge.Key, charge.Amount))
                {
                    Assert.Equal(_made[charge.Key], charge.Amount);
                }
            }

            _subscription = _subscription with { ChargedThrough = Instant.Max(through, _subscription.ChargedThrough) };
        }

        private static Instant Midnight(LocalDate day) => day.AtStartOfDayInZone(Zone).ToInstant();
    }
}
