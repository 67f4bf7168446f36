using System.Net;
using System.Net.Sockets;
using Billing.Contracts;
using Billing.Contracts.Service;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Spooling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Billing.Radius.Server.Listening;

/// <summary>Reads the sockets, lets in what may come in, and hands it to the desks for access and accounting.</summary>
internal sealed partial class RadiusListener(
    NodeRegistry nodes,
    TlsGateways gateways,
    IDesk desk,
    ICommitHealth health,
    Outage outage,
    WorkLoad load,
    DelayMeter delays,
    FailureTelling failures,
    TimeProvider clock,
    IOptions<RadiusOptions> options,
    ILogger<RadiusListener> logger) : IDisposable
{
    public WorkLoad Load => load;

    private void Read(ListeningSocket socket)
    {
        try
        {
            ReadAll(socket);
        }
        finally
        {
            Interlocked.Decrement(ref _reading);
        }
    }

    private void ReadAll(ListeningSocket socket)
    {
        var pool = new ExchangePool(socket, (exchange, pool) => _ = WorkAsync(exchange, pool));
        var seen = new DuplicateCache(options.Value.DuplicateWindow, clock);

        while (!socket.IsClosing)
        {
            var exchange = pool.Take();
            var length = socket.Receive(exchange.Buffer, exchange.Source);

            if (length < 0)
            {
                return;
            }

            try
            {
                exchange.Received(length, clock.GetTimestamp());

                if (Admit(exchange, length, seen))
                {
                    // Not begun here: Orleans keeps what a call needs in pools by thread. Taken on this thread and given back
                    // on others, each request would leave a little there for ever.
                    ThreadPool.UnsafeQueueUserWorkItem(exchange, preferLocal: false);

                    continue;
                }
            }
            catch (Exception failure)
            {
                LogUnexpected(logger, failure); // a server never dies of a packet
            }

            pool.Return(exchange);
        }
    }

    private bool Admit(Exchange exchange, int length, DuplicateCache seen)
    {
        var arrivedAt = clock.Now();

        if (nodes.Find(AddressOf(exchange.Source)) is not { } node)
        {
            nodes.Strangers.Arrive(arrivedAt);

            nodes.Strangers.Count(Outcome.UnknownClient);

            return false;
        }

        return Admit(exchange, length, seen, node, arrivedAt) is null;
    }

    /// <returns>Why it may not come in; null: it is admitted.</returns>
    private Outcome? Admit(Exchange exchange, int length, DuplicateCache seen, Node node, Instant arrivedAt)
    {
        node.Counters.Arrive(arrivedAt);

        if (RadiusPacket.TryParse(exchange.Buffer[..length], out var packet) is not ParseOutcome.Ok)
        {
            return Refuse(node.Counters, Outcome.Malformed);
        }

        var code = RequestCodes.Of(packet.Code);

        if (Gate.Check(packet, exchange.Socket.Kind, node) is { } refusal)
        {
            return Refuse(node.Counters, refusal, code);
        }

        var entry = seen.Look(exchange.Source, packet, out var isRepeat);

        if (isRepeat)
        {
            if (!entry.IsAnswered)
            {
                return Refuse(node.Counters, Outcome.DuplicateInFlight, code);
            }

            exchange.Socket.Send(entry.Answer, exchange.Source);

            return Refuse(node.Counters, Outcome.Repeated, code);
        }

        if (!health.CanCommit && !outage.Covers(node))
        {
            entry.Forget();

            return Refuse(node.Counters, Outcome.Unavailable, code);
        }

        if (load.AtWork >= Limit(packet))
        {
            entry.Forget();

            return Refuse(node.Counters, Outcome.Overload, code);
        }

        load.Begin();
        exchange.Admit(node, entry, arrivedAt);

        return null;
    }

    // Under load a Stop carries money that nothing repeats for long, a Start less, an Interim nothing that the next does not.
    private int Limit(in RadiusPacket packet)
    {
        var most = options.Value.MostInFlight;

        return packet.TryGetUInt32(Attributes.AcctStatusType, out var type) ? type switch
        {
            3 => most * 3 / 4,
            2 => most * 5 / 4,
            _ => most,
        } : most;
    }

    private async Task WorkAsync(Exchange exchange, ExchangePool pool)
    {
        try
        {
            if (IsStale(exchange))
            {
                exchange.Entry.Forget();
                exchange.Node.Counters.Count(Outcome.Stale, exchange.Code);

                return;
            }

            await desk.ServeAsync(exchange);

            if (exchange.Answered is Outcome.Accounted or Outcome.Accepted)
            {
                delays.Count(clock.GetElapsedTime(exchange.ReadAt), exchange.Code);
            }
        }
        catch (Exception failure)
        {
            // Whatever it was, no answer: the gateway repeats, and what was done is not done twice.
            exchange.Entry.Forget();
            exchange.Node.Counters.Count(Outcome.Failed, exchange.Code);

            if (failures.IsTold(out var untold))
            {
                LogFailed(logger, exchange.Node.View.Name, failure.GetBaseException().Message, untold);
            }
        }
        finally
        {
            load.End();
            exchange.Entry.Left();
            pool.Return(exchange);
        }
    }

    // On a connection nothing is repeated (RFC 6613 2.6.1): there a late answer is better than none.
    private bool IsStale(Exchange exchange) =>
        exchange.Socket.Kind is not PortKind.Tls && clock.GetElapsedTime(exchange.ReadAt) > options.Value.LongestWait;

    private static IPAddress AddressOf(SocketAddress source) => new(OctetsOf(source));

    internal static ReadOnlySpan<byte> OctetsOf(SocketAddress source) =>
        source.Family is AddressFamily.InterNetwork ? source.Buffer.Span.Slice(4, 4) : source.Buffer.Span.Slice(8, 16);

    private static Outcome Refuse(PacketCounters counters, Outcome outcome, RequestCode code = RequestCode.Other)
    {
        counters.Count(outcome, code);

        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A packet made the listener fail; it goes on")]
    private static partial void LogUnexpected(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No answer to a request of {Node}: {Reason} (and to {Untold} before it)")]
    private static partial void LogFailed(ILogger logger, string node, string reason, int untold);
}
