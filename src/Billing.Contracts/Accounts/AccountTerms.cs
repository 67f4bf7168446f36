using System.Collections.Immutable;
using Billing.Core.Accounts;
using Billing.Core.Tariffs;

namespace Billing.Contracts.Accounts;

/// <summary>What charging needs to know of an account.</summary>
/// <param name="BalanceId">Who pays: its own balance (debit account) or its customer's.</param>
/// <param name="ZoneId">The billing time zone, by its name in the time zone database.</param>
/// <param name="Services">The main product's, then what only add-on products have.</param>
/// <param name="Choices">Where a tariff is looked for, in the order of trial; empty: only each service's own tariff.</param>
/// <param name="FramedAddress">The IPv4 address that its data sessions always have; null: one of a pool, or the gateway's own.</param>
/// <param name="MaxSessionsOfPayer">Sessions that may be open at once on the balance, of all accounts and services; null: any number.</param>
[GenerateSerializer, Immutable, Alias("billing.account-terms")]
public sealed record AccountTerms(
    [property: Id(0)] long AccountId,
    [property: Id(1)] long CustomerId,
    [property: Id(2)] long BalanceId,
    [property: Id(3)] AccountStatus Status,
    [property: Id(4)] string ZoneId,
    [property: Id(5)] ImmutableArray<ServiceTerms> Services,
    [property: Id(6)] ImmutableArray<TariffChoice> Choices = default,
    [property: Id(7)] int? MaxSessionsOfPayer = null,
    [property: Id(8)] string? FramedAddress = null)
{
    public ServiceTerms? For(string service)
    {
        foreach (var terms in Services)
        {
            if (terms.Service == service)
            {
                return terms;
            }
        }

        return null;
    }
}

/// <summary>How a product sells one service.</summary>
/// <param name="SliceUnits">Base units granted at once to a gateway that can come back for more; null: all that is affordable.</param>
/// <param name="LongestUnits">The most base units that one session is granted.</param>
/// <param name="MaxSessions">Sessions that the account may have at once; null: any number.</param>
[GenerateSerializer, Immutable, Alias("billing.service-terms")]
public sealed record ServiceTerms(
    [property: Id(0)] string Service,
    [property: Id(1)] Unit Unit,
    [property: Id(2)] long TariffId,
    [property: Id(3)] long? SliceUnits,
    [property: Id(4)] long LongestUnits,
    [property: Id(5)] int? MaxSessions);
