using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Billing.Host.Bench;

/// <summary>Asks a RADIUS server of this machine whether it is there (RFC 5997).</summary>
internal static class StatusServer
{
    private const byte Code = 12;
    private const byte MessageAuthenticator = 80;
    private const int HeaderOctets = 20;
    private const int AttributeOctets = 18;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <returns>True once any answer to the question came back.</returns>
    public static async Task<bool> AnswersAsync(int port, string secret, CancellationToken cancel)
    {
        using var socket = new UdpClient();
        socket.Connect(IPAddress.Loopback, port);
        var question = Question(secret);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);

        try
        {
            await socket.SendAsync(question, patience.Token);
            var answer = await socket.ReceiveAsync(patience.Token);

            return answer.Buffer.Length >= HeaderOctets && answer.Buffer[1] == question[1];
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
        catch (SocketException)
        {
            // Nobody listens yet, and the kernel says so.
            return false;
        }
    }

    private static byte[] Question(string secret)
    {
        var packet = new byte[HeaderOctets + AttributeOctets];
        packet[0] = Code;
        packet[1] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        RandomNumberGenerator.Fill(packet.AsSpan(4, 16));
        packet[HeaderOctets] = MessageAuthenticator;
        packet[HeaderOctets + 1] = AttributeOctets;

#pragma warning disable CA5351 // The protocol's own algorithm.
        HMACMD5.HashData(Encoding.UTF8.GetBytes(secret), packet, packet.AsSpan(HeaderOctets + 2));
#pragma warning restore CA5351

        return packet;
    }
}
