namespace Billing.Postgres.Demo;

/// <summary>The made-up operator's sessions: those that ended lately, and those that are open now.</summary>
internal static class DemoSessions
{
    private const string Columns = """
        session_id, balance_id, account_id, node_id, reported_at, heard_at, duration_seconds, input_octets, output_octets, used_units,
        granted_units, charged, held, settled, settled_units, settled_at, parts, state, incarnation, saw_gigawords, authorized_at,
        started_at, ended_at, unit, tariff_id, tariff_version, rate_id, slice_units, longest_units, service, user_name, zone_id,
        acct_session_id, called_party, called_number, destination, framed_address, terminate_cause, calling_party, calling_number
        """;

    // $1: those that ended at this time or later are kept.
    public const string Ended = $"""
        insert into session ({Columns})
        select e.session_id, e.balance_id, e.account_id, n.node_id, e.at, e.at, e.seconds, case when e.unit = 2 then e.units / 10 else 0 end,
               case when e.unit = 2 then e.units - e.units / 10 else 0 end, e.units, e.units, e.amount, 0, e.amount, e.units, e.at, 1, 3, 0, false,
               e.started_at, e.started_at, e.at, e.unit, e.tariff_id, 1, e.rate_id, case when e.unit = 2 then 50000000 end,
               case e.unit when 1 then 7200 when 2 then 100000000000 else 1 end, e.service, e.login, e.zone, to_hex(e.i), e.peer, e.peer,
               e.destination, null, case when e.unit = 3 then null else 'User-Request' end,
               case when e.unit <> 2 then e.login end, case when e.unit <> 2 then e.login end
        from demo_event e
        join demo_node n on n.unit = e.unit and n.pos = e.i % 2
        where e.reason = 2 and e.at >= $1
        order by e.session_id
        """;

    public const string Purged = """
        insert into session_purge (ended_before) values ($1)
        on conflict (only_row) do update set ended_before = greatest(session_purge.ended_before, excluded.ended_before)
        """;

    // $1 how many, $2 now. A slice is held beyond what is charged; one in a hundred is open since yesterday.
    public const string Open = $"""
        insert into session ({Columns})
        select (lpad(to_hex((extract(epoch from o.started_at) * 1000)::bigint), 12, '0') || '7' || substr(md5('open' || o.i), 1, 3) || '8'
                || substr(md5('open' || o.i), 4, 15))::uuid,
               o.balance_id, o.account_id, n.node_id, $2, $2, o.seconds, case when o.unit = 2 then o.units / 10 else 0 end,
               case when o.unit = 2 then o.units - o.units / 10 else 0 end, o.units, o.units + o.slice,
               round((o.units + o.length - 1) / o.length * o.length * o.price / o.unit_size, 5), round(o.slice * o.price / o.unit_size, 5),
               0, 0, o.started_at, 0, 2, 0, false, o.started_at, o.started_at, null, o.unit, o.tariff_id, 1, o.rate_id,
               case when o.unit = 2 then o.slice end, case when o.unit = 1 then 7200 else 100000000000 end, o.service, o.login, o.zone,
               'open-' || o.i, o.peer, o.peer, o.destination,
               case when o.unit = 2 then '10.' || (64 + o.i / 65536) || '.' || (o.i / 256 % 256) || '.' || (o.i % 256) end, null,
               case when o.unit = 1 then o.login end, case when o.unit = 1 then o.login end
        from (
            select i, a.balance_id, a.account_id, a.login, a.zone, s.service, s.unit, s.tariff_id, r.rate_id, r.destination, r.length,
                   r.unit_size, r.price, t.seconds, $2::timestamptz - make_interval(secs => t.seconds) as started_at,
                   case when s.unit = 1 then t.seconds else t.seconds * 120000::bigint end as units, case when s.unit = 1 then 600 else 50000000 end as slice,
                   case when s.unit = 1 then r.destination || lpad(pg_temp.pick(i, 19, 10000000)::text, 8, '0') end as peer
            from generate_series(1, $1::bigint) i
            cross join lateral (select 20 + case when i % 100 = 0 then 30000 + pg_temp.pick(i, 41, 40000) else pg_temp.pick(i, 41, 4000) end as seconds) t
            join demo_account a on a.n = 1 + i * 37 % (select count(*) from demo_account)
            join demo_slot s on s.product_id = a.product_id and s.pos = pg_temp.pick(i, 42, 20) and s.unit in (1, 2)
            join demo_price r on r.tariff_id = s.tariff_id and r.pos = pg_temp.pick(i, 43, 40)
        ) o
        join demo_node n on n.unit = o.unit and n.pos = o.i % 2
        """;
}
