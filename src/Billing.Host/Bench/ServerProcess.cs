using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Billing.Host.Composition;

namespace Billing.Host.Bench;

/// <summary>This program as a server of its own: another process, a data folder and ports of its own.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly string _folder;

    private ServerProcess(Process process, string folder, RadiusLoadOptions load, string connectionString)
    {
        (_process, _folder) = (process, folder);
        Load = load;
        ConnectionString = connectionString;
    }

    /// <summary>Where it listens.</summary>
    public RadiusLoadOptions Load { get; }

    public string ConnectionString { get; }

    /// <summary>Starts it in a new folder, adds accounts for load, and returns when it serves.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, int accounts, bool oneCustomer, CancellationToken cancellation)
    {
        var (auth, acct, portal) = (FreePort(SocketType.Dgram), FreePort(SocketType.Dgram), FreePort(SocketType.Stream));
        var environment = new Dictionary<string, string>
        {
            ["Billing__DataFolder"] = folder,
            ["Billing__Postgres__ConnectionString"] = "",
            ["Billing__Radius__AuthPort"] = auth.ToString(CultureInfo.InvariantCulture),
            ["Billing__Radius__AcctPort"] = acct.ToString(CultureInfo.InvariantCulture),
            ["Billing__Radius__Addresses__0"] = "127.0.0.1",
            ["Billing__Portal__Url"] = $"http://127.0.0.1:{portal}",
        };
        var process = Launch(["run"], environment);
        await SaysAsync(process, "ready", cancellation);
        List<string> arguments = ["demo", "--accounts", accounts.ToString(CultureInfo.InvariantCulture)];

        if (oneCustomer)
        {
            arguments.Add("--one-customer");
        }

        var demo = Launch(arguments, environment);
        await demo.StandardOutput.ReadToEndAsync(cancellation);
        await demo.WaitForExitAsync(cancellation);
        var connectionString = await PrivateDatabase.FindAsync(Path.Combine(folder, "postgres"), cancellation);

        return new(process, folder, new(IPAddress.Loopback, auth, acct, "testing123") { InFlight = 256 }, connectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited && Kill(_process.Id, SigTerm) == 0)
        {
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Process Launch(IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();

        return process;
    }

    private static async Task SaysAsync(Process process, string line, CancellationToken cancellation)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } said)
        {
            if (said == line)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None); // nobody reads on: it must not fill the pipe

                return;
            }
        }

        throw new UserException("the server did not start: try ./billing run and see what it says");
    }

    private static int FreePort(SocketType type)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, type is SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
