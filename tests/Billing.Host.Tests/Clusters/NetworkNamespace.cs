using System.Diagnostics;
using System.Net;

namespace Billing.Host.Tests.Clusters;

/// <summary>A network of its own for a process, joined to this machine by a cable that can be pulled.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly string _name;
    private readonly string _inner;
    private readonly string _outer;

    private NetworkNamespace(int number)
    {
        (_name, _inner, _outer) = ($"billing-{number}", $"bin{number}", $"bout{number}");
        (Here, There) = (new([10, 231, (byte)number, 1]), new([10, 231, (byte)number, 2]));
    }

    /// <summary>This machine, as it is seen from there.</summary>
    public IPAddress Here { get; }

    public IPAddress There { get; }

    /// <summary>The command that starts a process there.</summary>
    public string[] Enter => ["ip", "netns", "exec", _name];

    /// <returns>Null where this user may not make one.</returns>
    public static NetworkNamespace? TryCreate()
    {
        var made = new NetworkNamespace(Random.Shared.Next(1, 255));

        if (Ip("netns", "add", made._name)
            && Ip("link", "add", made._outer, "type", "veth", "peer", "name", made._inner, "netns", made._name)
            && Ip("addr", "add", $"{made.Here}/24", "dev", made._outer)
            && Ip("link", "set", made._outer, "up")
            && Ip("-n", made._name, "addr", "add", $"{made.There}/24", "dev", made._inner)
            && Ip("-n", made._name, "link", "set", "lo", "up")
            && Ip("-n", made._name, "link", "set", made._inner, "up"))
        {
            return made;
        }

        made.Dispose();

        return null;
    }

    public void Cut() => Assert.True(Ip("-n", _name, "link", "set", _inner, "down"));

    public void Join() => Assert.True(Ip("-n", _name, "link", "set", _inner, "up"));

    public void Dispose()
    {
        Ip("link", "del", _outer);
        Ip("netns", "del", _name);
    }

    private static bool Ip(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();

            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such command
        }
    }
}
