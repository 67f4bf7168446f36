using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;

namespace Billing.Benchmarks.Tariffs;

/// <summary>
/// 500 000 lines of a price list, checked and made a tariff by the program of the same build, durable in its own PostgreSQL: the
/// verb and its start included. The program is another process, for its libraries want another compiler than BenchmarkDotNet's.
/// </summary>
[SimpleJob(launchCount: 1, warmupCount: 1, iterationCount: 3, invocationCount: 1)]
public class ImportBenchmarks
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"billing-benchmark-{Environment.ProcessId}");
    private Process? _server;
    private int _imports;

    private string PriceList => Path.Combine(_folder, "world.csv");

    [GlobalSetup]
    public async Task StartAsync()
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllLinesAsync(
            PriceList,
            WorldTariff.Rows()
                .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Destination},{row.Intervals[^1].Price},60,6"))
                .Prepend("prefix,price,interval 1,interval n"));
        _server = Start("run");

        while (await _server.StandardOutput.ReadLineAsync() is { } line && line != "ready")
        {
        }
    }

    [Benchmark]
    public int Import()
    {
        using var verb = Start("rates", "import", $"World {++_imports}", PriceList, "--create", "--currency", "USD", "--unit", "second");
        verb.WaitForExit();

        return verb.ExitCode == 0 ? verb.ExitCode : throw new InvalidOperationException(verb.StandardOutput.ReadToEnd());
    }

    [GlobalCleanup]
    public void Stop()
    {
        using var end = Process.Start("kill", ["-TERM", $"{_server!.Id}"]);
        _server.WaitForExit();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program(), .. arguments]) { RedirectStandardOutput = true };
        start.Environment["Billing__DataFolder"] = Path.Combine(_folder, "data");
        start.Environment["Billing__Portal__Url"] = $"http://127.0.0.1:{FreePort()}";
        start.Environment["Billing__Radius__AuthPort"] = $"{FreePort()}";
        start.Environment["Billing__Radius__AcctPort"] = $"{FreePort()}";

        return Process.Start(start)!;
    }

    private static string Program()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);

        while (!File.Exists(Path.Combine(folder.FullName, "Billing.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("expected to be built inside the repository");
        }

        return Path.Combine(folder.FullName, "src", "Billing.Host", "bin", "Release", "net10.0", "Billing.Host.dll");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
