using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Billing.Contracts.Sessions;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Profiles;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server.Control;

/// <summary>Tells gateways what to do with running sessions, in the attributes that their profiles name (RFC 5176).</summary>
internal sealed class GatewayControl
{
    // Others of a request's attributes say what to do; these say only where, and name no session.
    private static readonly AttributeKey[] Where = [Attributes.NasIpAddress, Attributes.NasIpv6Address];

    private readonly NodeRegistry _nodes;
    private readonly ControlClient _client;
    private readonly TlsGateways _connected;
    private readonly TimeProvider _clock;
    private readonly ControlOptions _options;

    public GatewayControl(NodeRegistry nodes, ControlClient client, TlsGateways connected, TimeProvider clock, IOptions<RadiusOptions> options)
    {
        (_nodes, _client, _connected, _clock, _options) = (nodes, client, connected, clock, options.Value.Control);
        client.StrayCame = source => (nodes.Find(source)?.Counters ?? nodes.Strangers).Count(Outcome.ControlStray);
    }

    public Task<GatewayAnswer> DisconnectAsync(ControlledSession session, Whom whom = Whom.All) =>
        AskAsync(session, RadiusCode.DisconnectRequest, [], "it ended the session", isPatient: true, whom);

    public async Task<GatewayAnswer> ChangePolicyAsync(ControlledSession session, string? policy, Whom whom = Whom.All)
    {
        if (_nodes.Find(session.NodeId)?.Profile is not { } profile)
        {
            return NotSent("this gateway is not configured any more");
        }

        var attributes = profile.Policies.Of(policy);
        var unsaid = policy is null
            ? $"profile {profile.Name} has no attributes that end a policy"
            : $"profile {profile.Name} has no attributes that say policy \"{policy}\"";
        var answer = attributes.IsEmpty
            ? NotSent(unsaid) with { IsFinal = true }
            : await AskAsync(
                session, RadiusCode.CoaRequest, attributes, policy is null ? "its ordinary policy applies again" : $"policy {policy} applies", isPatient: false, whom);

        // What no attribute can say, an Access-Accept cannot say either: coming back would change nothing.
        return answer with
        {
            Disconnects = profile.WhenRefused is WhenRefused.Disconnect
                && (answer is { Outcome: ControlOutcome.Refused, ErrorCause: not ErrorCause.SessionContextNotFound } || (policy is null && attributes.IsEmpty)),
        };
    }

    public bool HasHotline(int nodeId) => _nodes.Find(nodeId)?.Profile.Hotline.IsEmpty is false;

    // With the time after which it logs in again: whether it is let in then, or to the portal once more, its funds say.
    public async Task<GatewayAnswer> HotlineAsync(ControlledSession session, Whom whom = Whom.All)
    {
        if (_nodes.Find(session.NodeId)?.Profile is not { Hotline.IsEmpty: false } profile)
        {
            return NotSent("this gateway has no captive portal") with { Disconnects = true, IsFinal = true };
        }

        var user = new Values { User = session.UserName };
        var answer = await AskAsync(
            session,
            RadiusCode.CoaRequest,
            profile.HotlineControl is { } own ? own.Rendered(user) : profile.Hotline.Rendered(user).Add((Attributes.SessionTimeout, Seconds(profile.HotlineSeconds))),
            "it sends the user to its portal",
            isPatient: false,
            whom);

        return answer with { Disconnects = answer is { Outcome: ControlOutcome.Refused, ErrorCause: not ErrorCause.SessionContextNotFound } };
    }

    // What the portal was told by is undone together with the policy that applies from now on, or the session comes back for it.
    public async Task<GatewayAnswer> LiftAsync(ControlledSession session, string? policy, Whom whom = Whom.All)
    {
        if (_nodes.Find(session.NodeId)?.Profile is not { } profile)
        {
            return NotSent("this gateway is not configured any more");
        }

        var end = profile.HotlineEnd.Rendered(new() { User = session.UserName });
        var attributes = profile.Policies.Of(policy);

        if (end.IsEmpty || end.Length < profile.HotlineEnd.Length || (policy is not null && attributes.IsEmpty))
        {
            return NotSent($"profile {profile.Name} has no attributes that let it out of the portal") with { Disconnects = true, IsFinal = true };
        }

        var answer = await AskAsync(
            session, RadiusCode.CoaRequest, end.AddRange(attributes), "it lets the user out of its portal", isPatient: false, whom);

        return answer with { Disconnects = answer is { Outcome: ControlOutcome.Refused, ErrorCause: not ErrorCause.SessionContextNotFound } };
    }

    public async Task<GatewayAnswer> TestAsync(int nodeId)
    {
        var nobody = new ControlledSession(
            Guid.CreateVersion7(), 0, nodeId, "billing-test", $"billing-test-{Guid.CreateVersion7():n}", null, null, null);
        var answer = await AskAsync(nobody, RadiusCode.DisconnectRequest, [], "", isPatient: true, Whom.All);

        return answer switch
        {
            { Outcome: ControlOutcome.Refused, ErrorCause: ErrorCause.SessionContextNotFound } =>
                answer with { Words = "it works: the gateway answered that it knows no such session, which there is not (503 Session-Context-Not-Found)" },
            { Outcome: ControlOutcome.Refused } => answer with { Words = $"it can be reached: of a session that there is not it says: {answer.Words}" },
            { Outcome: ControlOutcome.Acknowledged } =>
                answer with { Words = "it can be reached, but says that it ended a session that there is not: it may not look" },
            _ => answer,
        };
    }

