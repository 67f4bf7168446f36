using System.Net;
using System.Security.Cryptography;
using Billing.Radius.Server.Control;
using Billing.Radius.Server.Listening;

namespace Billing.Radius.Server.Proxying;

/// <summary>A connection to another realm's server by TLS (RFC 6614). It is used when the server has answered a first Status-Server.</summary>
/// <remarks>
/// A request is sent once: what repeats here is TCP (RFC 6613 2.6.1). 255 wait for answers at once, others for an identifier, of which
/// one is kept for Status-Server (2.6.5). Answers come in any order. After a while of silence the server is asked whether it lives
/// (RFC 3539 3.4); a second silence ends it, without the state of doubt in between. A packet that is wrong ends it (RFC 6613 2.6.4).
/// </remarks>
internal sealed class ServerConnection(PacketStream packets, IPEndPoint server, TimeProvider clock, TimeSpan watch) : IDisposable
{
    /// <summary>Of everybody who speaks TLS (RFC 6614 2.3).</summary>
    public static readonly SharedSecret Secret = new("radsec"u8);

    private const uint UnsupportedExtension = 406;

    private readonly ControlPeer _peer = new(reserved: 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _unwatched = new();
    private int _heard;
    private string? _why;

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="build">Makes it under an identifier.</param>
    /// <returns>The answer, checked.</returns>
    /// <exception cref="OperationCanceledException">Patience is over, or else the connection.</exception>
    public async Task<byte[]> AskAsync(Func<byte, byte[]> build, CancellationToken patience)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience, _ended.Token);

        return await AskAsync(await _peer.BeginAsync(server, Secret, either.Token), build, either.Token);
    }

    /// <summary>Takes answers until the connection ends. Those who still wait for one are told by <see cref="Dispose"/>.</summary>
    /// <param name="ready">Called once the server has answered for the first time.</param>
    /// <returns>Why it ended.</returns>
    public async Task<string> RunAsync(Action ready, CancellationToken stopping)
    {
        var watching = WatchAsync(ready);

        try
        {
            return await ReadAsync(stopping);
        }
        catch (Exception failure) when (PacketStream.IsOfTheWorld(failure))
        {
            return _why ?? failure.Message;
        }
        finally
        {
            await _unwatched.CancelAsync();
            await watching;
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        packets.Dispose();
    }

    private async Task<byte[]> AskAsync(PendingRequest request, Func<byte, byte[]> build, CancellationToken patience)
    {
        try
        {
            request.Octets = build(request.Identifier);
            packets.Send(request.Octets);

            return await request.Answer.WaitAsync(patience);
        }
        finally
        {
            _peer.End(request);
        }
    }

    private async Task<string> ReadAsync(CancellationToken stopping)
    {
        var buffer = new byte[RadiusPacket.MaximumLength];

        while (await packets.ReceiveAsync(buffer, stopping) is > 0 and var length)
        {
            Volatile.Write(ref _heard, 1);

            if (Take(buffer.AsSpan(0, length)) is { } wrong)
            {
                return wrong;
            }
        }

        return _why ?? "the server closed it";
    }

    /// <returns>What is wrong with the packet; null: nothing.</returns>
    private string? Take(ReadOnlySpan<byte> octets)
    {
        if (RadiusPacket.TryParse(octets, out var packet) is not ParseOutcome.Ok)
        {
            return "the server sent a malformed packet";
        }

        if (packet.Code is RadiusCode.DisconnectRequest or RadiusCode.CoaRequest)
        {
            return Refuse(packet);
        }

        // An answer that nobody waits for any more is late, and no harm.
        return _peer.Take(octets) ? null : "the server sent an answer that is not signed with the secret";
    }

    // Not passed on to gateways; RFC 6614 2.5 wants it said.
    private string? Refuse(in RadiusPacket request)
    {
        if (!PacketAuthentication.VerifyAccountingRequest(request, Secret))
        {
            return "the server sent a request that is not signed with the secret";
        }

        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var code = request.Code is RadiusCode.DisconnectRequest ? RadiusCode.DisconnectNak : RadiusCode.CoaNak;
        var writer = new RadiusPacketWriter(buffer, code, request.Identifier);
        writer.AddUInt32(Attributes.ErrorCause, UnsupportedExtension);
        writer.TryAddAll(Attributes.ProxyState, request);
        packets.Send(buffer[..writer.CompleteResponse(request.Authenticator, Secret)]);

        return null;
    }

    private async Task WatchAsync(Action ready)
    {
        try
        {
            await LooksAliveAsync();
            ready();
            using var timer = new PeriodicTimer(watch, clock);

            while (await timer.WaitForNextTickAsync(_unwatched.Token))
            {
                if (Interlocked.Exchange(ref _heard, 0) == 0)
                {
                    await LooksAliveAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            if (!_unwatched.IsCancellationRequested)
            {
                _why = $"the server did not answer Status-Server within {watch.TotalSeconds:0.#} s";
                packets.Dispose();
            }
        }
    }

    private async Task LooksAliveAsync()
    {
        using var patience = new CancellationTokenSource(watch, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _unwatched.Token);
        await AskAsync(_peer.Begin(0, server, Secret), StatusServer, either.Token);
    }

    private static byte[] StatusServer(byte identifier)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var writer = new RadiusPacketWriter(buffer, RadiusCode.StatusServer, identifier);
        writer.ReserveMessageAuthenticator();
        var random = RandomNumberGenerator.GetBytes(RadiusPacket.AuthenticatorLength);

        return buffer[..writer.CompleteRequest(Secret, random)].ToArray();
    }
}
