using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Billing.Radius.Server.Listening;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server.Control;

/// <summary>Writes the attributes of a request.</summary>
internal delegate void WriteAttributes(ref RadiusPacketWriter writer);

/// <param name="Octets">The answer, checked; null: none came.</param>
/// <param name="Strays">Answers under the request's identifier that were not signed with our secret, or late ones to another request.</param>
internal readonly record struct ControlAnswer(byte[]? Octets, int Tries, TimeSpan Took, int Strays);

/// <summary>Sends Disconnect- and CoA-Requests, again and again until an answer comes or patience ends (RFC 5176, RFC 5080 2.2.1).</summary>
/// <remarks>A socket of its own for each family, opened with the first request.</remarks>
internal sealed partial class ControlClient(TimeProvider clock, IOptions<RadiusOptions> options, ILogger<ControlClient> logger) : IDisposable
{
    private const int TriesBeforeNext = 2;

    private readonly ConcurrentDictionary<IPEndPoint, ControlPeer> _peers = new();
    private readonly Dictionary<AddressFamily, Socket> _sockets = [];
    private readonly Lock _gate = new();
    private bool _isDisposed;

    /// <summary>Called for each answer that nobody waits for, with where it is from.</summary>
    public Action<IPAddress>? StrayCame { get; set; }

    private ControlOptions Options => options.Value.Control;

    /// <param name="isPatient">Sends as often as it may, also to a gateway that left the last request without an answer.</param>
    /// <exception cref="SocketException">The request cannot be sent from here at all.</exception>
    public async Task<ControlAnswer> AskAsync(
        IPEndPoint gateway, SharedSecret secret, RadiusCode code, bool isSigned, WriteAttributes write, bool isPatient = true)
    {
        var socket = SocketOf(gateway.AddressFamily);
        var peer = _peers.GetOrAdd(gateway, static _ => new());
        var request = await peer.BeginAsync(gateway, secret);

        try
        {
            request.Octets = Build(code, request.Identifier, secret, isSigned, write);

            var isSilent = peer.SilentAt is { } at && clock.GetElapsedTime(at) < Options.SilentFor;

            return await AskAsync(socket, peer, request, isSilent && !isPatient ? 1 : Options.Tries);
        }
        finally
        {
            peer.End(request);
        }
    }

    /// <summary>Sends a request on the gateway's own connection, once: what repeats there is TCP (RFC 6613 2.6.1).</summary>
    public async Task<ControlAnswer> AskAsync(TlsConnection gateway, SharedSecret secret, RadiusCode code, bool isSigned, WriteAttributes write)
    {
        var startedAt = clock.GetTimestamp();
        var request = await gateway.Control.BeginAsync(gateway.Remote, secret);

        try
        {
            request.Octets = Build(code, request.Identifier, secret, isSigned, write);
            gateway.Send(request.Octets);
            using var patience = new CancellationTokenSource();
            await Task.WhenAny(request.Answer, Task.Delay(Options.FirstTimeout * ((1 << Options.Tries) - 1), clock, patience.Token));
            await patience.CancelAsync();

            return new(request.Answer.IsCompleted ? await request.Answer : null, 1, clock.GetElapsedTime(startedAt), request.Strays);
        }
        finally
        {
            gateway.Control.End(request);
        }
    }

    /// <summary>Passes on another's request, and repeats it until it is answered or patience ends.</summary>
    /// <remarks>
    /// The first server is asked twice before the next one is. One that was silent is passed over, but for one request from time to
    /// time; if all were, the first is asked once.
    /// </remarks>
    /// <param name="build">Makes the request, signed for the server, under an identifier.</param>
    /// <returns>The answer, checked; null: none came.</returns>
    /// <exception cref="SocketException">The request cannot be sent from here at all, to none of them.</exception>
    public async Task<byte[]?> PassOnAsync(ImmutableArray<IPEndPoint> servers, SharedSecret secret, Func<byte, byte[]> build)
    {
        var isAsked = false;
        SocketException? unsent = null;

        for (var i = 0; i < servers.Length; i++)
        {
            var peer = _peers.GetOrAdd(servers[i], static _ => new());

            if (!peer.IsWorthAsking(clock, Options.SilentFor))
            {
                continue;
            }

            try
            {
                if (await PassOnAsync(servers[i], secret, build, i < servers.Length - 1 ? TriesBeforeNext : Options.Tries) is { } answer)
                {
                    return answer;
                }

                isAsked = true;
            }
            catch (SocketException failure)
            {
                peer.SilentAt = clock.GetTimestamp(); // there is no way to it: as good as silent, and the next one may be reached
                unsent = failure;
            }
        }

        if (unsent is not null && !isAsked)
        {
            ExceptionDispatchInfo.Throw(unsent);
        }

        return isAsked ? null : await PassOnAsync(servers[0], secret, build, 1);
    }

