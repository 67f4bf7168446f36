namespace Billing.Postgres.Demo;

/// <summary>What the made-up operator's accounts used and paid, with the ledger entries that their balances are the sums of.</summary>
internal static class DemoUsage
{
    // $1 records, $2 accounts, $3 days, $4 now. Days of the week, hours of the day and services have their habits.
    public const string Uses = """
        create temp table demo_use on commit drop as
        with habits as materialized (
            select (select array_agg(d) from generate_series(0, $3 - 1) d
                    cross join lateral generate_series(1, case extract(isodow from ($4::timestamptz - make_interval(days => d)) at time zone 'UTC')
                                                          when 6 then 8 when 7 then 7 else 10 end)) as days,
                   array[0, 1, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 11, 12, 12, 12, 13, 13, 14, 14, 15, 15, 16, 16, 17, 17, 17,
                         18, 18, 18, 18, 19, 19, 19, 19, 20, 20, 20, 21, 21, 22, 22, 23] as hours
        ), chosen as (
            select i, a.account_id, a.balance_id, a.login, a.zone, s.service, s.unit, s.tariff_id, r.rate_id, r.destination, r.length,
                   r.unit_size, r.price, pg_temp.pick(i, 14, 1000) as size,
                   date_trunc('day', $4::timestamptz)
                       - make_interval(days => h.days[1 + pg_temp.pick(i, 15, cardinality(h.days))])
                       + make_interval(hours => h.hours[1 + pg_temp.pick(i, 16, cardinality(h.hours))],
                                       secs => pg_temp.pick(i, 17, 3600000) / 1000.0) as at
            from generate_series(1, $1::bigint) i
            cross join habits h
            join demo_account a on a.n = 1 + pg_temp.pick(i, 11, $2)
            join demo_slot s on s.product_id = a.product_id and s.pos = pg_temp.pick(i, 12, 20)
            join demo_price r on r.tariff_id = s.tariff_id and r.pos = pg_temp.pick(i, 13, 40)
        ), timed as (
            -- What would be later today was a week ago.
            select i, account_id, balance_id, login, zone, service, unit, tariff_id, rate_id, length, unit_size, price, size,
                   case when at > $4::timestamptz - interval '3 minutes' then at - interval '7 days' else at end as at,
                   unit = 1 and pg_temp.pick(i, 18, 1000) = 0 as unrated, destination,
                   case unit when 1 then 3 + size * size / 900 when 2 then 200000 + size * size * size else 1 end as units,
                   case unit when 1 then 3 + size * size / 900 when 2 then 60 + size * 10 else 0 end as seconds
            from chosen
        )
        select i, account_id, balance_id, login, zone, service, unit, tariff_id, case when unrated then null else rate_id end as rate_id,
               case when unrated then null else destination end as destination,
               case when unit = 2 then null when unrated then '88299' || lpad(size::text, 7, '0')
                    when destination = '*' then '351' || (910000000 + pg_temp.pick(i, 19, 9000000))
                    else destination || lpad(pg_temp.pick(i, 19, 10000000)::text, 8, '0') end as peer,
               at, at - make_interval(secs => seconds) as started_at, units, seconds,
               case when unrated then 0 else (units + length - 1) / length * length end as charged_units,
               case when unrated then 0 else round((units + length - 1) / length * length * price / unit_size, 5) end as amount,
               price, null::text as operation_id, 2 as reason,
               (lpad(to_hex((extract(epoch from at - make_interval(secs => seconds)) * 1000)::bigint), 12, '0') || '7'
                || lpad(to_hex(i & 4095), 3, '0') || '8' || substr(lpad(to_hex(hashint8extended(i, 40)), 16, '0'), 2))::uuid as session_id
        from timed
        """;

    // $1 days, $2 now. The first entry opens the balance; then it is topped up by what it uses, now and then.
    public const string TopUps = """
        insert into demo_use (balance_id, at, amount, reason, operation_id, i)
        select b.balance_id, b.opened_at, -least(100, 10 + ceil(coalesce(u.total, 0) * 0.5 / 5) * 5), 1, 'opening', -b.balance_id
        from (select balance_id, date_trunc('day', $2::timestamptz) - make_interval(days => $1, mins => 10 + (balance_id % 600)::int) as opened_at
              from (select distinct balance_id from demo_account) a) b
        left join (select balance_id, sum(amount) as total from demo_use group by balance_id) u on u.balance_id = b.balance_id
        union all
        select u.balance_id,
               $2::timestamptz - interval '5 minutes' - make_interval(secs => pg_temp.pick(u.balance_id * 64 + n, 30, $1 * 86400 - 600)), -t.amount, 3,
               case when n = 1 then 'payment-' else '' end || 'demo-' || u.balance_id || '-' || n, -(u.balance_id * 64 + n)
        from (select balance_id, sum(amount) as total from demo_use group by balance_id) u
        cross join lateral (select (array[10, 20, 25, 50, 100])[1 + pg_temp.pick(u.balance_id, 31, 5)]::numeric as amount) t
        cross join lateral generate_series(1, least(40, ceil(u.total * 0.6 / t.amount)::int)) n
        """;

