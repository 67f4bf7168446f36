using Billing.Core.Tariffs;
using Billing.Postgres.Records;
using Billing.Postgres.Security;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Billing.Testing;

/// <summary>Rows in a test's database, as an administrator would have entered them; USD, UTC.</summary>
public sealed class Book : IAsyncDisposable
{
    private readonly IServiceProvider _services;
    private readonly NpgsqlDataSource _source;

    /// <param name="services">The platform's, for its secrets and its audit.</param>
    public Book(string connectionString, IServiceProvider services)
    {
        _services = services;
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 4 });
    }

    /// <summary>A tariff with one rate for every destination.</summary>
    /// <param name="length">The interval, in base units; <paramref name="price"/> is per interval.</param>
    /// <param name="change">What more is done to its rates before a silo can see it.</param>
    public async Task<long> AddTariffAsync(string name, Unit unit, long length, decimal price, Func<long, Task>? change = null)
    {
        var tariffId = await ReadAsync<long>(
            "insert into tariff (name, currency, unit, version) values ($1, 'USD', $2, 0) returning tariff_id", name, (int)unit);
        await AddRateAsync(tariffId, "*", length, price);

        if (change is not null)
        {
            await change(tariffId);
        }

        await PublishAsync(tariffId);

        return tariffId;
    }

    /// <summary>Makes a tariff of version 0 known to silos, which load what is new as soon as they see it: whole, by then.</summary>
    public Task PublishAsync(long tariffId) => ExecuteAsync("update tariff set version = 1 where tariff_id = $1", tariffId);

    public Task<long> AddRateAsync(long tariffId, string destination, long length, decimal price, RateStatus status = RateStatus.Active) =>
        ReadAsync<long>(
            """
            insert into rate (tariff_id, added_in, destination, effective_from, status, direction, price_unit_size, ladders)
            values ($1, 1, $2, '2020-01-01 00:00:00+00', $3, 0, $4,
                    jsonb_build_array(jsonb_build_object('length', $4::bigint, 'price', $5::numeric)))
            returning rate_id
            """,
            tariffId,
            destination,
            (int)status,
            length,
            price);

    public Task<long> AddBalanceAsync(decimal funds, decimal limit = 0) => ReadAsync<long>(
        """
        with payer as (
            insert into customer (name) values ('Somebody') returning customer_id
        ), funds as (
            insert into balance (customer_id, currency, credit_limit, posted, last_sequence)
            select customer_id, 'USD', $2, $1, case when $1::numeric = 0 then 0 else 1 end from payer
            returning balance_id
        ), entry as (
            insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, operation_id, recorded_at)
            select balance_id, 1, $1, $1, 1, 'opening', now() from funds where $1::numeric <> 0
        )
        select balance_id from funds
        """,
        funds,
        limit);

    /// <summary>An account with one service of its own product.</summary>
    public async Task<long> AddAccountAsync(
        string login,
        long balanceId,
        long tariffId,
        string service,
        Unit unit,
        long? slice = null,
        long longest = 7_200,
        int? maxSessions = null,
        string password = "secret") => await ReadAsync<long>(
        """
        with p as (
            insert into product (name) values ('for ' || $1) returning product_id
        ), s as (
            insert into product_service (product_id, service, unit, tariff_id, slice_units, longest_units, max_sessions)
            select product_id, $4, $5, $3, $6, $7, $8 from p
        ), a as (
            insert into account (customer_id, balance_id, product_id, login, secret)
            select b.customer_id, b.balance_id, p.product_id, $1, $9 from balance b, p where b.balance_id = $2
            returning account_id
        )
        insert into account_alias (alias, account_id) select $1, account_id from a returning account_id
        """,
        login,
        balanceId,
        tariffId,
        service,
        (int)unit,
        slice,
        longest,
        maxSessions,
        _services.GetRequiredService<SecretBox>().Close(password));

    public Task<int> AddNodeAsync(string name, string address, int interimSeconds = 300) => ReadAsync<int>(
        """
        insert into node (name, address, secret, profile, interim_interval_seconds) values ($1, $2::cidr, $3, 'generic', $4)
        returning node_id
        """,
        name,
        address,
        _services.GetRequiredService<SecretBox>().Close("testing123"),
        interimSeconds);

    /// <summary>The first column of the first row.</summary>
    public async Task<T> ReadAsync<T>(string sql, params object?[] values)
    {
        await using var command = Command(sql, values);

        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException("no row"));
    }

    /// <returns>How many rows it changed.</returns>
    public async Task<int> ExecuteAsync(string sql, params object?[] values)
    {
        await using var command = Command(sql, values);

        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>As if a payer's invoices had been due so many days earlier. The database keeps what was issued: its triggers look away for this.</summary>
    public Task<int> AgeInvoicesAsync(long balanceId, int days) => ExecuteAsync(
        """
        with past as materialized (select set_config('session_replication_role', 'replica', true))
        update invoice set due_on = due_on - $2 from past where balance_id = $1
        """,
        balanceId,
        days);

    public Task<decimal> PostedAsync(long balanceId) => ReadAsync<decimal>("select posted from balance where balance_id = $1", balanceId);

    /// <summary>What <c>audit</c> says: every test that moves money ends with it.</summary>
    public Task<AuditReport> AuditAsync() => _services.GetRequiredService<Audit>().RunAsync(100, CancellationToken.None);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private NpgsqlCommand Command(string sql, object?[] values)
    {
        var command = _source.CreateCommand(sql);

        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