    private async Task<byte[]?> PassOnAsync(IPEndPoint server, SharedSecret secret, Func<byte, byte[]> build, int tries)
    {
        var socket = SocketOf(server.AddressFamily);
        var peer = _peers.GetOrAdd(server, static _ => new());
        var request = await peer.BeginAsync(server, secret);

        try
        {
            var octets = build(request.Identifier);
            request.Signing = (RadiusCode)octets[0] is RadiusCode.AccessRequest ? peer.Signing : null;
            request.Octets = octets;

            return (await AskAsync(socket, peer, request, tries)).Octets;
        }
        finally
        {
            peer.End(request);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;

            foreach (var socket in _sockets.Values)
            {
                socket.Dispose();
            }
        }
    }

    private async Task<ControlAnswer> AskAsync(Socket socket, ControlPeer peer, PendingRequest request, int most)
    {
        var startedAt = clock.GetTimestamp();
        var timeout = Options.FirstTimeout;

        for (var tries = 1; ; tries++, timeout *= 2)
        {
            socket.SendTo(request.Octets, SocketFlags.None, request.Gateway);
            using var patience = new CancellationTokenSource();
            await Task.WhenAny(request.Answer, Task.Delay(Jittered(timeout), clock, patience.Token));
            await patience.CancelAsync();

            if (request.Answer.IsCompleted)
            {
                peer.SilentAt = null;

                return new(await request.Answer, tries, clock.GetElapsedTime(startedAt), request.Strays);
            }

            if (tries >= most)
            {
                peer.SilentAt = clock.GetTimestamp();

                return new(null, tries, clock.GetElapsedTime(startedAt), request.Strays);
            }
        }
    }

    private byte[] Build(RadiusCode code, byte identifier, SharedSecret secret, bool isSigned, WriteAttributes write)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var writer = new RadiusPacketWriter(buffer, code, identifier);

        if (isSigned)
        {
            writer.ReserveMessageAuthenticator();
        }

        write(ref writer);
        writer.AddTime(Attributes.EventTimestamp, clock.GetUtcNow()); // RFC 5176 3: against replay

        return buffer[..writer.CompleteRequest(secret, default)].ToArray();
    }

    // Give or take a tenth, so that many that were lost together do not come together again.
    private static TimeSpan Jittered(TimeSpan timeout) => timeout * (RandomNumberGenerator.GetInt32(900, 1_101) / 1_000.0);

    private Socket SocketOf(AddressFamily family)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);

            if (_sockets.TryGetValue(family, out var known))
            {
                return known;
            }

            var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(LocalAddress(family), 0));
            _sockets.Add(family, socket);
            _ = ReadAsync(socket);

            return socket;
        }
    }

    private IPAddress LocalAddress(AddressFamily family)
    {
        if (Options.Address.Length == 0)
        {
            return family is AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        }

        return IPAddress.TryParse(Options.Address, out var address)
            ? address.AddressFamily == family ? address : family is AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any
            : throw new ListenException($"Billing:Radius:Control:Address: \"{Options.Address}\" is not an IP address");
    }

    private async Task ReadAsync(Socket socket)
    {
        var buffer = new byte[RadiusPacket.MaximumLength + 1];
        var anyone = new IPEndPoint(socket.AddressFamily is AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);

        while (true)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone);
                Take((IPEndPoint)received.RemoteEndPoint, buffer.AsSpan(0, received.ReceivedBytes));
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                if (_isDisposed)
                {
                    return;
                }

                LogNotRead(logger, failure.Message);
                await Task.Delay(10);
            }
        }
    }

    private void Take(IPEndPoint source, ReadOnlySpan<byte> datagram)
    {
        var isTaken = datagram.Length > 1
            && _peers.TryGetValue(source, out var peer)
            && peer.Find(datagram[1]) is { } request
            && request.Take(datagram);

        if (!isTaken)
        {
            StrayCame?.Invoke(source.Address);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answers to Disconnect- and CoA-Requests: {Reason}")]
    private static partial void LogNotRead(ILogger logger, string reason);
}
