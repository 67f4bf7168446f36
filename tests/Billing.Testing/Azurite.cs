using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Xunit;

namespace Billing.Testing;

/// <summary>Microsoft's emulator of Azure's tables, on a port of its own and in memory, started when the first test asks.</summary>
/// <remarks><c>./billing test</c> installs it from npm; it ends with the process of the tests, however that ends.</remarks>
public sealed class Azurite : IAsyncLifetime
{
    private const string Account = "billing";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string _key = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "billing-azurite-" + Guid.NewGuid().ToString("N")[..8]);
    private readonly Lazy<Task<int>> _port;
    private Process? _process;

    public Azurite() => _port = new(StartAsync);

    public async Task<string> ConnectionStringAsync()
    {
        var port = (await _port.Value).ToString(CultureInfo.InvariantCulture);

        return $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={_key};TableEndpoint=http://127.0.0.1:{port}/{Account};";
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<int> StartAsync()
    {
        var port = FreePort.Tcp();
        Directory.CreateDirectory(_folder);
        var options = $"--tableHost 127.0.0.1 --tablePort {port.ToString(CultureInfo.InvariantCulture)} --inMemoryPersistence --skipApiVersionCheck --disableTelemetry --silent";

        // The shell lives until its input ends, with our process at the latest, and takes the emulator with it.
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"node '{Program()}' {options} >log 2>&1 & cat; kill $!; wait"])
        {
            RedirectStandardInput = true,
            WorkingDirectory = _folder,
        };
        start.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{_key}";
        _process = Process.Start(start)!;

        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(50))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);

                return port;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        throw new InvalidOperationException($"Azurite did not start:\n{await File.ReadAllTextAsync(Path.Combine(_folder, "log"))}");
    }

    private static string Program()
    {
        const string Inside = "artifacts/tools/node_modules/azurite/dist/src/table/main.js";

        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Combine(folder, Inside) is var program && File.Exists(program))
            {
                return program;
            }
        }

        throw new InvalidOperationException($"{Inside} is not there: ./billing test AzureTables installs it");
    }
}
