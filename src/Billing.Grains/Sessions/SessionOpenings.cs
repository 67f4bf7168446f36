using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Core.Tariffs;
using Billing.Grains.Tariffs;
using NodaTime;

namespace Billing.Grains.Sessions;

/// <summary>Makes the terms on which a session is opened: the account's service with the rate that is in force.</summary>
internal sealed class SessionOpenings(TariffCatalog tariffs, RateBook rates)
{
    /// <summary>The account's service that a gateway means: the one that it names, or the first.</summary>
    public static ServiceTerms Service(AccountTerms account, string? named) =>
        (named is not null ? account.For(named) : null) ?? account.Services[0];

    /// <summary>The rate for a destination at an instant; null when the tariff has none.</summary>
    /// <remarks>Data has no destination: what its gateways call the called party is a network or a device.</remarks>
    public async ValueTask<RatePin?> PinAsync(ServiceTerms terms, string? calledParty, Instant at)
    {
        var tariff = await tariffs.GetAsync(terms.TariffId)
            ?? throw new InvalidOperationException($"there is no tariff {terms.TariffId}");

        if (tariff.Find(terms.Unit is Unit.Byte ? "" : calledParty ?? "", at) is not { } match)
        {
            return null;
        }

        rates.Add(match.Rate);

        return new(match.Rate, tariff.Currency, tariff.Version);
    }

    public static SessionOpening Opening(Guid token, AccountTerms account, ServiceTerms terms, RatePin? pin, bool comesBack, Instant at) => new()
    {
        SessionId = token,
        AccountId = account.AccountId,
        BalanceId = account.BalanceId,
        NodeId = 0,
        UserName = "",
        Service = terms.Service,
        Unit = terms.Unit,
        RateId = pin?.Rate.RateId,
        Currency = pin?.Currency.Code,
        TariffId = terms.TariffId,
        TariffVersion = pin?.TariffVersion ?? 0,
        At = at,
        ZoneId = account.ZoneId,
        SliceUnits = comesBack ? terms.SliceUnits : null,
        LongestUnits = terms.LongestUnits,
        MaxSessions = terms.MaxSessions,
    };
}
