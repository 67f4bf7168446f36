using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.Accounts;
using Billing.Grains.Changes;

namespace Billing.Grains.Accounts;

// A change is stored first; then the next use reads the account again. One change at a time, between them uses go on.
internal sealed partial class AccountGrain
{
    private long AccountId => this.GetPrimaryKeyLong();

    public Task<AccountView?> ViewAsync() => changes.ViewAsync(AccountId);

    public async Task<ChangeReply> AddAliasAsync(string alias, Edit edit) =>
        new Problems().Expect(Login.IsOne(alias ?? ""), nameof(alias), AccountRules.AliasExpected).Refusal
            ?? Changed(await changes.AddAliasAsync(AccountId, alias!, edit));

    public async Task<ChangeReply> RemoveAliasAsync(string alias, Edit edit) =>
        Changed(await changes.RemoveAliasAsync(AccountId, alias, edit));

    public async Task<ChangeReply> SetPasswordAsync(string? password, Edit edit)
    {
        if (password is not null && !ServicePassword.IsOne(password))
        {
            return ChangeReply.Refused("Password", AccountRules.PasswordExpected);
        }

        var given = password ?? Secrets.New(ServicePassword.GeneratedLength);
        var reply = Changed(await changes.SetPasswordAsync(AccountId, given, edit));

        return reply.IsDone && password is null ? reply with { Secret = given } : reply;
    }

    public async Task<ChangeReply> ChangeProductsAsync(ProductChange change, Edit edit)
    {
        change = change with { AddOns = change.AddOns.OrEmpty() };

        if (change.EffectiveAt <= clock.Now())
        {
            change = change with { EffectiveAt = null };
        }

        if (AccountRules.Check(change).Refusal is { } refusal)
        {
            return refusal;
        }

        var reply = Changed(await changes.ChangeProductsAsync(AccountId, change, edit));

        if (reply.IsDone && change.EffectiveAt is null)
        {
            await TellAsync();
        }

        return reply;
    }

    public Task<ChangeReply> CancelChangeAsync(Edit edit) => changes.ChangeProductsAsync(AccountId, null, edit);

    public async Task<ChangeReply> SetStatusAsync(AccountStatus status, string? reason, Edit edit)
    {
        var problems = new Problems()
            .Expect(Enum.IsDefined(status), nameof(AccountView.Status), "active, blocked or closed")
            .Expect(status is AccountStatus.Active || !string.IsNullOrWhiteSpace(reason), "Reason", "why it is blocked or closed")
            .Optional(reason, "Reason", 500);

        if (problems.Refusal is { } refusal)
        {
            return refusal;
        }

        var reply = Changed(await changes.SetStatusAsync(AccountId, status, reason, edit));

        if (reply.IsDone && await KnownAsync() is { Terms.BalanceId: var balanceId })
        {
            await balances.To(balanceId).ReloadAsync(); // what runs is granted nothing more, or again
            await GrainFactory.GetGrain<IPayerGrain>(balanceId).FollowStatusAsync();
        }

        return reply;
    }

    public async Task<ChangeReply> SetMaxSessionsAsync(int? maxSessions, Edit edit) => maxSessions <= 0
        ? ChangeReply.Refused("MaxSessions", "1 or more")
        : Changed(await changes.SetMaxSessionsAsync(AccountId, maxSessions, edit));

    public async Task ApplyDueAsync()
    {
        if (await changes.ApplyDueAsync(AccountId, clock.Now()))
        {
            _wanted++;
            await TellAsync();
        }
    }

    public ValueTask ReloadAsync()
    {
        _wanted++;

        return default;
    }

    // What the products give is taken up, and gateways of what runs hear of another policy.
    public async Task TellAsync()
    {
        if (await tellings.FindAsync(EntityKinds.Account, AccountId) is not { } number)
        {
            return;
        }

        _wanted++; // whoever wrote it may have been another activation, or have heard no answer

        if (await KnownAsync() is { Terms.BalanceId: var balanceId })
        {
            await balances.To(balanceId).ReloadAsync();
            balances.To(balanceId).SteerAsync().AsTask().Ignore(); // if that is lost, the next look at policies finds it
        }

        await tellings.ToldAsync(EntityKinds.Account, AccountId, number);
    }

    private ChangeReply Changed(ChangeReply reply)
    {
        if (reply.IsDone)
        {
            _wanted++;
        }

        return reply;
    }
}
