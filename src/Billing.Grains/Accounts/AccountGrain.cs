using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Core.Accounts;
using Billing.Grains.Rating;
using Billing.Grains.Sessions;

namespace Billing.Grains.Accounts;

/// <summary>Knows one account from its first use on: who may use it (its secret stays here), and on what terms.</summary>
internal sealed class AccountGrain(IAccountStore store, SessionOpenings openings, Door<IBalanceGrain> balances) : Grain, IAccountGrain
{
    private StoredAccount? _account;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _account = await store.LoadAsync(this.GetPrimaryKeyLong());

    public async ValueTask<AccessReply> AuthorizeAsync(AccessRequest request)
    {
        if (Known() is not { } account || !account.Aliases.Contains(request.Credentials.Alias))
        {
            return new(AccessResult.NotMine);
        }

        if (Read(request.Credentials) is not { } credential || !credential.Proves(account.Secret))
        {
            return new(AccessResult.WrongCredentials);
        }

        var use = await openings.UnderstandAsync(account.Terms, ServiceRequest.Of(request));

        // A call for help is let through for whoever we know.
        if (account.Terms.Status is not AccountStatus.Active && use is not { IsEmergency: true })
        {
            return new(AccessResult.Blocked);
        }

        return use is null ? new(AccessResult.NoService) : await OpenAsync(account.Terms, use, request);
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

    private async ValueTask<AccessReply> OpenAsync(AccountTerms account, ServiceUse use, AccessRequest request)
    {
        // Nothing is used yet, so nothing is held.
        if (use.IsNothingYet(ServiceRequest.Of(request)))
        {
            return new(AccessResult.Recognized);
        }

        var choice = await openings.PinAsync(account, use);

        if (choice.Rate is null && !use.IsEmergency)
        {
            return new(AccessResult.NoRate);
        }

        if (choice.IsForbidden)
        {
            return new(AccessResult.Forbidden);
        }

        var comesBack = request.ComesBackFor.Contains(use.Service.Service);
        var opening = SessionOpenings.Opening(request.Token, account, choice, comesBack, request.At) with
        {
            NodeId = request.NodeId,
            UserName = request.Credentials.Alias,
            CalledParty = request.CalledParty,
            CallingParty = request.CallingParty,
        };

        return await balances.To(account.BalanceId).AuthorizeAsync(opening);
    }

    private static Credential? Read(Credentials offered) => (offered.Password, offered.Chap) switch
    {
        ({ } password, null) => new Credential.Password(password),
        (null, { } chap) => new Credential.Chap(chap.Identifier, chap.Challenge, chap.Response),
        _ => null, // both or none prove nothing (RFC 2865 5.2)
    };
}
