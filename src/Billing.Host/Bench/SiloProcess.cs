using System.Globalization;
using System.Text.Json;
using Billing.Host.Chaos;

namespace Billing.Host.Bench;

/// <summary>One silo of a local cluster: its ports stay the same over its processes.</summary>
internal sealed class SiloProcess(string name, SiloPlace place, string connectionString, string clusterId, string folder, bool hasClock = false) : IDisposable
{
    // From another network namespace it is not asked as from its own machine.
    private static readonly string Token = Guid.NewGuid().ToString("N");
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5), DefaultRequestHeaders = { Authorization = new("Bearer", Token) } };

    private readonly int _authPort = FreePorts.Udp();
    private readonly int _acctPort = FreePorts.Udp();
    private readonly int _portalPort = FreePorts.Tcp();
    private BillingProcess? _process;
    private Task _ready = Task.CompletedTask;
    private string _past = "";

    public string Name => name;

    public RadiusServer Server => new(place.ForGateways, _authPort, _acctPort);

    public Uri Portal => new($"http://{place.ForGateways}:{_portalPort}");

    /// <summary>The file of reports that wait for the database; there once a gateway may go on without it.</summary>
    public string Spool => Path.Combine(folder, "spool", $"radius-{_authPort}.db");

    public BillingProcess Process => _process ?? throw new InvalidOperationException($"silo {name} does not run");

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What its processes said on standard error, one after the other.</summary>
    public string Errors => _past + _process?.Errors;

    /// <summary>Starts a process of it and returns when it serves.</summary>
    /// <param name="program">The build to run.</param>
    public Task StartAsync(string program, CancellationToken cancellation, params IEnumerable<KeyValuePair<string, string>> settings)
    {
        Begin(program, settings);

        return ReadyAsync(cancellation);
    }

    /// <summary>Starts a process of it, which may have to wait.</summary>
    public void Begin(string program, params IEnumerable<KeyValuePair<string, string>> settings)
    {
        Forget();
        _process = BillingProcess.Start(program, ["silo"], [.. Environment(), .. place.Settings, .. settings], place.Before);
        _ready = _process.ReadyAsync(CancellationToken.None);
    }

    /// <summary>Returns when the process that was begun serves.</summary>
    /// <exception cref="Composition.UserException">It ended before.</exception>
    public Task ReadyAsync(CancellationToken cancellation) => _ready.WaitAsync(cancellation);

    /// <summary>What it tells of its RADIUS ports.</summary>
    /// <exception cref="HttpRequestException">It does not run, or serves no page yet.</exception>
    public Task<JsonElement> RadiusHealthAsync(CancellationToken cancellation) =>
        Http.GetFromJsonAsync<JsonElement>(new Uri(Portal, "/health/radius"), cancellation);

    /// <summary>How many reports wait in its spool.</summary>
    /// <exception cref="HttpRequestException">As above.</exception>
    public async Task<long> SpooledAsync(CancellationToken cancellation) =>
        (await RadiusHealthAsync(cancellation)).GetProperty("spooledReports").GetInt64();

    /// <summary>As a supervisor stops it: SIGTERM, and it ends when it is done.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellation)
    {
        Process.Signal(BillingProcess.SigTerm);
        await Process.ExitAsync(cancellation);

        return Process.ExitCode;
    }

    /// <summary>Its clock is off by so many seconds from now on.</summary>
    public Task SetClockAsync(int seconds) => File.WriteAllTextAsync(Clock, Number(seconds), CancellationToken.None);

    public async Task KillAsync()
    {
        Process.Kill();
        await Process.ExitAsync(CancellationToken.None);
    }

    public void Dispose() => Forget();

    private void Forget()
    {
        if (_process is { } process)
        {
            process.Dispose();
            _past += process.Errors;
            _process = null;
        }
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["Billing__DataFolder"] = folder,
        [ShiftedClock.Variable] = hasClock ? Clock : "",
        ["Billing__Postgres__ConnectionString"] = place.ConnectionString ?? connectionString,
        ["Billing__Demo"] = "true",
        ["Billing__Telemetry__MetricsToken"] = Token,
        ["Billing__Radius__AuthPort"] = Number(_authPort),
        ["Billing__Radius__AcctPort"] = Number(_acctPort),
        ["Billing__Radius__Addresses__0"] = place.ForGateways.ToString(),
        ["Billing__Portal__Url"] = Portal.ToString(),
        ["Billing__Cluster__ClusterId"] = clusterId,
        ["Billing__Cluster__SiloName"] = name,
        ["Billing__Cluster__AdvertisedAddress"] = place.Address.ToString(),
    };

    private string Clock => Path.Combine(folder, name.Replace(' ', '-') + ".clock");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
