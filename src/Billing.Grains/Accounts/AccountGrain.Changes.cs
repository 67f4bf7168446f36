using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Core.Accounts;

namespace Billing.Grains.Accounts;

internal sealed partial class AccountGrain
{
    public Task<AccountView?> ViewAsync() => throw new NotImplementedException();

    public Task<ChangeReply> AddAliasAsync(string alias, Edit edit) => throw new NotImplementedException();

    public Task<ChangeReply> RemoveAliasAsync(string alias, Edit edit) => throw new NotImplementedException();

    public Task<ChangeReply> SetPasswordAsync(string? password, Edit edit) => throw new NotImplementedException();

    public Task<ChangeReply> ChangeProductsAsync(ProductChange change, Edit edit) => throw new NotImplementedException();

    public Task<ChangeReply> CancelChangeAsync(Edit edit) => throw new NotImplementedException();

    public Task<ChangeReply> SetStatusAsync(AccountStatus status, string? reason, Edit edit) => throw new NotImplementedException();

    public Task<ChangeReply> SetMaxSessionsAsync(int? maxSessions, Edit edit) => throw new NotImplementedException();

    public Task ApplyDueAsync() => throw new NotImplementedException();

    public ValueTask ReloadAsync() => throw new NotImplementedException();
}
