using NodaTime;

namespace Billing.Postgres.Demo;

/// <summary>Many customers like one who has subscribed already, with usage, on a scratch database: what bill runs are measured on.</summary>
/// <remarks>The one is the newest of everything, so that the numbers after its own are free.</remarks>
public sealed class BilledBook(Database database)
{
    private static readonly string[] CopySql =
    [
        """
        insert into customer (customer_id, name, time_zone, class, culture, currency)
        select c.customer_id + n, c.name || ' ' || n, c.time_zone, c.class, c.culture, c.currency
        from balance b join customer c on c.customer_id = b.customer_id cross join generate_series(1, $2) n
        where b.balance_id = $1
        """,
        """
        insert into balance (balance_id, customer_id, currency, credit_limit, posted, version, last_sequence)
        select b.balance_id + n, b.customer_id + n, b.currency, b.credit_limit, b.posted, b.version, b.last_sequence
        from balance b cross join generate_series(1, $2) n
        where b.balance_id = $1
        """,
        """
        insert into account (account_id, customer_id, balance_id, product_id, login, secret)
        select a.account_id + n, a.customer_id + n, a.balance_id + n, a.product_id, a.login || ' ' || n, a.secret
        from account a cross join generate_series(1, $2) n
        where a.balance_id = $1
        """,
        """
        insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, operation_id, note, recorded_at)
        select e.balance_id + n, e.sequence, e.amount, e.posted_after, e.reason, e.operation_id || ' ' || n, e.note, e.recorded_at
        from ledger_entry e cross join generate_series(1, $2) n
        where e.balance_id = $1
        """,
        """
        insert into payer (balance_id, class, is_tax_exempt, anchor, open_from, opened_through, opened_owed, credited_through, next_due_at, version)
        select p.balance_id + n, p.class, p.is_tax_exempt, p.anchor, p.open_from, p.opened_through, p.opened_owed, p.credited_through, p.next_due_at, p.version
        from payer p cross join generate_series(1, $2) n
        where p.balance_id = $1
        """,
        """
        insert into subscription (subscription_id, operation_id, balance_id, account_id, plan_id, state, charged_through, history, created_at)
        select s.subscription_id + n * (select count(*) from subscription where balance_id = $1), s.operation_id || ' ' || n, s.balance_id + n,
            s.account_id + n, s.plan_id, s.state, s.charged_through, s.history, s.created_at
        from subscription s cross join generate_series(1, $2) n
        where s.balance_id = $1
        """,
        """
        insert into subscription_charge
            (subscription_id, period, part, balance_id, sequence, kind, due_at, belongs_at, amount, full_amount, from_on, to_on, name, tax_code)
        select c.subscription_id + n * (select count(*) from subscription where balance_id = $1), c.period, c.part, c.balance_id + n, c.sequence,
            c.kind, c.due_at, c.belongs_at, c.amount, c.full_amount, c.from_on, c.to_on, c.name, c.tax_code
        from subscription_charge c cross join generate_series(1, $2) n
        where c.balance_id = $1
        """,
    ];

    private static readonly string[] NumbersSql =
    [
        "select setval(pg_get_serial_sequence('customer', 'customer_id'), (select max(customer_id) from customer))",
        "select setval(pg_get_serial_sequence('balance', 'balance_id'), (select max(balance_id) from balance))",
        "select setval(pg_get_serial_sequence('account', 'account_id'), (select max(account_id) from account))",
        "select setval(pg_get_serial_sequence('subscription', 'subscription_id'), (select max(subscription_id) from subscription))",
    ];

