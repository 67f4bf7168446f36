using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Core.Tariffs;
using Billing.Grains.Rating;
using Billing.Grains.Tariffs;
using NodaTime;

namespace Billing.Grains.Sessions;

/// <summary>Makes the terms on which a session is opened: the account's service with the rate that is in force.</summary>
internal sealed class SessionOpenings(RateChooser chooser, RateBook rates)
{
    /// <summary>The service that a gateway means, with its numbers; null: it is not one of the account.</summary>
    public ValueTask<ServiceUse?> UnderstandAsync(AccountTerms account, ServiceRequest request) => chooser.UnderstandAsync(account, request);

    /// <summary>The rate of the use, whatever its status; without one where nothing prices it.</summary>
    public async ValueTask<RateChoice> PinAsync(AccountTerms account, ServiceUse use)
    {
        var choice = await chooser.ChooseAsync(account, use);

        if (choice.Rate is { } rate)
        {
            rates.Add(rate, choice.Periods);
        }

        return choice;
    }

    public static SessionOpening Opening(Guid token, AccountTerms account, RateChoice choice, bool comesBack, Instant at)
    {
        var (use, terms) = (choice.Use, choice.Use.Service);
        var isEvent = terms.Unit is Unit.Event; // a gateway asks for, and reports, each one as a session of its own

        return new()
        {
            SessionId = token,
            AccountId = account.AccountId,
            BalanceId = account.BalanceId,
            NodeId = 0,
            UserName = "",
            Service = terms.Service,
            Unit = terms.Unit,
            RateId = choice.Rate?.RateId,
            Currency = choice.Currency?.Code,
            TariffId = choice.TariffId,
            TariffVersion = choice.TariffVersion,
            PeriodSetId = choice.Periods?.PeriodSetId,
            At = at,
            ZoneId = account.ZoneId,
            SliceUnits = comesBack && !isEvent && !use.IsEmergency ? terms.SliceUnits : null,
            LongestUnits = isEvent ? 1 : terms.LongestUnits,
            MaxSessions = use.IsEmergency ? null : terms.MaxSessions,
            MaxSessionsOfPayer = use.IsEmergency ? null : account.MaxSessionsOfPayer,
            CalledNumber = use.CalledNumber,
            CallingNumber = use.CallingNumber,
            Destination = choice.Destination,
            DestinationGroups = choice.DestinationGroups,
            IsEmergency = use.IsEmergency,
        };
    }
}
