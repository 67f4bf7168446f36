using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Billing.Host.Bench;

/// <summary>Ports that nobody has, below those that the system gives to outgoing sockets: a server that is started again gets its own back.</summary>
internal static class FreePorts
{
    // Browsers refuse 10080 and some below it (fetch.spec.whatwg.org, "bad port").
    private const int First = 10_081;
    private const int Last = 20_000;

    public static int Tcp() => Find(SocketType.Stream, ProtocolType.Tcp);

    public static int Udp() => Find(SocketType.Dgram, ProtocolType.Udp);

    private static int Find(SocketType type, ProtocolType protocol)
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);

            try
            {
                // Any, for a listener that wants every address must be able to have it.
                socket.Bind(new IPEndPoint(IPAddress.Any, port));

                return port;
            }
            catch (SocketException)
            {
                // Taken; another one.
            }
        }
    }
}
