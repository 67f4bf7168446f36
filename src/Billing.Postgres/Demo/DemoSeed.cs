using Billing.Core.Tariffs;
using Billing.Postgres.Security;
using Billing.Postgres.Tariffs;
using Npgsql;

namespace Billing.Postgres.Demo;

/// <summary>Data to try things with: what the README's examples and everybody's load tests use. USD.</summary>
public sealed class DemoSeed(Database database, SecretBox secrets, TimeProvider clock)
{
    private const decimal LoadFunds = 1_000_000m;
    private const string DataTariff = "Data";
    private const string VoiceTariff = "Voice";

    private const string AccountSql = """
        with payer as (
            insert into customer (name, time_zone) values ($1, 'America/New_York') returning customer_id
        ), funds as (
            insert into balance (customer_id, currency, credit_limit, posted, last_sequence)
            select customer_id, 'USD', $2, $3, case when $3::numeric = 0 then 0 else 1 end from payer
            returning balance_id, customer_id
        ), entry as (
            insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, operation_id, recorded_at)
            select balance_id, 1, $3, $3, 1, 'opening', $4 from funds where $3::numeric <> 0
        ), line as (
            insert into account (customer_id, balance_id, product_id, login, secret)
            select f.customer_id, f.balance_id, p.product_id, $1, $5 from funds f, product p where p.name = $6
            returning account_id
        )
        insert into account_alias (alias, account_id) select $1, account_id from line
        """;

    // Sets of accounts at once, each with its payer: the rows of one statement keep their order by number.
    private const string LoadSql = """
        with wanted as (
            select n, 'user' || lpad(n::text, 6, '0') as login, secret
            from unnest($1::int[], $2::text[]) as u(n, secret)
        ), payer as (
            insert into customer (name) select login from wanted where $3::bigint is null order by n returning customer_id, name
        ), funds as (
            insert into balance (customer_id, currency, posted, last_sequence)
            select customer_id, 'USD', $4, 1 from payer
            returning balance_id, customer_id
        ), entry as (
            insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, operation_id, recorded_at)
            select balance_id, 1, $4, $4, 1, 'opening', $5 from funds
        ), line as (
            insert into account (customer_id, balance_id, product_id, login, secret)
            select coalesce(p.customer_id, shared.customer_id), coalesce(f.balance_id, shared.balance_id),
                   (select product_id from product where name = 'Prepaid data'), w.login, w.secret
            from wanted w
            left join payer p on p.name = w.login
            left join funds f on f.customer_id = p.customer_id
            left join balance shared on shared.balance_id = $3
            order by w.n
            returning account_id, login
        )
        insert into account_alias (alias, account_id) select login, account_id from line
        """;

    /// <summary>Loads the demo unless it is there.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(7310520413)", cancellation);
        await using var check = connection.Command("select 1 from node where name = 'demo'");

        if (await check.ExecuteScalarAsync(cancellation) is null)
        {
            await BusinessAsync(connection, cancellation);
        }

        await DemoUsers.LoadAsync(connection, clock.GetUtcNow(), cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Adds prepaid data accounts <c>user000000</c> / <c>pass000000</c> … up to <paramref name="count"/> in all.</summary>
    /// <param name="oneCustomer">All that are added draw on one balance.</param>
    /// <returns>How many were added.</returns>
    public async Task<int> AddAccountsAsync(int count, bool oneCustomer, CancellationToken cancellation)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellation);
        await using var newest = connection.Command(
            "select coalesce(max(substring(alias from 5)::int) + 1, 0) from account_alias where alias ~ '^user[0-9]{6}$'");
        var first = (int)(await newest.ExecuteScalarAsync(cancellation))!;
        var shared = oneCustomer && count > first ? await SharedBalanceAsync(connection, cancellation) : (long?)null;

        foreach (var numbers in Enumerable.Range(first, Math.Max(0, count - first)).Chunk(2_000))
        {
            await using var command = connection.Command(LoadSql);
            command.Parameters.AddRange(new NpgsqlParameter[]
            {
                new() { Value = numbers },
                new() { Value = numbers.Select(n => secrets.Close($"pass{n:D6}")).ToArray() },
                new NpgsqlParameter<long?> { TypedValue = shared },
                new() { Value = LoadFunds },
                new() { Value = clock.GetUtcNow() },
            });
            await command.ExecuteNonQueryAsync(cancellation);
        }

