using System.Collections.Concurrent;
using System.Globalization;
using Billing.Host.Bench;

namespace Billing.Testing;

/// <summary>A port of this machine that nobody listens on: the program's own choice, for suites that do not see its inside.</summary>
/// <remarks>
/// Of several suites at work each has others: between the choice and the server that listens there a database is made, and somebody
/// else would find the port free, too. What a process was given is its own until it ends.
/// </remarks>
public static class FreePort
{
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"billing-ports-{Environment.UserName}")).FullName;
    private static readonly ConcurrentBag<FileStream> Claims = [];

    public static int Tcp() => Claimed(FreePorts.Tcp);

    public static int Udp() => Claimed(FreePorts.Udp);

    private static int Claimed(Func<int> choose)
    {
        while (true)
        {
            var port = choose();

            try
            {
                var file = Path.Combine(Folder, port.ToString(CultureInfo.InvariantCulture));
                Claims.Add(new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)); // the system lets go of it with the process

                return port;
            }
            catch (IOException)
            {
                // Somebody was given it and has not begun to listen yet; another one.
            }
        }
    }
}
