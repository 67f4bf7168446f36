using System.Globalization;
using Billing.Contracts.Records;
using Billing.Host.Composition;
using Billing.Postgres.Demo;
using Billing.Postgres.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Billing.Testing;

/// <summary>The whole platform in this process, on a database of its own and free ports: silo, RADIUS, health page.</summary>
public sealed class RunningBilling : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningBilling(WebApplication app, string connectionString, int authPort, int acctPort, Uri portal)
    {
        _app = app;
        ConnectionString = connectionString;
        AuthPort = authPort;
        AcctPort = acctPort;
        Portal = portal;
    }

    public string ConnectionString { get; }

    public int AuthPort { get; }

    public int AcctPort { get; }

    public Uri Portal { get; }

    /// <summary>Its warnings, for the message of a test that fails; empty when the test took the log itself.</summary>
    public LogLines Log { get; private set; } = new();

    public IServiceProvider Services => _app.Services;

    public IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts it with the demo's data.</summary>
    /// <param name="settings">Options that differ from the defaults, such as <c>Billing:Sessions:SweepInterval</c>.</param>
    public static async Task<RunningBilling> StartAsync(string connectionString, params (string Key, string Value)[] settings)
    {
        var log = new LogLines();
        var billing = await StartAsync(
            connectionString,
            logging =>
            {
                logging.ClearProviders();
                logging.SetMinimumLevel(LogLevel.Warning);
                logging.AddProvider(log);
            },
            settings);
        billing.Log = log;

        return billing;
    }

    /// <param name="logging">Where log records go.</param>
    public static async Task<RunningBilling> StartAsync(
        string connectionString, Action<ILoggingBuilder> logging, params (string Key, string Value)[] settings)
    {
        var (auth, acct, portal) = (FreePort.Udp(), FreePort.Udp(), FreePort.Tcp());
        var values = new Dictionary<string, string?>
        {
            ["Billing:Radius:AuthPort"] = auth.ToString(CultureInfo.InvariantCulture),
            ["Billing:Radius:AcctPort"] = acct.ToString(CultureInfo.InvariantCulture),
            ["Billing:Radius:Addresses:0"] = "127.0.0.1",
            ["Billing:Radius:Addresses:1"] = "::1",
            ["Billing:Radius:RejectDelay"] = "00:00:00.050",
            ["Billing:Radius:NodeRefresh"] = "00:00:00.200",
            ["Billing:Radius:LongestWait"] = "00:00:30", // a test asks once, on a machine that is busy with others
            ["Billing:Radius:ReceiveBufferBytes"] = "4194304",
            ["Billing:Portal:Url"] = $"http://127.0.0.1:{portal}",
            ["Billing:Cluster:ClusterId"] = $"test-{auth}",
        };

        foreach (var (key, value) in settings)
        {
            if (value is null)
            {
                values.Remove(key); // the program's default
            }
            else
            {
                values[key] = value;
            }
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var app = SiloHost.Build(configuration, connectionString, logging);
        await app.Services.GetRequiredService<DemoSeed>().LoadAsync(CancellationToken.None);
        await app.StartAsync();

        return new(app, connectionString, auth, acct, new($"http://127.0.0.1:{portal}"));
    }

    /// <summary>The account's funds as <c>account show</c> tells them.</summary>
    public async Task<Contracts.Balances.BalanceView> BalanceAsync(string alias)
    {
        var account = await Services.GetRequiredService<Contracts.Accounts.IAccountQuery>().ShowAsync(alias, CancellationToken.None)
            ?? throw new InvalidOperationException($"no account {alias}");

        return await AgainAsync(() => Services.GetRequiredService<IRecordQuery>().BalanceAsync(account.BalanceId, CancellationToken.None));
    }

    /// <summary>The account's transaction records, newest first.</summary>
    public async Task<IReadOnlyList<XdrRecord>> XdrsAsync(string alias)
    {
        var account = await Services.GetRequiredService<Contracts.Accounts.IAccountQuery>().ShowAsync(alias, CancellationToken.None)
            ?? throw new InvalidOperationException($"no account {alias}");

        return await AgainAsync(() => Services.GetRequiredService<IRecordQuery>().XdrsAsync(account.AccountId, 1_000, CancellationToken.None));
    }

    /// <summary>What <c>audit</c> says: every test that moves money ends with it.</summary>
    public async Task<AuditReport> AuditAsync() =>
        await Services.GetRequiredService<Audit>().RunAsync(100, CancellationToken.None);

    // What a restart of the server cut is noticed by the first use of it, and then all of its kind are opened anew.
    private static async Task<T> AgainAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (NpgsqlException)
        {
            return await read();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
