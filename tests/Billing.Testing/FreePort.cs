using Billing.Host.Bench;

namespace Billing.Testing;

/// <summary>A port of this machine that nobody listens on: the program's own choice, for suites that do not see its inside.</summary>
public static class FreePort
{
    public static int Tcp() => FreePorts.Tcp();

    public static int Udp() => FreePorts.Udp();
}
