using System.Net;
using System.Net.Sockets;
using System.Text;
using Billing.Radius;

namespace Billing.Host.Chaos;

/// <summary>The port on which a gateway with a captive portal takes orders for the session that it has. Some are lost on their way.</summary>
internal sealed class PortalOrders : IDisposable
{
    private const uint NoSuchSession = 503; // RFC 5176 3.5

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly SharedSecret _secret = new("testing123"u8);
    private readonly Random _random;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _answered = [];
    private string? _name;
    private bool _isOut;
    private Func<Task>? _whenLetOut;

    public PortalOrders(IPAddress address, int seed)
    {
        _random = new(seed + 1);
        _socket.Bind(new IPEndPoint(address, 0));
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        _ = ServeAsync();
    }

    public int Port { get; }

    /// <summary>The session that it has now.</summary>
    /// <param name="whenLetOut">What happens before its end at the portal is acknowledged.</param>
    public void Watch(string name, Func<Task>? whenLetOut)
    {
        lock (_lock)
        {
            (_name, _isOut, _whenLetOut) = (name, false, whenLetOut);
        }
    }

    public void Forget()
    {
        lock (_lock)
        {
            _name = null;
        }
    }

    /// <summary>Waits for it; who is not let out by then stays, whatever comes.</summary>
    public async Task<bool> IsLetOutAsync(TimeSpan patience, CancellationToken ending)
    {
        for (var until = DateTimeOffset.UtcNow + patience; DateTimeOffset.UtcNow < until && !ending.IsCancellationRequested;)
        {
            lock (_lock)
            {
                if (_isOut)
                {
                    return true;
                }
            }

            await Task.Delay(100, CancellationToken.None);
        }

        lock (_lock)
        {
            _name = _isOut ? _name : null;

            return _isOut;
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync()
    {
        var buffer = new byte[RadiusPacket.MaximumLength];

        while (true)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
                var request = buffer[..received.ReceivedBytes];
                var key = Convert.ToHexString(request.AsSpan(1, 19));

                if (_answered.TryGetValue(key, out var before))
                {
                    await _socket.SendToAsync(before, SocketFlags.None, received.RemoteEndPoint);
                }
                else if (_random.Next(3) > 0 && await AnswerAsync(request) is { } answer)
                {
                    _answered[key] = answer;

                    if (_random.Next(3) > 0)
                    {
                        await _socket.SendToAsync(answer, SocketFlags.None, received.RemoteEndPoint);
                    }
                }
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.OperationAborted)
            {
                return;
            }
            catch (SocketException)
            {
                // Who asked is gone.
            }
        }
    }

    private async Task<byte[]?> AnswerAsync(byte[] request)
    {
        var (code, name, isEnd) = Read(request);

        if (isEnd && TakeWhenLetOut(name) is { } meanwhile)
        {
            await meanwhile();
        }

        lock (_lock)
        {
            var isMine = name is not null && name == _name;
            _isOut |= isMine && isEnd;

            return Answer(request, code switch
            {
                RadiusCode.CoaRequest when isMine => RadiusCode.CoaAck,
                RadiusCode.CoaRequest => RadiusCode.CoaNak,
                _ => RadiusCode.DisconnectNak, // its people go when they like
            });
        }
    }

    private Func<Task>? TakeWhenLetOut(string? name)
    {
        lock (_lock)
        {
            var found = name == _name ? _whenLetOut : null;
            _whenLetOut = found is null ? _whenLetOut : null;

            return found;
        }
    }

    private static (RadiusCode Code, string? Name, bool IsEnd) Read(byte[] request)
    {
        RadiusPacket.TryParse(request, out var packet);
        var name = packet.TryGet(Attributes.AcctSessionId, out var value) ? Encoding.UTF8.GetString(value) : null;

        return (packet.Code, name, packet.TryGet(Attributes.FilterId, out var group) && group.SequenceEqual("paid"u8));
    }

    private byte[] Answer(byte[] request, RadiusCode code)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        RadiusPacket.TryParse(request, out var packet);
        var writer = new RadiusPacketWriter(buffer, code, packet.Identifier);

        if (code is RadiusCode.CoaNak or RadiusCode.DisconnectNak)
        {
            writer.AddUInt32(Attributes.ErrorCause, NoSuchSession);
        }

        return buffer[..writer.CompleteResponse(packet.Authenticator, _secret)].ToArray();
    }
}
