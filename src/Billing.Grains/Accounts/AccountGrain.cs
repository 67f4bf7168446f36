using System.Text;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Service;
using Billing.Core.Accounts;
using Billing.Core.Tariffs;
using Billing.Grains.Balances;
using Billing.Grains.Changes;
using Billing.Grains.Products;
using Billing.Grains.Rating;
using Billing.Grains.Sessions;
using NodaTime;
using Orleans.Placement;

namespace Billing.Grains.Accounts;

/// <summary>Knows one account from its first use on: who may use it (its secret stays here), and on what terms.</summary>
[PreferLocalPlacement] // where its gateway's packets arrive: a call to another silo costs more than the decision
internal sealed partial class AccountGrain(
    IAccountStore store,
    IAccountChangeStore changes,
    IProductStore products,
    ProductGains gains,
    ITellingStore tellings,
    SessionOpenings openings,
    RejectLog rejects,
    ChargingMeter meter,
    Door<IBalanceGrain> balances,
    TermsVersion terms,
    TimeProvider clock) : Grain, IAccountGrain
{
    private StoredAccount? _account;

    // What is in memory is of these; when one of them is behind, the next use reads the account again.
    private (long Reload, long Terms) _loaded;
    private long _wanted;

    // The payer, and the version by which it has what the products give.
    private (long BalanceId, long Benefits) _followed;
    private Instant _followedAt;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => LoadAsync();

    public async ValueTask<AccessReply> AuthorizeAsync(AccessRequest request)
    {
        using var span = SessionTrace.Continue("account authorize");

        if (await KnownAsync() is not { } account || !account.Aliases.Contains(request.Credentials.Alias))
        {
            return new(AccessResult.NotMine);
        }

        var reply = await AuthorizeAsync(account, request, default(Way));
        _lastResult = reply.Result;
        meter.LoggedIn(reply.Result);
        span?.SetTag("billing.account.id", account.Terms.AccountId).SetTag("billing.result", reply.Result.ToString());

        if (reply.Result is not (AccessResult.Granted or AccessResult.Recognized))
        {
            rejects.Add(account.Terms.AccountId, request, reply.Result);
        }

        return reply;
    }

    private async ValueTask<AccessReply> AuthorizeAsync(StoredAccount account, AccessRequest request, Way way)
    {
        if (Read(request.Credentials) is not { } credential || !credential.Proves(account.Secret))
        {
            return new(AccessResult.WrongCredentials);
        }

        var reply = await DecideAsync(account, request, way);

        return reply.Result is AccessResult.Granted or AccessResult.Recognized or AccessResult.InsufficientFunds
                or AccessResult.AllowanceUsedUp or AccessResult.SpendingLimitReached
            && credential.Answer(account.Secret) is { } proof
            ? reply with { Proof = new(proof.Response.ToArray(), proof.SendKey.ToArray(), proof.ReceiveKey.ToArray()) }
            : reply;
    }

    public async ValueTask<AccessReply> TestAsync(AccessTest test)
    {
        if (await KnownAsync() is not { } account || !account.Aliases.Contains(test.Alias))
        {
            return new(AccessResult.NotMine);
        }

        var password = test.Password is null ? null : Encoding.UTF8.GetBytes(test.Password);

        if (password is not null && !new Credential.Password(password).Proves(account.Secret))
        {
            return new(AccessResult.WrongCredentials);
        }

        // Of a gateway that cannot come back: it is granted all that is affordable, which says most.
        var request = new AccessRequest(
            new(test.Alias, password, null), Guid.CreateVersion7(clock.GetUtcNow()), test.Service, test.NodeId, test.CalledParty, null, [], test.At);

        return await DecideAsync(account, request, new Way(IsTest: true));
    }

    private async ValueTask<AccessReply> DecideAsync(StoredAccount account, AccessRequest request, Way way)
    {
        var use = await openings.UnderstandAsync(account.Terms, ServiceRequest.Of(request));

        // A call for help is let through for whoever we know.
        if (account.Terms.Status is not AccountStatus.Active && use is not { IsEmergency: true })
        {
            return new(AccessResult.Blocked);
        }

        return use is null ? new(AccessResult.NoService) : await OpenAsync(account.Terms, use, request, way);
    }

    public async ValueTask<OperationReply> ChargeAsync(EventOrder order)
    {
        if (await KnownAsync() is not { Terms: var account })
        {
            return new(OperationResult.Blocked);
        }

        var reply = account.Status is AccountStatus.Active ? await ChargeAsync(account, order) : new(OperationResult.Blocked);

        // What was done stays done, though the account or the tariff would not allow it now.
        return reply.Result is OperationResult.Blocked or OperationResult.NoService or OperationResult.NoRate or OperationResult.Forbidden
            ? await balances.To(account.BalanceId).RepeatAsync(order, account.AccountId) ?? reply
            : reply;
    }

    private async ValueTask<OperationReply> ChargeAsync(AccountTerms account, EventOrder order)
    {
        if (account.For(order.Service) is null)
        {
            return new(OperationResult.NoService);
        }

        if (order.Units is <= 0 or > RateLimits.MaxUnits)
        {
            return new(OperationResult.WrongAmount);
        }

        // Before the time is taken: what a product gives no more ends when the balance hears of it, and an event is charged by its time.
        var payer = await PayerAsync(account);
        var now = clock.Now();
        var request = new ServiceRequest(order.Service, 0, null, order.CalledParty, null, now);
        var choice = await openings.UnderstandAsync(account, request) is { } use ? await openings.PinAsync(account, use) : null;

        if (choice is not { Rate: not null })
        {
            return new(choice is null ? OperationResult.NoService : OperationResult.NoRate);
        }

        if (choice.IsForbidden)
        {
            return new(OperationResult.Forbidden);
        }

        // Gateways count seconds in 32 bits; more would have begun before there were calendars.
        if (choice.Use.Service.Unit is Unit.Second && order.Units > uint.MaxValue)
        {
            return new(OperationResult.WrongAmount);
        }

        // By its time, so that upkeep finds it when it is old; that it is charged once is the operation's doing, not the id's.
        var opening = SessionOpenings.Opening(Guid.CreateVersion7(clock.GetUtcNow()), account, choice, comesBack: false, now) with
        {
            UserName = _account!.Aliases is [var alias, ..] ? alias : "",
            CalledParty = order.CalledParty,
        };

        return await payer.ChargeAsync(new(order, opening));
    }

    public async ValueTask<AccountTerms?> GetAsync() => (await KnownAsync())?.Terms;

    /// <summary>The payer, as it is to decide: by what the products give now, though nobody has told it.</summary>
    /// <remarks>
    /// A telling reaches those that it finds at work. One that is in memory for another reason, a top-up or a look at it, has what the
    /// products gave when it was read.
    /// </remarks>
    private async ValueTask<IBalanceGrain> PayerAsync(AccountTerms account)
    {
        var (balance, wanted) = (balances.To(account.BalanceId), (account.BalanceId, terms.Benefits));

        if (_followed != wanted)
        {
            await balance.FollowProductsAsync(wanted.Benefits);
            await balance.FollowProductsAsync(wanted.Benefits); // it left the memory if something was new, and has taken it up now
            (_followed, _followedAt) = (wanted, Instant.Max(_followedAt, clock.Now()));
        }

        return balance;
    }

    private bool IsFresh => _loaded == (_wanted, terms.Current);

    private ValueTask<StoredAccount?> KnownAsync() => IsFresh ? new(Known()) : AgainAsync();

    private async ValueTask<StoredAccount?> AgainAsync()
    {
        await LoadAsync();

        return Known();
    }

    // Two loads may cross, and the older one must not be taken for what was wanted after it began.
    private async Task LoadAsync()
    {
        var version = (_wanted, terms.Current);
        var account = await store.LoadAsync(this.GetPrimaryKeyLong());

        if (version.CompareTo(_loaded) >= 0)
        {
            (_account, _loaded) = (account, version);
        }
    }

    // An account that is not there now may be there at the next call.
    private StoredAccount? Known()
    {
        if (_account is null)
        {
            DeactivateOnIdle();
        }

        return _account;
    }

    private async ValueTask<AccessReply> OpenAsync(AccountTerms account, ServiceUse use, AccessRequest request, Way way)
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

        // What a product gives no more ends when the balance hears of it: a session that is let in after that begins after it, though its
        // request arrived before. On trust nothing can be asked.
        var payer = way.Limit is null ? await PayerAsync(account) : null;
        var comesBack = request.ComesBackFor.Contains(use.Service.Service);
        var opening = SessionOpenings.Opening(request.Token, account, choice, comesBack, Instant.Max(request.At, _followedAt)) with
        {
            NodeId = request.NodeId,
            UserName = request.Credentials.Alias,
            CalledParty = request.CalledParty,
            CallingParty = request.CallingParty,
            AskedAs = request.AcctSessionId,
            NasAddress = request.NasAddress,
            NasIdentifier = request.NasIdentifier,
        };

        var reply = way switch
        {
            { Limit: { } limit } => Trust(opening, choice, limit),
            { IsTest: true } => await payer!.TestAsync(opening),
            _ => await payer!.AuthorizeAsync(opening),
        };

        return account.FramedAddress is { } address && opening.Unit is Unit.Byte ? reply with { FramedAddress = address } : reply;
    }

    private static Credential? Read(Credentials offered) => offered switch
    {
        { IsTrusted: true, Password: null, Chap: null, MsChap: null, Digest: null } => Credential.Trusted.One,
        { Password: { } password, Chap: null, MsChap: null, Digest: null } => new Credential.Password(password),
        { Password: null, Chap: { } chap, MsChap: null, Digest: null } => new Credential.Chap(chap.Identifier, chap.Challenge, chap.Response),
        { Password: null, Chap: null, MsChap: { } chap, Digest: null } =>
            new Credential.MsChap(chap.UserName, chap.Challenge, chap.PeerChallenge, chap.Response),
        { Password: null, Chap: null, MsChap: null, Digest: { } digest } => new Credential.Digest(
            new(
                digest.UserName, digest.Realm, digest.Nonce, digest.Method, digest.Uri, digest.Qop, digest.Algorithm, digest.CNonce,
                digest.NonceCount, digest.BodyHash),
            digest.Response),
        _ => null, // several or none prove nothing (RFC 2865 5.2)
    };
}