    private async Task<GatewayAnswer> AskAsync(
        ControlledSession session,
        RadiusCode code,
        ImmutableArray<(AttributeKey Key, byte[] Value)> attributes,
        string done,
        bool isPatient,
        Whom whom)
    {
        if (_nodes.Find(session.NodeId) is not { } node)
        {
            return NotSent("this gateway is not configured any more");
        }

        if (!node.View.CoaEnabled)
        {
            return NotSent("this gateway is not to be sent such requests: its CoA is off");
        }

        // Where it is connected to this process, that is the way to it; else its port. Of several behind one network only one has the
        // session. What one of them did not answer is not known, whatever the others say, unless it is known which one has it.
        var (heard, others) = _connected.EachOf(node.NodeId, session.AcctSessionId);
        var answer = whom is Whom.Others ? null : await Several.AskAsync(heard.Select(Way), _options.FirstTimeout, _clock);

        if (!Several.IsEnough(answer) && !(whom is Whom.Heard && answer is not null))
        {
            answer = await Several.AskAsync(others.Select(Way).Prepend(() => Task.FromResult(answer)), _options.FirstTimeout, _clock);
        }

        return answer ?? await AskAsync(node, null, session, code, attributes, done, isPatient);

        Func<Task<GatewayAnswer?>> Way(TlsConnection connection) =>
            async () => await AskAsync(node, connection, session, code, attributes, done, isPatient);
    }

    private async Task<GatewayAnswer> AskAsync(
        Node node,
        TlsConnection? connection,
        ControlledSession session,
        RadiusCode code,
        ImmutableArray<(AttributeKey Key, byte[] Value)> attributes,
        string done,
        bool isPatient)
    {
        if ((connection?.Remote.Address ?? AddressOf(node)) is not { } address)
        {
            return NotSent($"gateway {node.View.Name} is a network ({node.View.Address}): it needs a CoA address");
        }

        var names = node.Profile.Identify.Rendered(ValuesOf(session, address));

        if (names.All(name => Where.Contains(name.Key)))
        {
            return NotSent($"nothing is known by which profile {node.Profile.Name} names a session");
        }

        ControlAnswer answer;

        try
        {
            answer = connection is not null
                ? await _client.AskAsync(connection, node.OverTls.Secret, code, node.Profile.SignsControl, Write)
                : await _client.AskAsync(new(address, node.View.CoaPort), node.Secret, code, node.Profile.SignsControl, Write, isPatient);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return NotSent($"it could not be sent to {address}: {failure.Message}");
        }

        return Understand(node, answer, done, connection?.Remote ?? new(address, node.View.CoaPort));

        void Write(ref RadiusPacketWriter writer)
        {
            foreach (var (key, value) in names.AddRange(attributes))
            {
                writer.Add(key, value);
            }
        }
    }

    private static GatewayAnswer Understand(Node node, ControlAnswer answer, string done, IPEndPoint gateway)
    {
        if (answer.Octets is not { } octets)
        {
            node.Counters.Count(Outcome.ControlUnanswered);

            return new(ControlOutcome.NoAnswer, Silence(answer, gateway), null, answer.Tries, answer.Took);
        }

        RadiusPacket.TryParse(octets, out var packet);
        int? cause = packet.TryGetUInt32(Attributes.ErrorCause, out var number) && number <= int.MaxValue ? (int)number : null;

        if (packet.Code is RadiusCode.DisconnectAck or RadiusCode.CoaAck)
        {
            node.Counters.Count(Outcome.ControlAcknowledged);

            return new(ControlOutcome.Acknowledged, cause is 201 ? ErrorCause.Words(cause) : done, cause, answer.Tries, answer.Took);
        }

        node.Counters.Count(Outcome.ControlRefused);

        return new(ControlOutcome.Refused, ErrorCause.Words(cause), cause, answer.Tries, answer.Took);
    }

    private static string Silence(ControlAnswer answer, IPEndPoint gateway)
    {
        var asked = string.Create(
            CultureInfo.InvariantCulture,
            $"no answer from {gateway} within {answer.Took.TotalSeconds:0.#} s ({answer.Tries} {(answer.Tries == 1 ? "try" : "tries")})");

        return answer.Strays > 0
            ? $"{asked}: something came that is not signed with our secret"
            : $"{asked}: it may be down, the port closed, or our address not one that it takes such requests from";
    }

    private static IPAddress? AddressOf(Node node) => node.View switch
    {
        { CoaAddress: { } own } => own,
        { Address: var host } => node.IsNetwork ? null : host.BaseAddress,
    };

    private static Values ValuesOf(ControlledSession session, IPAddress gateway)
    {
        var token = new byte[Token.Length];
        new Token(session.SessionId, session.BalanceId).Write(token);

        return new()
        {
            Session = session.AcctSessionId,
            User = session.GatewayUserName ?? session.UserName,
            Address = session.FramedAddress,
            Called = session.CalledParty,
            Calling = session.CallingParty,
            Class = token,
            Gateway = gateway.ToString(),
        };
    }

    private static byte[] Seconds(int number)
    {
        var octets = new byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(octets, number);

        return octets;
    }

    private static GatewayAnswer NotSent(string why) => new(ControlOutcome.NotSent, why, null, 0, TimeSpan.Zero);
}

/// <summary>Which of the gateways that are connected here are asked of a session, where a node is several.</summary>
internal enum Whom
{
    /// <summary>Those that have reported it, then the others.</summary>
    All,

    /// <summary>Those that have reported it, if there are any.</summary>
    Heard,

    /// <summary>The others: those that have reported it were asked.</summary>
    Others,
}
