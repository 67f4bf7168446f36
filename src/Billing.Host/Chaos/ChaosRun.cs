using System.Diagnostics;
using System.Net;
using Billing.Host.Bench;
using Billing.Host.Composition;
using Npgsql;

namespace Billing.Host.Chaos;

/// <summary>What came of a run.</summary>
/// <param name="Waited">Silos that were started without the database, and waited for it.</param>
/// <param name="Problems">Each invariant that did not hold: none when all is well.</param>
/// <param name="Skipped">What could not be done on this machine.</param>
internal sealed record ChaosResult(
    RadiusLoadResult Load, IReadOnlyDictionary<ChaosKind, int> Events, int Checks, int RefusedCommits, int Fenced, int Waited, long Lies, int Reboots, int PrepaidSessions,
    int PrepaidRejects, int PortalLogins, int PortalsLeft, IReadOnlyList<string> Problems, IReadOnlyList<string> Skipped);

/// <summary>A cluster on this machine, good and bad gateways, and a schedule of disasters; invariants are looked at throughout.</summary>
/// <remarks>
/// The schedule is the seed's; what exactly a disaster hits depends on the machine. Invariants: every acknowledged session is charged
/// once and right (gateways against records), and nothing of what was used at a captive portal, the audit is clean, and nobody whose
/// gateway keeps to its grants ever owes anything.
/// </remarks>
internal sealed partial class ChaosRun(int seed, TimeSpan duration, int silos, Action<string> say, string? logs = null)
{
    private const string Poor = "poor";
    private const string Rich = "liar";
    private const string Rebooter = "reboot";
    private const string Broke = "portal";
    private const string Password = "pass000000";
    private const int Accounts = 200;
    private const int Portals = 3;
    private const decimal Trust = 1_000;

    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestMending = TimeSpan.FromMinutes(3);

    // Who pays at a portal is let out soon.
    private static readonly Dictionary<string, string> Settings = new() { ["Billing__Sessions__PolicyInterval"] = "00:00:02" };

    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly List<string> _problems = [];
    private readonly List<string> _skipped = [];
    private readonly Dictionary<ChaosKind, int> _events = [];
    private LocalCluster _cluster = null!;
    private SmallVolume? _volume;
    private NetworkNamespace? _network;
    private TcpRelay? _relay;
    private int _checks;
    private int _fenced;
    private int _waited;

    /// <summary>With an even seed the gateways of the load may go on without the database.</summary>
    private bool IsOnTrust => seed % 2 == 0;

