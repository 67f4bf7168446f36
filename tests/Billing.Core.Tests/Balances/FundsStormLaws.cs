using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Core.Tests.Rating;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

/// <summary>Whatever happens in whatever order over days: losses, returns, late counters, expiries, plans and limits.</summary>
/// <remarks><see cref="Payer"/> checks the books after every decision.</remarks>
public sealed class FundsStormLaws
{
    private static readonly Gen<Rate> AnyCharge = AnyRate.Row.Select(row => (row with
    {
        Direction = RateDirection.Charge,
        PeriodIntervals = new Dictionary<string, IReadOnlyList<RateInterval>>(),
    }).Valid());

    // What happens to which session, how much more it has used, and how much later.
    private static readonly Gen<(int Kind, int Session, int More, int Hours)> Event =
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 2], Gen.Int[0, 900], Gen.Int[0, 15]);

    [Fact]
    public void The_books_are_right_and_what_stays_in_its_grant_never_overdraws() =>
        Gen.Select(AnyCharge, AnyFunds.All, Gen.Int[0, 3_000], Gen.Enum<Exhaustion>(), Event.Array[1, 30], Gen.Int[0, 40]).Sample(
            (rate, funds, cents, then, events, expiry) =>
            {
                var beside = Beside(funds, then, expiry);
                var payer = new Payer((cents / 100m) + AnyFunds.Promised(beside), beside: beside);
                var sessions = Enumerable.Range(0, 3).Select(i => Payer.New(rate, i == 0 ? null : 300, account: 1 + (i % 2))).ToArray();
                var now = Start;
                var isWithinGrants = true;

                foreach (var (kind, which, reported, hours) in events)
                {
                    now += Duration.FromHours(hours);
                    var session = sessions[which];

                    if (!payer.Sessions.TryGetValue(session.Terms.SessionId, out var known))
                    {
                        session = sessions[which] = session with
                        {
                            Terms = session.Terms with { AuthorizedAt = now },
                            ReportedAt = now,
                            HeardAt = now,
                            SettledAt = now,
                        };
                        payer.Authorize(session);
                        continue;
                    }

                    var isInside = kind < 5;
                    var more = kind == 3 ? 0 : reported; // a loss is our own word and brings no usage
                    var used = isInside ? long.Max(known.UsedUnits, long.Min(known.UsedUnits + more, known.GrantedUnits)) : known.UsedUnits + more;
                    isWithinGrants &= known.IsOpen ? used <= known.GrantedUnits || used == known.UsedUnits : used == known.UsedUnits;
                    var state = kind switch { 3 => SessionState.Lost, 4 => SessionState.Ended, _ => SessionState.Running };
                    payer.Report(
                        session,
                        new(new(used, null, null, null, null), now, now, session.Terms.AuthorizedAt, state, "name", 0, null, null),
                        now);
                }

                // Money that expired was taken back, so what is left of the opening must be at least zero too.
                return !isWithinGrants || payer.Balance.Posted - payer.Balance.Unsettled - payer.Balance.Held >= 0;
            }, iter: 2_000);

    private static Funds Beside(Funds funds, Exhaustion then, int expiry) => (funds with
    {
        Allowances =
        [
            .. funds.Allowances.Select(one => one.Kind is AllowanceKind.Promotion
                ? one with { ExpiresAt = Start + Duration.FromHours(expiry) }
                : one with { Exhaustion = then, Policy = "slow" }),
        ],
        Plans = expiry % 2 == 0 ? [] :
        [
            new()
            {
                PlanId = 1,
                Template = new() { AllowanceId = 0, Name = "daily", Kind = AllowanceKind.Units, Initial = 100, Remaining = 100 },
                Period = PeriodKind.Daily,
                RollOverPeriods = expiry % 3,
                StartsAt = Start,
                Zone = DateTimeZone.Utc,
            },
        ],
        Limits = expiry % 4 == 0 ? [new(1, null, 5, PeriodKind.Daily), new(2, 1, 3, PeriodKind.Daily)] : [],
    }).Sorted();
}
