using Billing.Core.Tariffs;
using Billing.Grains.Balances;
using Billing.Grains.Changes;
using Billing.Grains.Sessions;
using Billing.Grains.Tariffs;
using Billing.Postgres;
using Billing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Billing.Grains.Tests;

/// <summary>Two silos of one cluster in this process, on a real PostgreSQL: what goes between them is serialised.</summary>
/// <remarks>One for all tests: each makes payers and gateways of its own.</remarks>
public sealed class TwoSilos : IAsyncLifetime
{
    private readonly MigratedPostgres _postgres = new();
    private InProcessTestCluster? _cluster;
    private int _payers;

    internal const string WebhookSecret = "between us";

    internal const string StaffEmail = "desk@operator.example";

    internal Faults Faults { get; } = new();

    internal SmtpSink Mail { get; } = new();

    internal WebhookSink Webhook { get; } = new();

    internal InProcessTestCluster Cluster => _cluster!;

    internal Book Book { get; private set; } = null!;

    /// <summary>1.00 per started minute.</summary>
    internal long Minutes { get; private set; }

    /// <summary>The grains as a client outside of both silos calls them.</summary>
    internal IGrainFactory Grains => Cluster.Client;

    /// <summary>The grains as code in one of the silos calls them.</summary>
    internal IGrainFactory From(int silo) => Cluster.Silos[silo].ServiceProvider.GetRequiredService<IGrainFactory>();

    public async ValueTask InitializeAsync()
    {
        await _postgres.InitializeAsync();
        var database = await _postgres.CreateDatabaseAsync();
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSiloHost((_, host) =>
        {
            host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Billing:Postgres:ConnectionString"] = database,
                ["Billing:Sessions:SweepInterval"] = "10:00:00", // only when a test says so
                ["Billing:Payers:SweepInterval"] = "10:00:00",
                ["Billing:Payments:SweepInterval"] = "10:00:00",
                ["Billing:Notifications:SweepInterval"] = "10:00:00",
                ["Billing:Notifications:Tries"] = "3",
                ["Billing:Notifications:LowBalance:USD"] = "5",
                ["Billing:Notifications:Smtp:Host"] = "127.0.0.1",
                ["Billing:Notifications:Smtp:Port"] = $"{Mail.Port}",
                ["Billing:Notifications:Smtp:Security"] = "None",
                ["Billing:Notifications:Smtp:From"] = "billing@operator.example",
                ["Billing:Notifications:StaffEmail"] = StaffEmail,
                ["Billing:Notifications:Webhook:Url"] = Webhook.Url,
                ["Billing:Notifications:Webhook:Secret"] = WebhookSecret,
            });
            host.Services.AddBillingStores();
            host.Services.AddBillingGrains();
            Decorate<IJournal>(host.Services, journal => new LossyJournal(journal, Faults));
            host.Services.AddSingleton<IIncomingGrainCallFilter>(new DeafBalances(Faults));
            Decorate<ITariffStore>(host.Services, store => new SlowTariffStore(store, Faults));
            Decorate<ITellingStore>(host.Services, store => new SlowTellingStore(store, Faults));
            Decorate<ISessionStore>(host.Services, store => new SlowSessionStore(store, Faults));
            Decorate<IPortalStore>(host.Services, store => new SlowPortalStore(store, Faults));
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        Book = new(database, _cluster.Silos[0].ServiceProvider);
        Minutes = await Book.AddTariffAsync(
            "Minutes", Unit.Second, 60, 1, tariffId => Book.AddRateAsync(tariffId, "900", 60, 0, RateStatus.Forbidden));
    }

    /// <summary>Whether a silo has it in its memory. The silos are asked: what they know of each other's grains may be of a moment ago.</summary>
    internal async Task<bool> IsActiveAsync(IAddressable grain) =>
        (await Grains.GetGrain<IManagementGrain>(0).GetActiveGrains(grain.GetGrainId().Type)).Contains(grain.GetGrainId());

    /// <summary>A payer with one account that calls at 1.00 a minute, in slices of 3 min, and its gateway.</summary>
    /// <param name="tariffId">Another tariff than that.</param>
    internal async Task<Caller> CallerAsync(decimal funds = 10, int? maxSessions = null, Unit unit = Unit.Second, long? tariffId = null)
    {
        var number = Interlocked.Increment(ref _payers);
        var balanceId = await Book.AddBalanceAsync(funds);
        var login = $"caller{number}";
        var accountId = await Book.AddAccountAsync(login, balanceId, tariffId ?? Minutes, "voice", unit, slice: 180, maxSessions: maxSessions);
        var nodeId = await Book.AddNodeAsync($"node{number}", $"10.{number / 256}.{number % 256}.0/24");

        return await Caller.OfAsync(this, login, accountId, balanceId, nodeId);
    }

    public async ValueTask DisposeAsync()
    {
        await Book.DisposeAsync();
        await Cluster.DisposeAsync();
        await _postgres.DisposeAsync();
        await Mail.DisposeAsync();
        await Webhook.DisposeAsync();
    }

    private static void Decorate<T>(IServiceCollection services, Func<T, T> around)
        where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(inner);
        services.AddSingleton(provider => around((T)(inner.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
    }
}
