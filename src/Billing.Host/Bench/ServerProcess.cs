using System.Globalization;
using System.Net;
using Billing.Host.Composition;

namespace Billing.Host.Bench;

/// <summary>This program as a server of its own: another process, a data folder and ports of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly BillingProcess _process;
    private readonly string _folder;

    private ServerProcess(BillingProcess process, string folder, RadiusLoadOptions load, string connectionString)
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
        var (auth, acct, portal) = (FreePorts.Udp(), FreePorts.Udp(), FreePorts.Tcp());
        var environment = new Dictionary<string, string>
        {
            ["Billing__DataFolder"] = folder,
            ["Billing__Postgres__ConnectionString"] = "",
            ["Billing__Radius__AuthPort"] = auth.ToString(CultureInfo.InvariantCulture),
            ["Billing__Radius__AcctPort"] = acct.ToString(CultureInfo.InvariantCulture),
            ["Billing__Radius__Addresses__0"] = "127.0.0.1",
            ["Billing__Portal__Url"] = $"http://127.0.0.1:{portal}",
        };
        var process = BillingProcess.Start(BillingProcess.Program, ["run"], environment);
        await process.ReadyAsync(cancellation);
        List<string> arguments = ["demo", "--accounts", accounts.ToString(CultureInfo.InvariantCulture)];

        if (oneCustomer)
        {
            arguments.Add("--one-customer");
        }

        using var demo = BillingProcess.Start(BillingProcess.Program, arguments, environment);
        await demo.EndAsync(cancellation);
        var connectionString = await PrivateDatabase.FindAsync(Path.Combine(folder, "postgres"), cancellation);

        return new(process, folder, new(IPAddress.Loopback, auth, acct, "testing123") { InFlight = 512 }, connectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Signal(BillingProcess.SigTerm);
        await _process.ExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
