using Billing.Core.Tariffs;
using Billing.Postgres.Security;

namespace Billing.Postgres.Demo;

/// <summary>Customers and services on a scratch database, for scenarios: each customer has one balance and one account.</summary>
public sealed class ScratchBook(Database database, SecretBox secrets)
{
    private const string CustomerSql = """
        with payer as (
            insert into customer (name, time_zone) values ($1, $2) returning customer_id
        ), funds as (
            insert into balance (customer_id, currency, credit_limit, posted, last_sequence)
            select customer_id, $3, $4, $5, case when $5::numeric = 0 then 0 else 1 end from payer
            returning balance_id, customer_id
        ), entry as (
            insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, operation_id, recorded_at)
            select balance_id, 1, $5, $5, 1, 'opening', $6 from funds where $5::numeric <> 0
        ), line as (
            insert into account (customer_id, balance_id, product_id, login, secret)
            select customer_id, balance_id, $7, $1, $8 from funds
            returning account_id, balance_id
        ), alias as (
            insert into account_alias (alias, account_id) select $1, account_id from line
        )
        select balance_id, account_id from line
        """;

    private const string ServiceSql = """
        with priced as (
            insert into tariff (name, currency, unit, version) values ('scenario ' || $2 || ' ' || $3, $3, $4, 1) returning tariff_id
        ), row as (
            insert into rate (tariff_id, added_in, destination, effective_from, status, direction, price_unit_size, ladders)
            select tariff_id, 1, '*', '1970-01-02 00:00:00+00', 0, 0, $5,
                   jsonb_build_array(jsonb_build_object('length', $6::bigint, 'price', $7::numeric))
            from priced
        )
        insert into product_service (product_id, service, unit, tariff_id, longest_units) select $1, $2, $4, tariff_id, 1000000000000 from priced
        """;

    public async Task<long> AddProductAsync(string name, CancellationToken cancellation)
    {
        await using var command = database.Read.Command("insert into product (name) values ($1) returning product_id", name);

        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <param name="interval">Base units that are charged whole once they are begun.</param>
    /// <param name="price">Of <paramref name="priceUnit"/> base units.</param>
    public async Task AddServiceAsync(
        long productId, string service, string currency, Unit unit, long priceUnit, long interval, decimal price, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(ServiceSql, productId, service, currency, (int)unit, priceUnit, interval, price);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<(long BalanceId, long AccountId)> AddCustomerAsync(
        string name, string zone, string currency, decimal creditLimit, decimal funds, DateTimeOffset at, long productId, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(
            CustomerSql, name, zone, currency, creditLimit, funds, at, productId, secrets.Close("secret"));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);

        return (row.GetInt64(0), row.GetInt64(1));
    }
}
