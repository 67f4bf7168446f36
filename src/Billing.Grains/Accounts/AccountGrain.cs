using Billing.Contracts.Accounts;
using Billing.Core.Accounts;

namespace Billing.Grains.Accounts;

/// <summary>Knows one account from its first use on; its secret stays here.</summary>
internal sealed class AccountGrain(IAccountStore store) : Grain, IAccountGrain
{
    private StoredAccount? _account;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _account = await store.LoadAsync(this.GetPrimaryKeyLong());

    public ValueTask<AuthenticationReply> AuthenticateAsync(AuthenticationRequest request)
    {
        if (Known() is not { } account || !account.Aliases.Contains(request.Alias))
        {
            return new(new AuthenticationReply(AuthenticationOutcome.NotMine, null));
        }

        if (Read(request) is not { } credential || !credential.Proves(account.Secret))
        {
            return new(new AuthenticationReply(AuthenticationOutcome.WrongCredentials, null));
        }

        return account.Terms.Status is AccountStatus.Active
            ? new(new AuthenticationReply(AuthenticationOutcome.Accepted, account.Terms))
            : new(new AuthenticationReply(AuthenticationOutcome.Blocked, null));
    }

    public ValueTask<AccountTerms?> GetAsync() => new(Known()?.Terms);

    // An account that is not there now may be there at the next call.
    private StoredAccount? Known()
    {
        if (_account is null)
        {
            DeactivateOnIdle();
        }

        return _account;
    }

    private static Credential? Read(AuthenticationRequest request) => (request.Password, request.Chap) switch
    {
        ({ } password, null) => new Credential.Password(password),
        (null, { } chap) => new Credential.Chap(chap.Identifier, chap.Challenge, chap.Response),
        _ => null, // both or none prove nothing (RFC 2865 5.2)
    };
}
