using System.Diagnostics;
using System.Net;
using Billing.Host.Composition;

namespace Billing.Host.Chaos;

/// <summary>A network of its own for a process, joined to this machine by two cables: the one to its cluster can be pulled.</summary>
/// <remarks>Over the other one gateways, which are this machine, reach what runs there all the time.</remarks>
internal sealed class NetworkNamespace : IDisposable
{
    private const int Gateways = 10;

    private readonly string _name;
    private readonly string _outer;
    private readonly string _inner;
    private readonly byte _number;

    private NetworkNamespace(byte number)
    {
        _number = number;
        (_name, _outer, _inner) = ($"billing-{number}", $"bout{number}", $"bin{number}");
    }

    /// <summary>This machine, as the cluster sees it.</summary>
    public IPAddress Here => Cluster(1);

    /// <summary>What runs there, as the cluster sees it.</summary>
    public IPAddress There => Cluster(2);

    /// <summary>This machine, as gateways see it.</summary>
    public IPAddress HereForGateways => Radius(1);

    /// <summary>What runs there, as gateways see it.</summary>
    public IPAddress ThereForGateways => Radius(2);

    /// <summary>The command that starts a process there.</summary>
    public string[] Enter => ["ip", "netns", "exec", _name];

    /// <summary>An address of this machine that a gateway may have.</summary>
    /// <param name="number">0 to 9.</param>
    public IPAddress Gateway(int number) => Radius((byte)(10 + number));

    /// <returns>Null where this user may not make one.</returns>
    public static NetworkNamespace? TryCreate()
    {
        var made = new NetworkNamespace((byte)Random.Shared.Next(1, 255));

        if (Ip("netns", "add", made._name)
            && Ip("-n", made._name, "link", "set", "lo", "up")
            && made.Join(made._outer, made._inner, made.Here, made.There)
            && made.Join(made._outer + "r", made._inner + "r", made.HereForGateways, made.ThereForGateways)
            && Enumerable.Range(0, Gateways).All(i => Ip("addr", "add", $"{made.Gateway(i)}/24", "dev", made._outer + "r")))
        {
            return made;
        }

        made.Dispose();

        return null;
    }

    /// <summary>Nothing comes from the cluster or goes to it any more.</summary>
    public void Cut() => Set("down");

    public void Mend() => Set("up");

    public void Dispose()
    {
        Ip("link", "del", _outer);
        Ip("link", "del", _outer + "r");
        Ip("netns", "del", _name);
    }

    private bool Join(string outer, string inner, IPAddress here, IPAddress there) =>
        Ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", _name)
        && Ip("addr", "add", $"{here}/24", "dev", outer)
        && Ip("link", "set", outer, "up")
        && Ip("-n", _name, "addr", "add", $"{there}/24", "dev", inner)
        && Ip("-n", _name, "link", "set", inner, "up");

    private void Set(string state)
    {
        if (!Ip("-n", _name, "link", "set", _inner, state))
        {
            throw new UserException($"the cable of network namespace {_name} cannot be set {state}");
        }
    }

    private IPAddress Cluster(byte host) => new([10, 231, _number, host]);

    private IPAddress Radius(byte host) => new([10, 232, _number, host]);

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
