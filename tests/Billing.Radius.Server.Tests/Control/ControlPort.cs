using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Billing.Testing;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>A gateway's port for Disconnect- and CoA-Requests: the other side, on a real socket, with hashes of the platform.</summary>
internal sealed class ControlPort : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _secret;
    private int _arrived;

    public ControlPort(IPAddress address, string secret = "testing123")
    {
        _secret = Encoding.UTF8.GetBytes(secret);
        _socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(address, 0));
        Local = (IPEndPoint)_socket.LocalEndPoint!;
        _ = AnswerAsync();
    }

    public IPEndPoint Local { get; }

    /// <summary>What came, in its order; what was answered and comes again, as the answer was waited for in vain on a busy machine, is there once.</summary>
    public ConcurrentQueue<byte[]> Requests { get; } = new();

    /// <summary>What came again is not answered again: its answer is late, and not lost.</summary>
    public bool IsAnsweredOnce { get; set; }

    /// <summary>The datagrams that go back for the n-th that came, counted from 1; an acknowledgement unless a test says otherwise.</summary>
    public Func<int, byte[], IEnumerable<byte[]>>? Answers { get; set; }

    public byte[] Ack(byte[] request) => Answer(request, (byte)(request[0] + 1), []);

    public byte[] Nak(byte[] request, uint? cause = null)
    {
        var attribute = new byte[] { 101, 6, 0, 0, 0, 0 };
        BinaryPrimitives.WriteUInt32BigEndian(attribute.AsSpan(2), cause ?? 0);

        return Answer(request, (byte)(request[0] + 2), cause is null ? [] : attribute);
    }

    /// <summary>A request with its authenticators right by the book (RFC 5176 2.3, 3.4), or the test fails.</summary>
    public Answer Checked(byte[] request)
    {
        var zeros = request.ToArray();
        zeros.AsSpan(4, 16).Clear();
        Assert.Equal(Hash([.. zeros, .. _secret]), request[4..20]);
        Assert.Equal(request.Length, BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(2)));
        Assert.Equal((80, 18), (request[20], request[21])); // Message-Authenticator comes first
        var signature = zeros.ToArray();
        signature.AsSpan(22, 16).Clear();
        Assert.Equal(Sign(signature), request[22..38]);

        return new(request);
    }

    /// <summary>Waits until as many datagrams have come as a request was sent tries, and fails where it were more.</summary>
    public async Task HaveComeAsync(int tries)
    {
        await Eventually.IsAsync(() => Volatile.Read(ref _arrived) >= tries, $"{tries} datagrams");
        Assert.Equal(tries, Volatile.Read(ref _arrived));
    }

    public void Dispose() => _socket.Dispose();

    public byte[] Answer(byte[] request, byte code, byte[] attributes, string? secret = null)
    {
        var octets = new byte[20 + attributes.Length];
        octets[0] = code;
        octets[1] = request[1];
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), (ushort)octets.Length);
        request.AsSpan(4, 16).CopyTo(octets.AsSpan(4));
        attributes.CopyTo(octets, 20);
        Hash([.. octets, .. secret is null ? _secret : Encoding.UTF8.GetBytes(secret)]).CopyTo(octets, 4);

        return octets;
    }

    private async Task AnswerAsync()
    {
        var buffer = new byte[4096];
        var count = 0;
        var answered = new Dictionary<string, byte[][]>(StringComparer.Ordinal);

        while (true)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(Local.Address, 0));
                var request = buffer[..received.ReceivedBytes];
                var said = Convert.ToHexString(request);
                Interlocked.Increment(ref _arrived);

                if (answered.TryGetValue(said, out var answers))
                {
                    answers = IsAnsweredOnce ? [] : answers;
                }
                else
                {
                    Requests.Enqueue(request);
                    answers = [.. Answers?.Invoke(++count, request) ?? [Ack(request)]];

                    if (answers.Length > 0)
                    {
                        answered.Add(said, answers);
                    }
                }

                foreach (var answer in answers)
                {
                    await _socket.SendToAsync(answer, SocketFlags.None, received.RemoteEndPoint);
                }
            }
            catch (Exception failure) when (failure is ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

#pragma warning disable CA5351, CA5350 // RADIUS is MD5 by definition
    private static byte[] Hash(byte[] octets) => MD5.HashData(octets);

    private byte[] Sign(byte[] octets) => HMACMD5.HashData(_secret, octets);
#pragma warning restore CA5351, CA5350
}
