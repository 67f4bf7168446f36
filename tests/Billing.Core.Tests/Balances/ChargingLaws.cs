using Billing.Core.Balances;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Core.Tests.Rating;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

public sealed class ChargingLaws
{
    // Rates without periods and without paybacks: what a session holds is checked against the funds.
    private static readonly Gen<Rate> AnyCharge = AnyRate.Row.Select(row => (row with
    {
        Direction = RateDirection.Charge,
        PeriodIntervals = new Dictionary<string, IReadOnlyList<RateInterval>>(),
    }).Valid());

    private static readonly Gen<(int Session, int Used, int At)[]> Reports =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 9_000], Gen.Int[0, 200_000]).Array[1, 20];

    [Fact]
    public void Any_reports_in_any_order_any_number_of_times_cost_the_price_of_the_most_used() =>
        Gen.Select(AnyCharge.Array[3], Reports, Gen.Int[0, 1_000], Gen.Int[0, int.MaxValue], Gen.Bool.Array[3])
            .Sample((rates, reports, funds, seed, isAuthorized) =>
            {
                var payer = new Payer(funds);
                var sessions = rates.Select((rate, i) => Payer.New(rate, slice: i == 0 ? null : 600 * i)).ToArray();

                foreach (var (session, _) in sessions.Zip(isAuthorized).Where(pair => pair.Second))
                {
                    payer.Authorize(session);
                }

                // Each report twice, all shuffled, then an end of each with no more than was said, shuffled with them.
                var random = new Random(seed);
                var all = reports.Concat(reports)
                    .Select(report => (report.Session, report.Used, report.At, State: SessionState.Running))
                    .Concat(Enumerable.Range(0, 3).Select(i => (
                        Session: i,
                        Used: reports.Where(report => report.Session == i).Select(report => report.Used).DefaultIfEmpty().Max(),
                        At: 100_000,
                        State: random.Next(4) == 0 ? SessionState.Lost : SessionState.Ended)))
                    .ToArray();
                random.Shuffle(all);

                foreach (var report in all)
                {
                    payer.Report(sessions[report.Session], report.Used, report.State, report.At);
                }

                for (var i = 0; i < 3; i++)
                {
                    payer.Report(sessions[i], 0, SessionState.Ended, 200_000);
                }

                var price = sessions.Sum(session => Pricing.Amount(session.Terms.Rate!, payer[session].UsedUnits, Clock));
                var most = sessions.Select((_, i) => (long)all.Where(report => report.Session == i).Max(report => report.Used));

                return payer.Balance.Posted == funds - price
                    && payer.Balance.Available == payer.Balance.Posted
                    && sessions.Select(session => payer[session].UsedUnits).SequenceEqual(most);
            });

    [Fact]
    public void Parallel_grants_never_exceed_the_funds() =>
        Gen.Select(AnyCharge.Array[1, 8], Gen.Int[0, 50_000], Gen.Int[0, 2_000]).Sample((rates, cents, slice) =>
        {
            var payer = new Payer(cents / 100m);
            var sessions = rates.Select(rate => Payer.New(rate, slice < 60 ? null : slice)).ToArray();
            var granted = sessions.Where(session => payer.Authorize(session) is AuthorizeOutcome.Granted).ToList();

            if (payer.Balance.Available < 0)
            {
                return false;
            }

            // Each uses exactly what it was granted, comes back once for more, and uses that.
            foreach (var session in granted.Concat(granted))
            {
                payer.Report(session, payer[session].GrantedUnits);
            }

            foreach (var session in granted)
            {
                payer.Report(session, payer[session].GrantedUnits, SessionState.Ended);
            }

            return payer.Balance.Posted >= 0;
        });

    [Fact]
    public void A_grant_costs_what_is_held() =>
        Gen.Select(AnyCharge, Gen.Int[0, 50_000], Gen.Int[1, 4_000].Array[1, 6]).Sample((rate, cents, steps) =>
        {
            var payer = new Payer(cents / 100m);
            var session = Payer.New(rate, slice: 300);
            payer.Authorize(session);
            var used = 0L;

            foreach (var step in steps)
            {
                used += step;
                payer.Report(session, used);
                var now = payer[session];

                if (now.Charged + now.Held != decimal.Max(now.Charged, Pricing.Amount(rate, now.GrantedUnits, Clock)))
                {
                    return false;
                }
            }

            return true;
        });
}