        return Math.Max(0, count - first);
    }

    private async Task BusinessAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        // Message-Authenticator is not asked of this one gateway, so that any test tool works.
        await ExecuteAsync(
            connection,
            "insert into node (name, address, secret, profile, message_authenticator, limit_proxy_state) values ('demo', '127.0.0.1/32', $1, 'test-tool', 'no', false)",
            cancellation,
            secrets.Close("testing123"));
        await TariffsAsync(connection, cancellation);
        await ProductsAsync(connection, cancellation);
        await AccountAsync(connection, "alice", "wonderland", "Prepaid data", 10m, 0m, cancellation);
        await AccountAsync(connection, "12125550100", "secret", "Prepaid voice", 5m, 0m, cancellation);
        await AccountAsync(connection, "bob", "builder", "Everything", 0m, 100m, cancellation);
        await AccountAsync(connection, "carol", "carol", "Everything", 20m, 0m, cancellation);
        await ExecuteAsync(connection, DemoChoices.Sql, cancellation);
        await DemoPlans.LoadAsync(connection, cancellation);
    }

    private async Task<long> SharedBalanceAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string sql = """
            with payer as (
                insert into customer (name) values ('One customer') returning customer_id
            ), funds as (
                insert into balance (customer_id, currency, posted, last_sequence)
                select customer_id, 'USD', $1, 1 from payer
                returning balance_id
            ), entry as (
                insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, operation_id, recorded_at)
                select balance_id, 1, $1, $1, 1, 'opening', $2 from funds
            )
            select balance_id from funds
            """;
        await using var command = connection.Command(sql, LoadFunds * 1_000, clock.GetUtcNow());

        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task AccountAsync(
        NpgsqlConnection connection,
        string login,
        string password,
        string product,
        decimal funds,
        decimal limit,
        CancellationToken cancellation) =>
        await ExecuteAsync(connection, AccountSql, cancellation, login, limit, funds, clock.GetUtcNow(), secrets.Close(password), product);

    private static async Task TariffsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await ExecuteAsync(
            connection,
            "insert into tariff (name, currency, unit, version) values ('Data', 'USD', $1, 1), ('Voice', 'USD', $2, 1)",
            cancellation,
            (int)Unit.Byte,
            (int)Unit.Second);

        // 1 MB = 1 000 000 bytes, charged per started MB.
        await RateAsync(connection, DataTariff, "*", RateStatus.Active, 0m, 1_000_000, [new(1_000_000, null, 0.01m)], cancellation);
        await RateAsync(connection, VoiceTariff, "1212", RateStatus.Active, 0m, 60, [new(60, 1, 0.10m), new(6, null, 0.10m)], cancellation);
        await RateAsync(connection, VoiceTariff, "44", RateStatus.Active, 0.02m, 60, [new(1, null, 0.05m)], cancellation);
        await RateAsync(connection, VoiceTariff, "4479", RateStatus.Active, 0m, 60, [new(30, 1, 0.20m), new(6, null, 0.20m)], cancellation);
        await RateAsync(connection, VoiceTariff, "900", RateStatus.Forbidden, 0m, 60, [new(60, null, 0m)], cancellation);
        await RateAsync(connection, VoiceTariff, "1800", RateStatus.Active, 0m, 60, [new(60, null, 0m)], cancellation);
    }

    private static Task RateAsync(
        NpgsqlConnection connection,
        string tariff,
        string destination,
        RateStatus status,
        decimal connectFee,
        long priceUnitSize,
        IReadOnlyList<RateInterval> intervals,
        CancellationToken cancellation) =>
        ExecuteAsync(
            connection,
            """
            insert into rate (tariff_id, added_in, destination, effective_from, status, direction, connect_fee, price_unit_size, ladders)
            select tariff_id, 1, $2, '2020-01-01 00:00:00+00', $3, 0, $4, $5, $6::jsonb from tariff where name = $1
            """,
            cancellation,
            tariff,
            destination,
            (int)status,
            connectFee,
            priceUnitSize,
            LadderJson.Write(intervals));

    // 50 MB at a time to gateways that come back; a call is granted whole, up to two hours.
    private static Task ProductsAsync(NpgsqlConnection connection, CancellationToken cancellation) => ExecuteAsync(
        connection,
        """
        with p as (
            insert into product (name) values ('Prepaid data'), ('Prepaid voice'), ('Everything') returning product_id, name
        )
        insert into product_service (product_id, service, unit, tariff_id, slice_units, longest_units)
        select p.product_id, s.service, s.unit, t.tariff_id, s.slice, s.longest
        from p
        join (values ('Prepaid data', 'data', 'Data', 2, 50000000::bigint, 100000000000::bigint),
                     ('Prepaid voice', 'voice', 'Voice', 1, null, 7200),
                     ('Everything', 'data', 'Data', 2, 50000000, 100000000000),
                     ('Everything', 'voice', 'Voice', 1, null, 7200)) as s(product, service, tariff, unit, slice, longest)
             on s.product = p.name
        join tariff t on t.name = s.tariff
        """,
        cancellation);

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellation, params object?[] values)
    {
        await using var command = connection.Command(sql, values);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
