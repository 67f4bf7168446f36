using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Core.Accounts;
using NodaTime;

namespace Billing.Grains.Accounts;

/// <summary>Makes and changes accounts; every write with its line in the audit log.</summary>
public interface IAccountChangeStore
{
    Task<AccountView?> ViewAsync(long accountId);

    /// <param name="password">In clear: the order's, or the one that was generated.</param>
    Task<ChangeReply> CreateAsync(string operationId, NewAccount account, string password, string by);

    Task<ChangeReply> AddAliasAsync(long accountId, string alias, Edit edit);

    Task<ChangeReply> RemoveAliasAsync(long accountId, string alias, Edit edit);

    Task<ChangeReply> SetPasswordAsync(long accountId, string password, Edit edit);

    /// <summary>Now, or stored until it is due; null takes back what was to come.</summary>
    Task<ChangeReply> ChangeProductsAsync(long accountId, ProductChange? change, Edit edit);

    Task<ChangeReply> SetStatusAsync(long accountId, AccountStatus status, string? reason, Edit edit);

    Task<ChangeReply> SetMaxSessionsAsync(long accountId, int? maxSessions, Edit edit);

    /// <summary>Does a change that is due, in the name of who ordered it; what does not fit any more is taken back.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> ApplyDueAsync(long accountId, Instant now);

    /// <summary>Accounts with a change that is due, the longest due first.</summary>
    Task<IReadOnlyList<long>> DueAsync(Instant now, int most);
}