    // In the order in which they were recorded, as they would have come.
    public const string Events = """
        create temp table demo_event on commit drop as
        select * from (
            select *, sum((amount <> 0)::int) over w as sequence, sum(-amount) over w as posted
            from demo_use
            window w as (partition by balance_id order by at, i)
        ) e
        order by at
        """;

    public const string EventIndex = """
        create index on demo_event (at);
        analyze demo_event
        """;

    public const string Balances = """
        insert into balance (balance_id, customer_id, currency, credit_limit, posted, last_sequence)
        select a.balance_id, a.customer_id, a.currency, case when c.class = 'business' then 500 else 0 end, coalesce(e.posted, 0), coalesce(e.sequence, 0)
        from (select distinct balance_id, customer_id, currency from demo_account) a
        join customer c on c.customer_id = a.customer_id
        left join (select balance_id, sum(-amount) as posted, sum((amount <> 0)::int) as sequence from demo_use group by balance_id) e
             on e.balance_id = a.balance_id
        order by a.balance_id
        """;

    public const string SharedBalances = """
        update customer c set shared_balance_id = b.balance_id
        from demo_base d, balance b
        where b.customer_id = c.customer_id and c.customer_id > d.customer
        """;

    // $1 and $2: a stretch of time.
    public const string Entries = """
        insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, session_id, part, operation_id, recorded_at, note)
        select balance_id, sequence, -amount, posted, reason, session_id, case when reason = 2 then 1 end, operation_id, at,
               case when reason = 3 then 'Card ending in 4242' end
        from demo_event
        where at >= $1 and at < $2 and amount <> 0
        order by at
        """;

    public const string Operations = """
        insert into operation (operation_id, balance_id, body, sequence, amount, recorded_at, by)
        select operation_id, balance_id, '{}', sequence, -amount, at, case when i % 20 = 0 then 'demo' end
        from demo_event
        where at >= $1 and at < $2 and reason = 3
        order by at
        """;

    public const string Records = """
        insert into xdr (session_id, part, account_id, balance_id, node_id, service, user_name, acct_session_id, called_party,
            destination, tariff_id, tariff_version, rate_id, started_at, ended_at, from_units, used_units, charged_units, amount,
            ledger_sequence, input_octets, output_octets, terminate_cause, parts, recorded_at, called_number, calling_party, calling_number)
        select e.session_id, 1, e.account_id, e.balance_id, n.node_id, e.service, e.login, to_hex(e.i), e.peer,
            e.destination, e.tariff_id, 1, e.rate_id, e.started_at, e.at, 0, e.units, e.charged_units, e.amount,
            case when e.amount <> 0 then e.sequence end, case when e.unit = 2 then e.units / 10 else 0 end,
            case when e.unit = 2 then e.units - e.units / 10 else 0 end, case when e.unit = 3 then null else 'User-Request' end,
            case when e.rate_id is null then '[]' else jsonb_build_array(jsonb_build_object('kind', 'usage', 'fromUnit', 0, 'units', e.charged_units,
                'price', e.price::text, 'amount', e.amount::text, 'percent', '0')) end, e.at, e.peer,
            case when e.unit <> 2 then e.login end, case when e.unit <> 2 then e.login end
        from demo_event e
        join demo_node n on n.unit = e.unit and n.pos = e.i % 2
        where e.at >= $1 and e.at < $2 and e.reason = 2
        order by e.at
        """;

    public const string NodePlaces = """
        create temp table demo_node on commit drop as
        select u.unit, u.pos, n.node_id
        from (values (1, 0, 'sbc-lis-1'), (1, 1, 'sbc-kyv-2'), (2, 0, 'pgw-1'), (2, 1, 'bras-01'), (3, 0, 'smsc-1'), (3, 1, 'smsc-1')) u(unit, pos, name)
        join node n on n.name = u.name
        """;
}
