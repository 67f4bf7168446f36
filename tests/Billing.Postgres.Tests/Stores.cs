using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Grains.Balances;
using Billing.Grains.Sessions;
using Billing.Grains.Tariffs;
using Billing.Postgres.Balances;
using Billing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Postgres.Tests;

/// <summary>The stores and the journal over a database, without grains: a test decides, the journal writes.</summary>
internal sealed class Stores : IAsyncDisposable
{
    // Whole seconds: what is read again is the same, for PostgreSQL keeps microseconds.
    internal static readonly Instant Noon = Instant.FromUtc(2026, 3, 2, 12, 0);

    private readonly ServiceProvider _services;

    private Stores(ServiceProvider services, string connectionString)
    {
        _services = services;
        Book = new(connectionString, services);
    }

    internal Book Book { get; }

    internal Journal Journal => Get<Journal>();

    internal Rate Rate { get; private set; } = null!;

    internal long TariffId { get; private set; }

    /// <summary>Opens the stores with a tariff of 1.00 per started minute; the journal does not run yet.</summary>
    internal static async Task<Stores> OpenAsync(string connectionString, params (string Key, string Value)[] settings)
    {
        var values = settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value);
        values["Billing:Postgres:ConnectionString"] = connectionString;
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        services.AddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddBillingStores();
        var stores = new Stores(services.BuildServiceProvider(), connectionString);
        stores.TariffId = await stores.Book.AddTariffAsync("Minutes", Unit.Second, 60, 1);
        stores.Rate = (await stores.Get<ITariffStore>().LoadAsync(stores.TariffId))!.Find("", Noon)!.Value.Rate;

        return stores;
    }

    /// <summary>The same with the journal running.</summary>
    internal static async Task<Stores> StartAsync(string connectionString, params (string Key, string Value)[] settings)
    {
        var stores = await OpenAsync(connectionString, settings);
        await stores.Journal.StartAsync(CancellationToken.None);

        return stores;
    }

    internal T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    internal async Task<Balance> LoadAsync(long balanceId) => (await Get<IBalanceStore>().LoadAsync(balanceId))!;

    internal async Task<Session> LoadAsync(Session session) => (await Get<ISessionStore>().LoadAsync(session.Terms.SessionId))!;

    /// <summary>A session in slices of three minutes that nobody knows yet.</summary>
    internal Session NewSession(long balanceId, int nodeId = 1, string? name = null, Unit unit = Unit.Second) => new()
    {
        Terms = new()
        {
            SessionId = Guid.CreateVersion7(),
            AccountId = 1,
            BalanceId = balanceId,
            NodeId = nodeId,
            UserName = "alice",
            Service = unit is Unit.Second ? "voice" : "data",
            Unit = unit,
            Rate = Rate,
            TariffId = TariffId,
            TariffVersion = 1,
            CalledParty = "12125550100",
            CallingParty = null,
            AuthorizedAt = Noon,
            Zone = DateTimeZone.Utc,
            SliceUnits = 180,
            LongestUnits = 7_200,
        },
        AcctSessionId = name,
        ReportedAt = Noon,
        HeardAt = Noon,
        SettledAt = Noon,
    };

    internal static Posting Authorize(Balance balance, Session session) =>
        Assert.IsType<AuthorizeOutcome.Granted>(Charging.Authorize(balance, session, maxSessions: null)).Posting;

    internal static Posting Report(
        Balance balance, Session session, long seconds, SessionState state = SessionState.Running, bool isNew = false, string name = "s1")
    {
        var at = Noon + Duration.FromSeconds(seconds);
        var known = balance.Sessions.GetValueOrDefault(session.Terms.SessionId, session);

        return Charging.Report(
            balance, known, isNew, new(new(seconds, 1, null, 2, null), at, at, Noon, state, name, 0, "10.0.0.1", null), at);
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.StopAsync(CancellationToken.None);
        await Book.DisposeAsync();
        await _services.DisposeAsync();
    }
}