    // Calls of a minute or two at 0.05 a minute, each with its entry, a few hours after each other.
    private static readonly string[] UsageSql =
    [
        """
        create temporary table used as
        select b.balance_id, a.account_id, a.login, gen_random_uuid() as session_id, b.last_sequence + n as sequence, n,
            60 * (1 + (b.balance_id + n) % 2) as units, 0.05 * (1 + (b.balance_id + n) % 2) as amount, $3::timestamptz + n * interval '7 hours' as ended_at
        from balance b join account a on a.balance_id = b.balance_id cross join generate_series(1, $2) n
        where b.balance_id >= $1
        """,
        """
        insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, session_id, part, recorded_at)
        select u.balance_id, u.sequence, -u.amount, b.posted - sum(u.amount) over (partition by u.balance_id order by u.n), 2, u.session_id, 1, u.ended_at
        from used u join balance b on b.balance_id = u.balance_id
        """,
        """
        insert into xdr
            (session_id, part, account_id, balance_id, node_id, service, user_name, tariff_id, tariff_version, rate_id, started_at, ended_at, from_units,
             used_units, charged_units, amount, ledger_sequence, input_octets, output_octets, parts, recorded_at, destination)
        select u.session_id, 1, u.account_id, u.balance_id, 1, s.service, u.login, s.tariff_id, 1, r.rate_id, u.ended_at - u.units * interval '1 second',
            u.ended_at, 0, u.units, u.units, u.amount, u.sequence, 0, 0, '[]', u.ended_at, r.destination
        from used u
        join account a on a.account_id = u.account_id
        join product_service s on s.product_id = a.product_id
        join rate r on r.tariff_id = s.tariff_id
        """,
        """
        insert into session
            (session_id, balance_id, account_id, node_id, reported_at, heard_at, duration_seconds, input_octets, output_octets, used_units, granted_units,
             charged, held, settled, settled_units, settled_at, parts, state, incarnation, saw_gigawords, authorized_at, started_at, ended_at, unit,
             tariff_id, tariff_version, rate_id, longest_units, service, user_name, zone_id, destination)
        select u.session_id, u.balance_id, u.account_id, 1, u.ended_at, u.ended_at, u.units, 0, 0, u.units, 0, u.amount, 0, u.amount, u.units, u.ended_at, 1,
            3, 0, false, u.ended_at - u.units * interval '1 second', u.ended_at - u.units * interval '1 second', u.ended_at, s.unit, s.tariff_id, 1, r.rate_id,
            s.longest_units, s.service, u.login, 'UTC', r.destination
        from used u
        join account a on a.account_id = u.account_id
        join product_service s on s.product_id = a.product_id
        join rate r on r.tariff_id = s.tariff_id
        """,
        """
        update balance b set posted = b.posted - t.amount, last_sequence = b.last_sequence + t.count, version = b.version + 1
        from (select balance_id, sum(amount) as amount, count(*) as count from used group by balance_id) t
        where b.balance_id = t.balance_id
        """,
        "drop table used",
        "analyze customer, balance, account, account_alias, payer, subscription, subscription_charge, session, xdr, ledger_entry",
    ];

    /// <param name="balanceId">The one, whose product has one service with one rate of 0.05 a minute.</param>
    /// <param name="copies">How many more there are to be.</param>
    public async Task CopyAsync(long balanceId, int copies, CancellationToken cancellation)
    {
        foreach (var sql in CopySql)
        {
            await DoAsync(sql, cancellation, balanceId, copies);
        }

        foreach (var sql in NumbersSql)
        {
            await DoAsync(sql, cancellation);
        }
    }

    /// <summary>Gives each of them, from the one on, transaction records.</summary>
    /// <param name="from">The first is seven hours later, and the next after as much again.</param>
    public async Task UseAsync(long balanceId, int records, Instant from, CancellationToken cancellation)
    {
        await using var connection = await database.Journal.OpenConnectionAsync(cancellation);

        foreach (var sql in UsageSql)
        {
            await using var command = sql.Contains('$', StringComparison.Ordinal)
                ? connection.Command(sql, balanceId, (long)records, from.ToDateTimeUtc())
                : connection.Command(sql);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private async Task DoAsync(string sql, CancellationToken cancellation, params object?[] values)
    {
        await using var command = database.Read.Command(sql, values);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
