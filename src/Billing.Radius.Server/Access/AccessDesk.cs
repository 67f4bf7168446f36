using System.Diagnostics;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Profiles;
using Billing.Radius.Server.Spooling;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Billing.Radius.Server.Access;

/// <summary>Answers Access-Requests: who is it, may it, how much of it (RFC 2865 4).</summary>
internal sealed class AccessDesk(
    IGrainFactory grains,
    Door<IAccountGrain> accounts,
    Door<IBalanceGrain> balances,
    Aliases aliases,
    FailureLimiter failures,
    IUnknownLogins unknown,
    SessionIds ids,
    WorkLoad load,
    Outage outage,
    TimeProvider clock,
    IOptions<RadiusOptions> options)
{
    public ValueTask ServeAsync(Exchange exchange)
    {
        var packet = exchange.Packet;

        var isOfOtherKind = Offer.IsOfOtherKind(packet);

        if ((isOfOtherKind || exchange.Node.Profile.ReturnsByAccessRequest) && Returns.Read(exchange) is var (report, token))
        {
            return RenewAsync(exchange, report, token);
        }

        if (isOfOtherKind
            && DigestChallenge.Of(packet, exchange.Node, exchange.ArrivedAt, Duration.FromTimeSpan(options.Value.DigestNonceLifetime)) is { } challenge)
        {
            DigestChallenge.Send(exchange, challenge.Realm, challenge.IsStale);

            return ValueTask.CompletedTask;
        }

        var subject = Subject.Of(packet, exchange.Node);

        if (subject.UserName is not { Length: > 0 } userName)
        {
            return RejectAsync(exchange, "no User-Name");
        }

        if (Offer.Read(packet, exchange.Node, userName) is not { } offer)
        {
            return RejectAsync(exchange, "expected one of User-Password, CHAP-Password, MS-CHAP2-Response and Digest-Response");
        }

        var nas = Nas.Of(exchange);

        return DecideAsync(exchange, new(
            offer,
            ids.New(),
            subject.Service,
            exchange.Node.NodeId,
            subject.CalledParty,
            subject.CallingParty,
            exchange.Node.Profile.ComesBackFor,
            exchange.ArrivedAt,
            subject.AccessCode,
            subject.IsServiceAssumed,
            packet.First(Attributes.AcctSessionId) is { Length: > 0 } name ? name : null,
            nas.Address,
            nas.Identifier));
    }

    private async ValueTask RenewAsync(Exchange exchange, UsageReport report, Token? token)
    {
        using var span = RequestSpan.Begin(exchange, token?.SessionId, report.AcctSessionId);

        // Another's session could be asked about: RFC 5176 3.1 wants what proves the gateway.
        if (!exchange.IsSigned)
        {
            await RejectAsync(exchange, "a request for more of a session needs a Message-Authenticator");

            return;
        }

        var portal = PortalMark.Find(exchange, token);

        var since = report;
        PortalReply? border = null;

        // One that was let out of a portal is charged since then, also where it asks for more. By its name it is known as one there.
        if (portal is { } login && await grains.GetGrain<IPortalGrain>(login).HearAsync(report) is { BalanceId: { } balanceId } lifted)
        {
            (since, border) = (lifted.Since(report), lifted);
            token ??= new(login, balanceId);
        }

        var reply = token is { } ours
            ? await balances.To(ours.BalanceId).RenewAsync(ours.SessionId, since)
            : new(ReportReply.UnknownToken);

        if (reply.Reply is ReportReply.UnknownToken or ReportReply.OtherSession && report.AcctSessionId.Length > 0)
        {
            reply = await grains.GetGrain<ISessionNameGrain>($"{report.NodeId}/{report.AcctSessionId}").RenewAsync(report);
        }
        else if (border is not null)
        {
            reply = border.Whole(reply, report);
        }

        switch (reply.Reply)
        {
            case ReportReply.Recorded when report.Kind is ReportKind.Stop:
                Accept.Known(exchange, null);
                break;

            case ReportReply.Recorded:
                Accept.Renewed(exchange, reply, portal, options.Value.LongestSession);
                break;

            default:
                await RejectAsync(exchange, reply.Reply is ReportReply.Exhausted ? AccessReasons.NoFunds : "no such session is running");
                break;
        }
    }

    private async ValueTask DecideAsync(Exchange exchange, AccessRequest request)
    {
        using var span = RequestSpan.Begin(exchange, request.Token, acctSessionId: null);
        var alias = request.Credentials.Alias;
        var now = clock.GetUtcNow();

        if (failures.IsBlocked(exchange.Node.NodeId, alias, request.CallingParty, now))
        {
            unknown.Add(new(exchange.Node.NodeId, alias, request.Service, AccessResult.TooManyFailures, request.At));
            await RejectAsync(exchange, AccessReasons.TooManyFailures);

            return;
        }

        var trust = outage.Covers(exchange.Node) ? exchange.Node.View.OutageLimit : null;
        var reply = await AskAsync(request, trust);

        switch (reply.Result)
        {
            case AccessResult.Granted:
                if (await Addresses.LeaseAsync(grains, exchange.Node.View, reply, request.Token) is not { } addresses)
                {
                    break; // what was held is given back as of any session that does not start
                }

                Accept.Granted(exchange, new(request.Token, reply.BalanceId), reply, addresses, options.Value.LongestSession);

                if (trust is not null)
                {
                    exchange.Node.Counters.Count(Outcome.StoodIn);
                }

                return;

            case AccessResult.InsufficientFunds or AccessResult.AllowanceUsedUp or AccessResult.SpendingLimitReached
                when !exchange.Node.Profile.Hotline.IsEmpty:
                if (await HotlineAsync(exchange, request, reply, isKept: trust is null))
                {
                    return;
                }

                reply = reply with { Result = AccessResult.Granted }; // but for an address

                break;

            case AccessResult.Recognized:
                Accept.Known(exchange, reply.Proof);

                return;

            case AccessResult.WrongCredentials or AccessResult.NotMine:
                failures.Failed(exchange.Node.NodeId, alias, request.CallingParty, now);

                if (reply.Result is AccessResult.NotMine)
                {
                    unknown.Add(new(exchange.Node.NodeId, alias, request.Service, reply.Result, request.At)); // an account notes its own
                }

                break;
        }

        await RejectAsync(exchange, reply.Result is AccessResult.Granted ? AccessReasons.NoAddress : reply.Result.Reason());
    }

    /// <param name="isKept">Whether anything can be written down.</param>
    /// <returns>False: no address is free for it.</returns>
    private async ValueTask<bool> HotlineAsync(Exchange exchange, AccessRequest request, AccessReply reply, bool isKept)
    {
        var profile = exchange.Node.Profile;
        var addresses = Addresses.None;

        if (isKept)
        {
            await grains.GetGrain<IPortalGrain>(request.Token).BeginAsync(new(
                request.Credentials.Alias,
                request.NodeId,
                request.Service,
                request.CallingParty,
                request.Service is { } service && profile.ComesBackFor.Contains(service),
                profile.HotlineSeconds,
                request.NasAddress,
                request.NasIdentifier));

            // A gateway whose addresses we give has none of its own for who pays there. After it is written down whose: an address of
            // nobody is taken back. If there is none, what is written down expires.
            if (await Addresses.LeaseAsync(grains, exchange.Node.View, reply, request.Token) is not { } leased)
            {
                return false;
            }

            addresses = leased;
        }

        Accept.Hotlined(exchange, reply, addresses, isKept ? request.Token : null);

        return true;
    }

    private async ValueTask<AccessReply> AskAsync(AccessRequest request, decimal? trust)
    {
        for (var tries = 0; tries < 2; tries++)
        {
            if (await aliases.FindAsync(request.Credentials.Alias) is not { } accountId)
            {
                break;
            }

            var account = accounts.To(accountId);
            var reply = trust is { } limit ? await account.StandInAsync(request, limit) : await account.AuthorizeAsync(request);

            if (reply.Result is not AccessResult.NotMine)
            {
                return reply;
            }

            aliases.Forget(request.Credentials.Alias); // the hint was old
        }

        return new(AccessResult.NotMine);
    }

    /// <summary>Rejects later, without a thread that waits: guessing is slow, the server is not.</summary>
    private async ValueTask RejectAsync(Exchange exchange, string reason)
    {
        exchange.Node.Memory.Rejects.Count(reason, exchange.ArrivedAt);
        Activity.Current?.SetTag("radius.reject_reason", reason);

        if (!load.TryRest())
        {
            exchange.Entry.Forget();
            exchange.Node.Counters.Count(Outcome.RejectDropped, exchange.Code);

            return;
        }

        await Task.Delay(options.Value.RejectDelay, clock);
        load.Resume();
        Send(exchange, reason);
    }

    private static void Send(Exchange exchange, string reason)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var packet = exchange.Packet;
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessReject, packet.Identifier);
        writer.ReserveMessageAuthenticator();
        writer.AddString(Attributes.ReplyMessage, reason);
        Proof.AddError(ref writer, packet, reason);

        if (exchange.Node.Profile.Understands(GrantStyle.H323Credit))
        {
            writer.AddString(Attributes.Cisco.H323ReturnCode, "h323-return-code=" + Accept.ReturnCode(reason));
        }

        writer.TryAddAll(Attributes.ProxyState, packet);
        exchange.Answer(buffer[..writer.CompleteResponse(packet.Authenticator, exchange.Node.Secret)], Outcome.Rejected);
    }
}
