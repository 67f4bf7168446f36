using Billing.Contracts.Accounts;
using Billing.Contracts.Rating;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Grains.Sessions;
using Billing.Grains.Tariffs;
using NodaTime;

namespace Billing.Grains.Rating;

/// <summary>Says what a transaction record costs by the rates as they are now, or why nobody can say.</summary>
/// <remarks>
/// <para>The account's products and tariffs are those of now; the rate is the one in force at the session's start, so that one
/// that was corrected with an effective date in the past counts. What pays for the units (allowances, discounts, reserved money)
/// stays as it was decided, and what was refunded of an event stays refunded. A destination without a rate, or forbidden now, is never a charge of zero: it is a problem.</para>
/// <para>The access code of a session is not stored. A call that was rated as INCOMING came in; any other code (a roaming zone) is
/// recognised by the tariff, when only rows with a code choose that.</para>
/// </remarks>
internal sealed class Repricer(RateChooser chooser, RateBook rates, ISessionStore sessions, IGrainFactory grains)
{
    public async Task<RerateView> PriceAsync(RatedRecord record)
    {
        var before = record.RateId is { } id ? await rates.GetAsync(id) : null;
        var view = new RerateView(
            record.SessionId,
            record.Part,
            record.BalanceId,
            record.Service,
            record.Currency,
            record.Cost,
            null,
            before is null ? null : Words(before),
            null,
            null)
        {
            Refunded = record.Refunded,
        };

        if (record.IsGivenBack)
        {
            return view with { Problem = RerateProblem.GivenBack };
        }

        var session = await sessions.LoadAsync(record.SessionId);

        if (session is { IsOpen: true })
        {
            return view with { Problem = RerateProblem.SessionRuns };
        }

        // A session whose row is removed had nothing but money; should a part say otherwise, what paid is not known any more.
        if (session is null && record.Parts.Any(part => part.AllowanceId is not null || part.DiscountId is not null))
        {
            return view with { Problem = RerateProblem.SessionRemoved };
        }

        if (await grains.GetGrain<IAccountGrain>(record.AccountId).GetAsync() is not { } account)
        {
            return view with { Problem = RerateProblem.NoAccount };
        }

        if (account.For(record.Service) is null && session?.Terms.IsEmergency != true)
        {
            return view with { Problem = RerateProblem.NoService };
        }

        return await PriceAsync(view, record, session, account);
    }

    private async Task<RerateView> PriceAsync(RerateView view, RatedRecord record, Session? session, AccountTerms account)
    {
        var at = session?.Terms.AuthorizedAt ?? record.StartedAt;
        var request = new ServiceRequest(
            record.Service, record.NodeId, AccessCodeOf(record, account), record.CalledParty, record.CallingParty, at);

        if (await chooser.UnderstandAsync(account, request) is not { } use)
        {
            return view with { Problem = RerateProblem.NoService };
        }

        var choice = await chooser.ChooseAsync(account, use);

        if (choice is { Rate: null, Use.IsEmergency: true })
        {
            return view with { Becomes = 0 }; // a call for help is free where nothing prices it
        }

        view = view with { After = choice.Rate is null ? null : Words(choice.Rate) };

        return choice switch
        {
            { Rate: null } => view with { Problem = RerateProblem.NoRate },
            { IsForbidden: true } => view with { Problem = RerateProblem.Forbidden },
            { Currency: { } currency } when currency.Code != record.Currency => view with { Problem = RerateProblem.OtherCurrency },
            { Rate: { } rate } when rate.Unit != record.Unit => view with { Problem = RerateProblem.OtherUnit },
            { Rate: { } rate } => view with { Becomes = Amount(rate, choice.Periods, record, session, account) },
        };
    }

    private static decimal Amount(Rate rate, TariffPeriods? periods, RatedRecord record, Session? session, AccountTerms account)
    {
        var clock = session is null
            ? new RatingClock(record.StartedAt, DateTimeZoneProviders.Tzdb[account.ZoneId], periods)
            : new RatingClock(session.StartedAt ?? session.Terms.AuthorizedAt, session.Terms.Zone, periods);
        var drawn = -record.Parts.Where(part => part.Kind is RatedPartKind.ReservedMoney).Sum(part => part.Amount);

        var amount = Rerating.Amount(rate, record.FromUnits, record.UsedUnits, clock, session?.Coverage ?? Coverage.None, drawn);

        return amount > 0 ? decimal.Max(0, amount - record.Refunded) : amount;
    }

    private static string? AccessCodeOf(RatedRecord record, AccountTerms account)
    {
        if (record.Destination == Destination.Incoming)
        {
            return AccessCodes.Incoming;
        }

        var rows = account.Choices.IsDefaultOrEmpty ? [] : account.Choices.Where(row => row.Service == record.Service && row.TariffId == record.TariffId).ToArray();

        return rows.Length > 0 && rows.All(row => row.AccessCode is not null) ? rows[0].AccessCode : null;
    }

    private static string Words(Rate rate) => $"{rate.Destination}: {LadderNotation.Describe(rate)}";
}
