using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Billing.Contracts;
using Billing.Radius.Server.Nodes;
using Microsoft.Extensions.Logging;

namespace Billing.Radius.Server.Listening;

/// <summary>RADIUS over TLS (RFC 6614): one TCP port, all kinds of packets on a connection, any number of them at work.</summary>
internal sealed partial class RadiusListener
{
    private static readonly TimeSpan HandshakePatience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _accepting = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<TlsConnection, bool> _connections = new();

    /// <summary>Where TLS is taken; null: nowhere.</summary>
    public IPEndPoint? BoundTls { get; private set; }

    /// <summary>What gateways are shown there; null: no certificate.</summary>
    public TlsIdentity? Identity { get; private set; }

    private void StartTls()
    {
        if (options.Value.RadSec is not { Port: > 0 } settings)
        {
            return;
        }

        // Without a certificate only gateways with a pre-shared key can be let in.
        Identity = settings.Certificate.Length > 0 ? new(settings, logger) : null;
        var listener = new TcpListener(IPAddress.IPv6Any, settings.Port);
        listener.Server.DualMode = true;

        try
        {
            listener.Start();
        }
        catch (SocketException failure)
        {
            throw new ListenException($"TCP port {settings.Port} cannot be opened ({failure.Message}): set Billing__Radius__RadSec__Port to a free one, or to 0");
        }

        BoundTls = (IPEndPoint)listener.LocalEndpoint;
        LogTls(logger, BoundTls);
        _ = AcceptAsync(listener, settings.MostConnections);
    }

    private async Task AcceptAsync(TcpListener listener, int most)
    {
        using (listener)
        {
            while (!_accepting.IsCancellationRequested)
            {
                try
                {
                    var client = await listener.AcceptTcpClientAsync(_accepting.Token);

                    if (_connections.Count < most)
                    {
                        _ = ServeAsync(client);
                    }
                    else
                    {
                        client.Dispose();
                    }
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                catch (SocketException)
                {
                    await Task.Delay(10); // it went away while it came
                }
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var remote = (IPEndPoint)client.Client.RemoteEndPoint!;

        if (nodes.Find(remote.Address) is not { } node)
        {
            nodes.Strangers.Arrive(clock.Now());
            nodes.Strangers.Count(Outcome.UnknownClient);
            client.Dispose();

            return;
        }

        using var connection = new TlsConnection(client, remote);
        _connections.TryAdd(connection, true);

        try
        {
            if (!await SecureAsync(connection, Identity?.Current(), node))
            {
                return;
            }

            gateways.Came(node.NodeId, connection);
            await ReadAsync(connection, node.NodeId);
        }
        catch (OperationCanceledException) when (_accepting.IsCancellationRequested)
        {
            await _closed.Task; // what is at work is answered on it
        }
        catch (Exception failure) when (PacketStream.IsOfTheWorld(failure))
        {
            LogTlsEnded(logger, node.View.Name, failure.Message);
        }
        catch (Exception failure)
        {
            LogUnexpected(logger, failure);
        }
        finally
        {
            gateways.Went(node.NodeId, connection);
            _connections.TryRemove(connection, out _);
        }
    }

    private async Task<bool> SecureAsync(TlsConnection connection, SslServerAuthenticationOptions? certificates, Node node)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_accepting.Token);
            patience.CancelAfter(HandshakePatience);
            await connection.SecureAsync(certificates, node.View.TlsKey, node.View.TlsName, patience.Token);

            return true;
        }
        catch (Exception failure) when (PacketStream.IsOfTheWorld(failure) || failure is OperationCanceledException)
        {
            if (!_accepting.IsCancellationRequested)
            {
                node.Counters.Arrive(clock.Now());
                node.Counters.Count(Outcome.NotSecured);
                LogNotSecured(logger, node.View.Name, connection.Remote, failure.Message);
            }

            return false;
        }
    }

    private async Task ReadAsync(TlsConnection connection, int nodeId)
    {
        var pool = new ExchangePool(connection, (exchange, pool) => _ = WorkAsync(exchange, pool));
        var seen = new DuplicateCache(options.Value.DuplicateWindow, clock);

        while (!_accepting.IsCancellationRequested)
        {
            var exchange = pool.Take();
            var length = await connection.ReceiveAsync(exchange, _accepting.Token);

            // The gateway as it is configured now: it may have been retired, or what it proves itself by changed.
            if (length == 0 || nodes.Find(nodeId)?.OverTls is not { } node || node.View.TlsKey != connection.Key || node.View.TlsName != connection.Name)
            {
                return;
            }

            if (IsAnswer((RadiusCode)exchange.Buffer[0]))
            {
                var isRight = Take(connection, exchange.Buffer[..length], node);
                pool.Return(exchange);

                if (isRight)
                {
                    continue;
                }

                return;
            }

            exchange.Received(length, clock.GetTimestamp());
            var refusal = Admit(exchange, length, seen, node, clock.Now());

            if (refusal is null)
            {
                ThreadPool.UnsafeQueueUserWorkItem(exchange, preferLocal: false);

                continue;
            }

            pool.Return(exchange);

            // Nobody but the client itself writes there: where one packet is wrong, what follows is not where it should be (RFC 6613 2.6.4).
            if (refusal is Outcome.Malformed or Outcome.BadAuthenticator or Outcome.BadMessageAuthenticator)
            {
                return;
            }
        }
    }

    // Of Disconnect- and CoA-Requests, which went the other way on the same connection (RFC 6614 2.5).
    private static bool IsAnswer(RadiusCode code) =>
        code is RadiusCode.DisconnectAck or RadiusCode.DisconnectNak or RadiusCode.CoaAck or RadiusCode.CoaNak;

    /// <returns>False: it is wrong, as a request may be, and what follows is not where it should be.</returns>
    private static bool Take(TlsConnection connection, ReadOnlySpan<byte> octets, Node node)
    {
        if (RadiusPacket.TryParse(octets, out _) is not ParseOutcome.Ok)
        {
            node.Counters.Count(Outcome.Malformed);

            return false;
        }

        if (connection.Control.Find(octets[1]) is { } waiting && connection.Control.Take(octets))
        {
            // The answer, or a late one to the request before, which is no harm.
            if (!waiting.Answer.IsCompleted)
            {
                node.Counters.Count(Outcome.ControlStray);
            }

            return true;
        }

        node.Counters.Count(Outcome.ControlStray);

        return connection.Control.Find(octets[1]) is null; // late, to a request that nobody waits for
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "RADIUS over TLS on {Local}")]
    private static partial void LogTls(ILogger logger, IPEndPoint local);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Node} is not let in by TLS from {Remote}: {Reason}")]
    private static partial void LogNotSecured(ILogger logger, string node, IPEndPoint remote, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The TLS connection of {Node} ended: {Reason}")]
    private static partial void LogTlsEnded(ILogger logger, string node, string reason);
}
