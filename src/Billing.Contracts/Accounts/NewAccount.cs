using System.Collections.Immutable;
using Billing.Core.Accounts;
using NodaTime;

namespace Billing.Contracts.Accounts;

/// <summary>An account to be made.</summary>
/// <param name="Login">Its first alias: 1 to 128 printable characters without spaces; unique among all aliases, exactly.</param>
/// <param name="Password">The service password (PAP, CHAP), 1 to 128 characters; null: one is generated.</param>
/// <param name="AddOns">The add-on products by precedence, the first one is asked first.</param>
/// <param name="Aliases">Further ones: numbers, SIMs, addresses.</param>
/// <param name="Balance">Who pays.</param>
[GenerateSerializer, Immutable, Alias("billing.new-account")]
public sealed record NewAccount(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] string Login,
    [property: Id(2)] string? Password,
    [property: Id(3)] long ProductId,
    [property: Id(4)] ImmutableArray<long> AddOns,
    [property: Id(5)] ImmutableArray<string> Aliases,
    [property: Id(6)] BalanceChoice Balance)
{
    public override string ToString() => $"new account {Login}";
}

/// <summary>Numbers are on the wire.</summary>
[GenerateSerializer]
public enum BalanceChoice
{
    /// <summary>A new balance in the customer's currency, for this account alone.</summary>
    Own = 1,

    /// <summary>The customer's shared balance; it is made with the first account that wants it.</summary>
    Shared = 2,
}

/// <summary>An account as it is edited: everything but its password.</summary>
/// <param name="StatusReason">Why it is blocked or closed.</param>
/// <param name="CustomerStatus">The account is at best what its customer is.</param>
/// <param name="Next">The change of products that is to come; null: none.</param>
/// <param name="MaxSessions">Of each service at once, in the place of what its products say; null: what they say.</param>
[GenerateSerializer, Immutable, Alias("billing.account-view")]
public sealed record AccountView(
    [property: Id(0)] long AccountId,
    [property: Id(1)] long CustomerId,
    [property: Id(2)] long BalanceId,
    [property: Id(3)] string Login,
    [property: Id(4)] ImmutableArray<string> Aliases,
    [property: Id(5)] AccountStatus Status,
    [property: Id(6)] string? StatusReason,
    [property: Id(7)] Core.Customers.CustomerStatus CustomerStatus,
    [property: Id(8)] long ProductId,
    [property: Id(9)] ImmutableArray<long> AddOns,
    [property: Id(10)] ProductChange? Next,
    [property: Id(11)] int? MaxSessions,
    [property: Id(12)] Instant CreatedAt,
    [property: Id(13)] long Version);

/// <param name="AddOns">All of them, by precedence.</param>
/// <param name="EffectiveAt">Null: now.</param>
[GenerateSerializer, Immutable, Alias("billing.product-change")]
public sealed record ProductChange(
    [property: Id(0)] long ProductId,
    [property: Id(1)] ImmutableArray<long> AddOns,
    [property: Id(2)] Instant? EffectiveAt);
