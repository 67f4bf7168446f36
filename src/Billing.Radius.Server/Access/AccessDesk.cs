using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Profiles;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server.Access;

/// <summary>Answers Access-Requests: who is it, may it, how much of it (RFC 2865 4).</summary>
internal sealed class AccessDesk(
    IGrainFactory grains,
    Aliases aliases,
    FailureLimiter failures,
    ITokenSource tokens,
    TimeProvider clock,
    IOptions<RadiusOptions> options)
{
    public ValueTask ServeAsync(Exchange exchange)
    {
        var packet = exchange.Packet;
        var subject = Subject.Of(packet, exchange.Node);

        if (subject.UserName is not { Length: > 0 } userName)
        {
            return RejectAsync(exchange, "no User-Name");
        }

        if (Offer.Read(packet, exchange.Node.Secret, userName) is not { } offer)
        {
            return RejectAsync(exchange, "expected one of User-Password and CHAP-Password");
        }

        return DecideAsync(exchange, subject, offer, packet.First(Attributes.AcctSessionId));
    }

    private async ValueTask DecideAsync(Exchange exchange, Subject subject, AuthenticationRequest offer, string? acctSessionId)
    {
        var now = clock.GetUtcNow();

        if (failures.IsBlocked(exchange.Node.NodeId, offer.Alias, now))
        {
            await RejectAsync(exchange, "too many failures, try later");

            return;
        }

        var answer = await AuthenticateAsync(offer);

        switch (answer?.Outcome)
        {
            case AuthenticationOutcome.Accepted:
                break;

            case AuthenticationOutcome.Blocked:
                await RejectAsync(exchange, "the account is blocked");

                return;

            default:
                failures.Failed(exchange.Node.NodeId, offer.Alias, now);
                await RejectAsync(exchange, "unknown user or wrong password");

                return;
        }

        await AuthorizeAsync(exchange, subject, answer.Account!, acctSessionId);
    }

    private async ValueTask AuthorizeAsync(Exchange exchange, Subject subject, AccountTerms account, string? acctSessionId)
    {
        if (account.Services.IsEmpty)
        {
            await RejectAsync(exchange, "the account has no service");

            return;
        }

        var service = subject.Service is { } named && account.For(named) is not null ? named : account.Services[0].Service;

        if (service is "voice" && subject.CalledParty is null)
        {
            Accept.Known(exchange); // a registration or a PIN: nothing is used yet, so nothing is held

            return;
        }

        var token = tokens.New();
        var comesBack = exchange.Node.Profile.ComesBackFor.Contains(service);
        var reply = await grains.GetGrain<ISessionGrain>(token).AuthorizeAsync(new(
            account,
            service,
            exchange.Node.NodeId,
            subject.UserName!,
            acctSessionId,
            subject.CalledParty,
            subject.CallingParty,
            comesBack,
            exchange.ArrivedAt));

        if (reply.Result is AuthorizeResult.Granted)
        {
            Accept.Granted(exchange, token, account.For(service)!, reply, comesBack, options.Value.LongestSession);
        }
        else
        {
            await RejectAsync(exchange, Reason(reply.Result));
        }
    }

    private async ValueTask<AuthenticationReply?> AuthenticateAsync(AuthenticationRequest offer)
    {
        for (var tries = 0; tries < 2; tries++)
        {
            if (await aliases.FindAsync(offer.Alias) is not { } accountId)
            {
                return null;
            }

            var reply = await grains.GetGrain<IAccountGrain>(accountId).AuthenticateAsync(offer);

            if (reply.Outcome is not AuthenticationOutcome.NotMine)
            {
                return reply;
            }

            aliases.Forget(offer.Alias); // the hint was old
        }

        return null;
    }

    /// <summary>Rejects later, without a thread that waits: guessing is slow, the server is not.</summary>
    private async ValueTask RejectAsync(Exchange exchange, string reason)
    {
        await Task.Delay(options.Value.RejectDelay, clock);
        Send(exchange, reason);
    }

    private static void Send(Exchange exchange, string reason)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var packet = exchange.Packet;
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessReject, packet.Identifier);
        writer.ReserveMessageAuthenticator();
        writer.AddString(Attributes.ReplyMessage, reason);

        if (exchange.Node.Profile.Understands(GrantStyle.H323Credit))
        {
            writer.AddString(Attributes.Cisco.H323ReturnCode, "h323-return-code=" + Accept.ReturnCode(reason));
        }

        writer.TryAddAll(Attributes.ProxyState, packet);
        exchange.Answer(buffer[..writer.CompleteResponse(packet.Authenticator, exchange.Node.Secret)], Outcome.Rejected);
    }

    private static string Reason(AuthorizeResult result) => result switch
    {
        AuthorizeResult.InsufficientFunds => Accept.NoFunds,
        AuthorizeResult.Forbidden => Accept.Forbidden,
        AuthorizeResult.NoRate => "no rate for the destination",
        AuthorizeResult.NoService => "the account does not have the service",
        AuthorizeResult.TooManySessions => "too many sessions",
        _ => throw new System.Diagnostics.UnreachableException($"no reason for {result}"),
    };
}
