using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Core.Accounts;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace Billing.Contracts.Accounts;

/// <summary>One account: who may use it and on what terms. Key: the account's number.</summary>
[Version(2)]
[Alias("billing.account")]
public interface IAccountGrain : IGrainWithIntegerKey
{
    /// <summary>Checks who it is and, when a service is asked for, opens a session by holding the price of what is granted.</summary>
    /// <returns>After the hold is durable.</returns>
    [Alias("authorize"), AlwaysInterleave]
    ValueTask<AccessReply> AuthorizeAsync(AccessRequest request);

    /// <summary>
    /// While nothing can be committed: grants from memory, so that an account which is known may begin sessions that are charged
    /// when their reports are. Nothing is held or written.
    /// </summary>
    /// <param name="limit">The most that may be granted to the account in 24 hours, priced, in its currency.</param>
    [Alias("stand-in"), AlwaysInterleave]
    ValueTask<AccessReply> StandInAsync(AccessRequest request, decimal limit);

    /// <summary>What would be answered to a gateway now. Nothing is opened, held or written.</summary>
    [Alias("test"), AlwaysInterleave]
    ValueTask<AccessReply> TestAsync(AccessTest test);

    /// <summary>Charges an event at once, on the account's terms for the service.</summary>
    [Alias("charge"), AlwaysInterleave]
    ValueTask<OperationReply> ChargeAsync(EventOrder order);

    /// <summary>The account as it is used for charging; null when there is none with this number.</summary>
    [Alias("get"), AlwaysInterleave]
    ValueTask<AccountTerms?> GetAsync();

    /// <summary>As it is stored, for who edits it; null when there is none.</summary>
    [Alias("view"), AlwaysInterleave]
    Task<AccountView?> ViewAsync();

    /// <summary>Adds an alias: 1 to 128 printable characters without spaces, that no account has.</summary>
    [Alias("add-alias")]
    Task<ChangeReply> AddAliasAsync(string alias, Edit edit);

    /// <summary>Removes an alias; the login stays.</summary>
    [Alias("remove-alias")]
    Task<ChangeReply> RemoveAliasAsync(string alias, Edit edit);

    /// <summary>Gives it another service password.</summary>
    /// <param name="password">1 to 128 characters; null: one is generated, and told in the reply.</param>
    [Alias("set-password")]
    Task<ChangeReply> SetPasswordAsync(string? password, Edit edit);

    /// <summary>Other products, now or later; a later change takes the place of one that was to come.</summary>
    [Alias("change-products")]
    Task<ChangeReply> ChangeProductsAsync(ProductChange change, Edit edit);

    /// <summary>What such a change would make of the account; nothing is written.</summary>
    /// <returns>Null when there is no such account. That a product does not fit is told by the change.</returns>
    [Alias("preview-products"), AlwaysInterleave]
    Task<ProductsPreview?> PreviewProductsAsync(ProductChange change);

    /// <summary>Takes back the change of products that was to come.</summary>
    [Alias("cancel-change")]
    Task<ChangeReply> CancelChangeAsync(Edit edit);

    /// <summary>Active, blocked (<see cref="AccountStatus.Suspended"/>) or closed: at once for new sessions, at their next report for open ones.</summary>
    /// <param name="reason">Of a blocked or closed one: required, up to 500 characters.</param>
    [Alias("set-status")]
    Task<ChangeReply> SetStatusAsync(AccountStatus status, string? reason, Edit edit);

    /// <param name="maxSessions">Of each service at once, 1 or more, in the place of what its products say; null: what they say.</param>
    [Alias("set-max-sessions")]
    Task<ChangeReply> SetMaxSessionsAsync(int? maxSessions, Edit edit);

    /// <summary>Does what was to come and is due.</summary>
    [Alias("apply-due")]
    Task ApplyDueAsync();

    /// <summary>Reads the account again before the next use: it was changed where it is stored.</summary>
    [Alias("reload"), AlwaysInterleave]
    ValueTask ReloadAsync();

    /// <summary>Has its balance take up what its products give now, if a change of them is still untold; else does nothing.</summary>
    [Alias("tell"), AlwaysInterleave]
    Task TellAsync();
}
