using Orleans.Concurrency;

namespace Billing.Contracts.Accounts;

/// <summary>One account: who may use it and on what terms. Key: the account's number.</summary>
[Alias("billing.account")]
public interface IAccountGrain : IGrainWithIntegerKey
{
    /// <summary>Checks credentials that were offered for one of the account's aliases.</summary>
    [Alias("authenticate"), AlwaysInterleave]
    ValueTask<AuthenticationReply> AuthenticateAsync(AuthenticationRequest request);

    /// <summary>The account as it is used for charging; null when there is none with this number.</summary>
    [Alias("get"), AlwaysInterleave]
    ValueTask<AccountTerms?> GetAsync();
}