    public async Task<ChaosResult> RunAsync(CancellationToken cancellation)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"billing-chaos-{Environment.ProcessId}-{seed}");
        Directory.CreateDirectory(folder);
        _volume = SmallVolume.TryMount(folder);

        if (_volume is null)
        {
            _skipped.Add("a full disk: no small volume can be mounted here (that needs root)");
        }

        _network = NetworkNamespace.TryCreate();

        if (_network is null)
        {
            _skipped.Add("a silo that is cut off: no network namespace can be made here (that needs root, and the command ip)");
        }

        try
        {
            await using (_cluster = await LocalCluster.StartAsync(
                Path.Combine(folder, "cluster"), BillingProcess.Program, Accounts, Places, cancellation, "256MB", hasClocks: true))
            {
                try
                {
                    return await PlayAsync(cancellation);
                }
                finally
                {
                    await LogAsync();
                }
            }
        }
        finally
        {
            _relay?.Dispose();
            _network?.Dispose();
            _volume?.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    // The last one in a network of its own.
    private IEnumerable<SiloPlace> Places(string connectionString)
    {
        if (_network is not { } network)
        {
            return Enumerable.Repeat(SiloPlace.Here with { Settings = Settings }, silos);
        }

        var database = new NpgsqlConnectionStringBuilder(connectionString);
        _relay = TcpRelay.Open(network.Here, database.Port);
        (database.Host, database.Port) = (network.Here.ToString(), _relay.Port);

        return
        [
            .. Enumerable.Repeat(new SiloPlace(network.Here) { ForGateways = network.HereForGateways, Settings = Settings }, silos - 1),
            new(network.There, database.ConnectionString, network.Enter) { ForGateways = network.ThereForGateways, Settings = Settings },
        ];
    }

    // As a portal's process would be: where people pay.
    private Task<ClusterConnection> ConnectAsync(CancellationToken cancellation)
    {
        var settings = Composition.Settings.Load();
        settings["Billing:Postgres:ConnectionString"] = _cluster.ConnectionString;
        settings["Billing:Cluster:ClusterId"] = LocalCluster.ClusterId;

        return ClusterConnection.OpenAsync(settings, cancellation);
    }

    private IPAddress Gateway(int number) => _network?.Gateway(number) ?? new IPAddress([127, 0, 0, (byte)(10 + number)]);

    private async Task LogAsync()
    {
        if (logs is not null)
        {
            Directory.CreateDirectory(logs);

            foreach (var silo in _cluster.Silos)
            {
                await File.WriteAllTextAsync(Path.Combine(logs, silo.Name.Replace(' ', '-') + ".log"), silo.Errors, CancellationToken.None);
            }
        }
    }

    private async Task<ChaosResult> PlayAsync(CancellationToken cancellation)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_cluster.ConnectionString) { Timeout = 2, CommandTimeout = 30 });
        var book = new ChaosBook(database);
        var (liars, rebooters, prepaids, trusted) = (Gateway(0), Gateway(1), Gateway(2), Gateway(3));
        await book.AddNodeAsync("chaos liar", liars + "/32", cancellation);
        await book.AddNodeAsync("chaos reboots", rebooters + "/32", cancellation);
        await book.AddNodeAsync("chaos prepaid", prepaids + "/32", cancellation);
        await using var shop = await ConnectAsync(cancellation);
        var desk = new PortalDesk(shop, book, cancellation);
        var broke = await book.AddAccountsAsync(Broke, 3 * Portals, 0, cancellation);
        await book.AddNodeAsync("chaos load", trusted + "/32", cancellation, IsOnTrust ? Trust : null);
        var rich = await book.AddAccountsAsync(Rich, 3, 1_000_000, cancellation);
        var poor = await book.AddAccountsAsync(Poor, 12, 4, cancellation);
        await book.AddAccountsAsync(Rebooter, 1, 1_000_000, cancellation);
        var servers = _cluster.Silos.Select(silo => silo.Server).ToArray();
        PortalGateway[] portals = [.. broke.Chunk(3).Select((few, i) => new PortalGateway(Gateway(4 + i), servers, few, Password, desk, seed + 6 + 2 * i))];

        foreach (var (i, portal) in portals.Index())
        {
            await book.AddPortalAsync($"chaos portal {i}", Gateway(4 + i) + "/32", portal.ControlPort, cancellation);
        }

        await Task.Delay(TimeSpan.FromSeconds(3), cancellation); // each silo looks for new gateways every 2 s
        using var liar = new LyingGateway(liars, servers, rich, seed);
        using var rebooter = new RebootingGateway(rebooters, servers, Rebooter + "000", seed + 1);
        PrepaidGateway[] prepaid = [.. Enumerable.Range(2, 4).Select(i => new PrepaidGateway(prepaids, servers, poor, Password, seed + i))];
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var load = _cluster.Load with { From = trusted, Accounts = Accounts, Rate = 150, InFlight = 150, RetransmitAfter = TimeSpan.FromSeconds(1), MaxTries = 40, DeadTime = TimeSpan.FromSeconds(5), Seed = seed };
        var watching = WatchAsync(book, over.Token);
        Task[] players =
        [
            liar.RunAsync(ending.Token), rebooter.RunAsync(ending.Token, cancellation),
            .. prepaid.Select(gateway => gateway.RunAsync(ending.Token, cancellation)),
            .. portals.Select(gateway => gateway.RunAsync(ending.Token, cancellation)),
        ];
        var (result, _, problems) = await RollingUpdate.UnderLoadAsync(
            _cluster,
            load,
            async () =>
            {
                await DisturbAsync(cancellation);
                await ChargedAsync(cancellation);
                await ending.CancelAsync();
                await Task.WhenAll(players);

                return true;
            },
            played => [.. played, .. prepaid.SelectMany(gateway => gateway.Sessions), .. portals.SelectMany(gateway => gateway.Sessions)],
            cancellation);
        await over.CancelAsync();
        await watching;
        await LookAsync(book, cancellation);
        _problems.AddRange(problems);
        var octets = await book.OctetsAsync(Rebooter + "000", cancellation);

        if (octets < rebooter.Acknowledged || octets > rebooter.Sent)
        {
            _problems.Add($"the gateway that reboots had {rebooter.Acknowledged} octets acknowledged and reported {rebooter.Sent}; {octets} are stored");
            _problems.AddRange(rebooter.Played);
            _problems.AddRange(await book.StoredAsync(Rebooter + "000", cancellation));
        }

        foreach (var silo in _cluster.Silos.Where(silo => Count(silo.Errors, "Exception sending message") > 0))
        {
            _problems.Add($"{silo.Name} could not say what it had to say to another silo: see its log (--logs FOLDER)");
        }

        Array.ForEach(prepaid, gateway => gateway.Dispose());
        Array.ForEach(portals, gateway => gateway.Dispose());

        return new(
            result, _events, _checks, _cluster.Silos.Sum(silo => Count(silo.Errors, "was refused")), _fenced, _waited, liar.Lies, rebooter.Reboots,
            prepaid.Sum(gateway => gateway.Sessions.Count), prepaid.Sum(gateway => gateway.Rejects),
            portals.Sum(gateway => gateway.Sessions.Count), portals.Sum(gateway => gateway.Lifted), _problems, _skipped);
    }

    private async Task DisturbAsync(CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();

        foreach (var one in ChaosSchedule.Of(seed, duration, silos))
        {
            if ((one.Kind is ChaosKind.FillDisk && _volume is null) || (one.Kind is ChaosKind.CutSilo && _network is null))
            {
                continue;
            }

            if (one.At - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, cancellation);
            }

            Say($"{one.Kind} {(one.Kind is ChaosKind.KillDatabase or ChaosKind.RestartDatabase or ChaosKind.FillDisk ? "" : _cluster.Silos[one.Silo].Name)} for {one.Lasting.TotalSeconds:0.0} s{(one.Jump == 0 ? "" : $", by {one.Jump:+0;-0} s")}");
            _events[one.Kind] = _events.GetValueOrDefault(one.Kind) + 1;
            await DoAsync(one, cancellation);
            await MendAsync(cancellation);
        }

        if (duration - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, cancellation);
        }
    }

    private async Task WatchAsync(ChaosBook book, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(Glance, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            try
            {
                await LookAsync(book, over);
            }
            catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException or TimeoutException)
            {
                // The database is away.
            }
        }
    }

    private async Task LookAsync(ChaosBook book, CancellationToken cancellation)
    {
        var found = await book.OverspentAsync(Poor, cancellation);
        _problems.AddRange(found.Select(line => $"{Elapsed()} overspent: {line}"));
        found = await LoadRun.AuditAsync(_cluster.ConnectionString, cancellation);
        _problems.AddRange(found.Select(line => $"{Elapsed()} {line}"));
        _checks++;
    }

    private void Say(string what) => say($"{Elapsed()} {what}");

    private string Elapsed() => FormattableString.Invariant($"{Stopwatch.GetElapsedTime(_began).TotalSeconds,6:0.0} s");

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
