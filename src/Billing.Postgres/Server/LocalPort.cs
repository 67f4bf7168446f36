using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Billing.Postgres.Server;

/// <summary>A TCP port of 127.0.0.1 that nobody listens on.</summary>
/// <remarks>
/// Below the range from which Linux serves outgoing connections: a client that keeps trying a port of that range while
/// the server is down can end up connected to itself, and the server then does not get its port back.
/// </remarks>
internal static class LocalPort
{
    private const int First = 20_000;
    private const int Last = 32_000;

    public static int FindFree()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            using var listener = new TcpListener(IPAddress.Loopback, port);

            try
            {
                listener.Start();

                return port;
            }
            catch (SocketException)
            {
                // Taken; another one.
            }
        }
    }
}
