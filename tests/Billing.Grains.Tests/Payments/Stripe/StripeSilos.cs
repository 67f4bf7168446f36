using System.Text.Json.Nodes;
using Billing.Contracts.Payments;
using Billing.Postgres;
using Billing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;
using Stripe;

namespace Billing.Grains.Tests.Payments.Stripe;

/// <summary>Two silos that are paid by Stripe, and a Stripe that is ours.</summary>
public sealed class StripeSilos : IAsyncLifetime
{
    private const string Secret = "whsec_test";

    private readonly MigratedPostgres _postgres = new();
    private InProcessTestCluster? _cluster;
    private string _database = "";
    private int _events;

    internal StripeFake Stripe { get; private set; } = null!;

    internal Book Book { get; private set; } = null!;

    internal InProcessTestCluster Cluster => _cluster!;

    internal IGrainFactory Grains => _cluster!.Client;

    internal IGrainFactory From(int silo) => _cluster!.Silos[silo].ServiceProvider.GetRequiredService<IGrainFactory>();

    public async ValueTask InitializeAsync()
    {
        Stripe = await StripeFake.StartAsync();
        await _postgres.InitializeAsync();
        var database = _database = await _postgres.CreateDatabaseAsync();
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSiloHost((_, host) =>
        {
            host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Billing:Postgres:ConnectionString"] = database,
                ["Billing:Sessions:SweepInterval"] = "10:00:00",
                ["Billing:Payers:SweepInterval"] = "10:00:00",
                ["Billing:Payments:SweepInterval"] = "10:00:00",
                ["Billing:Payments:Provider"] = "Stripe",
                ["Billing:Payments:Stripe:SecretKey"] = "sk_test_of_ours",
                ["Billing:Payments:Stripe:WebhookSecret"] = Secret,
                ["Billing:Payments:Stripe:ApiBase"] = Stripe.Address,
            });
            host.Services.AddBillingStores();
            host.Services.AddBillingGrains();
        });
        builder.ConfigureSilo((_, silo) => silo.Configure<ClusterMembershipOptions>(options =>
            (options.ProbeTimeout, options.NumMissedProbesLimit) = (TimeSpan.FromSeconds(1), 2))); // as the program has it
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        Book = new(database, _cluster.Silos[0].ServiceProvider);
    }

    /// <summary>The same book, kept by a silo that lives on.</summary>
    internal Book BookOf(InProcessSiloHandle silo) => new(_database, silo.ServiceProvider);

    /// <summary>A payer with a card on Stripe's page.</summary>
    internal async Task<(long BalanceId, long MethodId)> PayerAsync(string card = "pm_good", decimal funds = 0)
    {
        var balanceId = await Book.AddBalanceAsync(funds);
        var wallet = Grains.GetGrain<IWalletGrain>(balanceId);
        var key = Office.Unique("card");
        var page = await wallet.BeginAsync(key, "https://portal.example/my/cards?balance=1", "alice");
        Assert.Equal(PaymentResult.Done, page.Result);
        var session = Stripe.All("checkout.session").Single(one => (string?)one["metadata"]!["operation"] == key);
        Stripe.EnterCard((string)session["id"]!, card);
        var saved = await wallet.SaveAsync(new(key, null, (string)session["id"]!, "alice"));
        Assert.Equal(PaymentResult.Done, saved.Result);

        return (balanceId, saved.MethodId);
    }

    internal string EventOf(string type, JsonObject of) => new JsonObject
    {
        ["id"] = $"evt_{Interlocked.Increment(ref _events)}",
        ["object"] = "event",
        ["api_version"] = StripeConfiguration.ApiVersion,
        ["created"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        ["type"] = type,
        ["data"] = new JsonObject { ["object"] = of.DeepClone() },
    }.ToJsonString();

    /// <summary>Told as Stripe tells it.</summary>
    internal Task<EventResult> TellAsync(string body, string secret = Secret, long? at = null, int silo = 0) =>
        From(silo).GetGrain<IPaymentEventsGrain>(0).TakeAsync("stripe", body, EventUtility.GenerateSignatureHeader(body, secret, at));

    internal Task<EventResult> TellAsync(string type, JsonObject of) => TellAsync(EventOf(type, of));

    public async ValueTask DisposeAsync()
    {
        await Book.DisposeAsync();
        await _cluster!.DisposeAsync();
        await _postgres.DisposeAsync();
        await Stripe.DisposeAsync();
    }
}
