using Billing.Contracts.Balances;
using Orleans.Concurrency;

namespace Billing.Contracts.Accounts;

/// <summary>One account: who may use it and on what terms. Key: the account's number.</summary>
[Alias("billing.account")]
public interface IAccountGrain : IGrainWithIntegerKey
{
    /// <summary>Checks who it is and, when a service is asked for, opens a session by holding the price of what is granted.</summary>
    /// <returns>After the hold is durable.</returns>
    [Alias("authorize"), AlwaysInterleave]
    ValueTask<AccessReply> AuthorizeAsync(AccessRequest request);

    /// <summary>Charges an event at once, on the account's terms for the service.</summary>
    [Alias("charge"), AlwaysInterleave]
    ValueTask<OperationReply> ChargeAsync(EventOrder order);

    /// <summary>The account as it is used for charging; null when there is none with this number.</summary>
    [Alias("get"), AlwaysInterleave]
    ValueTask<AccountTerms?> GetAsync();

    /// <summary>Reads the account again before the next use: it was changed where it is stored.</summary>
    [Alias("reload"), AlwaysInterleave]
    ValueTask ReloadAsync();
}
