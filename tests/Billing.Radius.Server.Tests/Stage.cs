using System.Globalization;
using System.Net;
using Billing.Postgres.Security;
using Billing.Radius.Server.Nodes;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Billing.Radius.Server.Tests;

/// <summary>One running platform for all tests that need no settings of their own; each has gateways and accounts of its own.</summary>
public sealed class Stage : IAsyncLifetime
{
    private static int _numbers;

    private readonly MigratedPostgres _postgres = new();
    private NpgsqlDataSource _source = null!;

    public RunningBilling Billing { get; private set; } = null!;

    /// <summary>For what a test enters itself.</summary>
    public Book Book { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Billing = await RunningBilling.StartAsync(
            await _postgres.CreateDatabaseAsync(),
            ("Billing:Radius:Addresses:2", "127.0.0.2"),
            ("Billing:Radius:Control:FirstTimeout", "00:00:00.6"), // who was silent is asked once only: that is heard on a busy machine, too
            ("Billing:Sessions:PolicyInterval", "00:00:00.3"),
            ("Billing:Cluster:ResponseTimeout", "00:00:20"));
        _source = NpgsqlDataSource.Create(Billing.ConnectionString);
        Book = new(Billing.ConnectionString, Billing.Services);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await Book.DisposeAsync();
        await Billing.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    /// <summary>A gateway with an address of its own, known to the server when this returns.</summary>
    public async Task<TestGateway> GatewayAsync(
        string profile = "test-tool", string policy = "no", bool limitProxyState = false, bool inputIsToUser = false, int interimSeconds = 300)
    {
        var number = Interlocked.Increment(ref _numbers);
        var address = IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"127.1.{number / 250}.{1 + number % 250}"));
        var name = string.Create(CultureInfo.InvariantCulture, $"gw{number}");
        await AddNodeAsync(Billing, name, address + "/32", "testing123", profile, policy, limitProxyState, inputIsToUser, interimSeconds);

        return new(Billing, from: address) { Name = name };
    }

    /// <summary>Another socket of the same gateway.</summary>
    public TestGateway Another(TestGateway gateway) => new(Billing, from: NodeOf(gateway).View.Address.BaseAddress) { Name = gateway.Name };

    /// <summary>An account with funds and a password of its own, <c>secret</c> unless given.</summary>
    /// <returns>Its login.</returns>
    public async Task<string> AccountAsync(
        string product = "Prepaid data", decimal funds = 10, decimal limit = 0, string password = "secret", string? login = null)
    {
        login ??= string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _numbers)}");
        await AddAccountAsync(Billing, login, password, product, funds, limit);

        return login;
    }

    public long Count(TestGateway gateway, Outcome outcome) => NodeOf(gateway).Counters[outcome];

    /// <summary>Sends a datagram that the server must count for this reason, and not answer.</summary>
    public async Task RefusesAsync(TestGateway gateway, byte[] datagram, bool atAuth, Outcome reason)
    {
        var before = Count(gateway, reason);
        gateway.Throw(datagram, atAuth);
        await Eventually.IsAsync(() => Count(gateway, reason) > before, $"counted as {reason}");

        Assert.Null(await gateway.ReceiveAsync(TimeSpan.FromMilliseconds(60)));
        Assert.Equal(before + 1, Count(gateway, reason));
    }

    public async Task<T?> QueryAsync<T>(string sql, params object[] values)
    {
        await using var command = _source.CreateCommand(sql);

        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteScalarAsync() is T found ? found : default;
    }

    /// <summary>What every test that moves money ends with.</summary>
    public async Task AuditIsCleanAsync() => Assert.Empty((await Billing.AuditAsync()).Differences);

    public static async Task AddNodeAsync(
        RunningBilling billing,
        string name,
        string address,
        string secret,
        string profile = "test-tool",
        string policy = "no",
        bool limitProxyState = false,
        bool inputIsToUser = false,
        int interimSeconds = 300,
        bool waits = true)
    {
        await using var source = NpgsqlDataSource.Create(billing.ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand("""
            insert into node (name, address, secret, profile, message_authenticator, limit_proxy_state, input_is_to_user, interim_interval_seconds)
            values ($1, $2::cidr, $3, $4, $5, $6, $7, $8)
            """);

        foreach (object value in new object[]
        {
            name, address, billing.Services.GetRequiredService<SecretBox>().Close(secret), profile, policy, limitProxyState,
            inputIsToUser, interimSeconds,
        })
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();

        if (waits)
        {
            var nodes = billing.Services.GetRequiredService<NodeRegistry>();
            await Eventually.IsAsync(() => nodes.Nodes.Any(node => node.View.Name == name), $"node {name} is known");
        }
    }

    public static async Task AddAccountAsync(
        RunningBilling billing, string login, string password, string product, decimal funds, decimal limit)
    {
        await using var source = NpgsqlDataSource.Create(billing.ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand("""
            with payer as (
                insert into customer (name) values ($1) returning customer_id
            ), funds as (
                insert into balance (customer_id, currency, credit_limit, posted, last_sequence)
                select customer_id, 'USD', $2, $3, case when $3::numeric = 0 then 0 else 1 end from payer
                returning balance_id, customer_id
            ), entry as (
                insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, operation_id, recorded_at)
                select balance_id, 1, $3, $3, 1, 'opening', now() from funds where $3::numeric <> 0
            ), line as (
                insert into account (customer_id, balance_id, product_id, login, secret)
                select f.customer_id, f.balance_id, p.product_id, $1, $4 from funds f, product p where p.name = $5
                returning account_id
            )
            insert into account_alias (alias, account_id) select $1, account_id from line
            """);

        foreach (object value in new object[] { login, limit, funds, billing.Services.GetRequiredService<SecretBox>().Close(password), product })
        {
            command.Parameters.Add(new() { Value = value });
        }

        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    internal Node NodeOf(TestGateway gateway) =>
        Billing.Services.GetRequiredService<NodeRegistry>().Nodes.Single(node => node.View.Name == gateway.Name);
}
