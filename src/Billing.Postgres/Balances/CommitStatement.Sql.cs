namespace Billing.Postgres.Balances;

// Its text.
internal sealed partial class CommitStatement
{
    // A balance whose version moved, or a session without a row, makes the counts differ; the division by zero then takes
    // back the whole statement. So nothing needs to be joined to what moved, and a refusal, which is rare, is found by
    // writing the batch's balances one by one.
    //
    // The lists are unnested side by side, each value as it is asked for: "from unnest($1, $2)" first writes every list into a store of
    // its own, which cost more than half of what the rows' way into the tables does. Lists of one row set are equally long.
    private const string Writes = """
        with moved as (
            update balance b
            set version = c.to_version, posted = c.posted, last_sequence = c.last_sequence
            from (select
                unnest($1::bigint[]) as balance_id, unnest($2::bigint[]) as from_version, unnest($3::bigint[]) as to_version,
                unnest($4::numeric[]) as posted, unnest($5::bigint[]) as last_sequence) as c
            where b.balance_id = c.balance_id and b.version = c.from_version
            returning 1
        ), updated as (
            update session s
            set reported_at = u.reported_at, heard_at = u.heard_at, duration_seconds = u.duration_seconds,
               input_octets = u.input_octets, output_octets = u.output_octets, used_units = u.used_units,
               granted_units = u.granted_units, charged = u.charged, held = u.held, settled = u.settled,
               settled_units = u.settled_units, settled_at = u.settled_at, parts = u.parts, state = u.state,
               incarnation = u.incarnation, saw_gigawords = u.saw_gigawords, started_at = u.started_at,
               ended_at = u.ended_at, acct_session_id = u.acct_session_id, framed_address = u.framed_address,
               terminate_cause = u.terminate_cause, coverage = u.coverage::jsonb, gateway_started_at = u.gateway_started_at
            from (select
                unnest($6::uuid[]) as session_id, unnest($7::timestamptz[]) as reported_at, unnest($8::timestamptz[]) as heard_at,
                unnest($9::bigint[]) as duration_seconds, unnest($10::bigint[]) as input_octets,
                unnest($11::bigint[]) as output_octets, unnest($12::bigint[]) as used_units,
                unnest($13::bigint[]) as granted_units, unnest($14::numeric[]) as charged, unnest($15::numeric[]) as held,
                unnest($16::numeric[]) as settled, unnest($17::bigint[]) as settled_units,
                unnest($18::timestamptz[]) as settled_at, unnest($19::int[]) as parts, unnest($20::int[]) as state,
                unnest($21::int[]) as incarnation, unnest($22::boolean[]) as saw_gigawords,
                unnest($23::timestamptz[]) as started_at, unnest($24::timestamptz[]) as ended_at,
                unnest($25::text[]) as acct_session_id, unnest($26::text[]) as framed_address,
                unnest($27::text[]) as terminate_cause, unnest($107::text[]) as coverage,
                unnest($113::timestamptz[]) as gateway_started_at) as u
            where s.session_id = u.session_id
            returning 1
        ), inserted as (
            insert into session
               (session_id, balance_id, account_id, node_id, authorized_at, unit, tariff_id, tariff_version,
                   rate_id, slice_units, longest_units, service, user_name, zone_id, called_party, calling_party,
                   reported_at, heard_at, duration_seconds, input_octets, output_octets, used_units,
                   granted_units, charged, held, settled, settled_units, settled_at, parts, state, incarnation,
                   saw_gigawords, started_at, ended_at, acct_session_id, framed_address, terminate_cause,
                   period_set_id, called_number, calling_number, destination, destination_groups, is_emergency,
                   coverage, gateway_started_at, nas_address, nas_identifier)
            select * from (select
                unnest($28::uuid[]) as session_id, unnest($29::bigint[]) as balance_id, unnest($30::bigint[]) as account_id,
                unnest($31::int[]) as node_id, unnest($32::timestamptz[]) as authorized_at, unnest($33::int[]) as unit,
                unnest($34::bigint[]) as tariff_id, unnest($35::int[]) as tariff_version, unnest($36::bigint[]) as rate_id,
                unnest($37::bigint[]) as slice_units, unnest($38::bigint[]) as longest_units, unnest($39::text[]) as service,
                unnest($40::text[]) as user_name, unnest($41::text[]) as zone_id, unnest($42::text[]) as called_party,
                unnest($43::text[]) as calling_party, unnest($44::timestamptz[]) as reported_at,
                unnest($45::timestamptz[]) as heard_at, unnest($46::bigint[]) as duration_seconds,
                unnest($47::bigint[]) as input_octets, unnest($48::bigint[]) as output_octets,
                unnest($49::bigint[]) as used_units, unnest($50::bigint[]) as granted_units, unnest($51::numeric[]) as charged,
                unnest($52::numeric[]) as held, unnest($53::numeric[]) as settled, unnest($54::bigint[]) as settled_units,
                unnest($55::timestamptz[]) as settled_at, unnest($56::int[]) as parts, unnest($57::int[]) as state,
                unnest($58::int[]) as incarnation, unnest($59::boolean[]) as saw_gigawords,
                unnest($60::timestamptz[]) as started_at, unnest($61::timestamptz[]) as ended_at,
                unnest($62::text[]) as acct_session_id, unnest($63::text[]) as framed_address,
                unnest($64::text[]) as terminate_cause, unnest($99::bigint[]) as period_set_id,
                unnest($100::text[]) as called_number, unnest($101::text[]) as calling_number,
                unnest($102::text[]) as destination, unnest($103::text[]) as destination_groups,
                unnest($104::boolean[]) as is_emergency, unnest($108::text[]::jsonb[]) as coverage,
                unnest($114::timestamptz[]) as gateway_started_at,
                unnest($115::text[]) as nas_address, unnest($116::text[]) as nas_identifier) as i
        ), entered as (
            insert into ledger_entry
               (balance_id, sequence, amount, posted_after, reason, session_id, part, recorded_at, promotions, operation_id, note)
            select e.balance_id, e.sequence, e.amount, e.posted_after, e.reason, e.session_id, e.part, e.recorded_at,
                e.promotions::jsonb, e.operation_id, e.note
            from (select
                unnest($65::bigint[]) as balance_id, unnest($66::bigint[]) as sequence, unnest($67::numeric[]) as amount,
                unnest($68::numeric[]) as posted_after, unnest($69::int[]) as reason, unnest($70::uuid[]) as session_id,
                unnest($71::int[]) as part, unnest($72::timestamptz[]) as recorded_at, unnest($109::text[]) as promotions,
                unnest($110::text[]) as operation_id, unnest($111::text[]) as note) as e
        ), recorded as (
            insert into xdr
               (session_id, part, account_id, balance_id, node_id, service, user_name, acct_session_id,
                   called_party, calling_party, destination, tariff_id, tariff_version, rate_id, started_at,
                   ended_at, from_units, used_units, charged_units, amount, ledger_sequence, input_octets,
                   output_octets, terminate_cause, parts, recorded_at, called_number, calling_number, attributes)
            select x.session_id, x.part, x.account_id, x.balance_id, x.node_id, x.service, x.user_name,
               x.acct_session_id, x.called_party, x.calling_party, x.destination, x.tariff_id,
               x.tariff_version, x.rate_id, x.started_at, x.ended_at, x.from_units, x.used_units,
               x.charged_units, x.amount, x.ledger_sequence, x.input_octets, x.output_octets,
               x.terminate_cause, x.parts::jsonb, x.recorded_at, x.called_number, x.calling_number, x.attributes
            from (select
                unnest($73::uuid[]) as session_id, unnest($74::int[]) as part, unnest($75::bigint[]) as account_id,
                unnest($76::bigint[]) as balance_id, unnest($77::int[]) as node_id, unnest($78::text[]) as service,
                unnest($79::text[]) as user_name, unnest($80::text[]) as acct_session_id, unnest($81::text[]) as called_party,
                unnest($82::text[]) as calling_party, unnest($83::text[]) as destination, unnest($84::bigint[]) as tariff_id,
                unnest($85::int[]) as tariff_version, unnest($86::bigint[]) as rate_id, unnest($87::timestamptz[]) as started_at,
                unnest($88::timestamptz[]) as ended_at, unnest($89::bigint[]) as from_units, unnest($90::bigint[]) as used_units,
                unnest($91::bigint[]) as charged_units, unnest($92::numeric[]) as amount,
                unnest($93::bigint[]) as ledger_sequence, unnest($94::bigint[]) as input_octets,
                unnest($95::bigint[]) as output_octets, unnest($96::text[]) as terminate_cause, unnest($97::text[]) as parts,
                unnest($98::timestamptz[]) as recorded_at, unnest($105::text[]) as called_number,
                unnest($106::text[]) as calling_number, unnest($112::bytea[]) as attributes) as x
        """;

    // Most batches have nothing of this, and a statement that mentions a table opens it.
    private const string FundsWrites = """

        ), allowed as (
            insert into allowance
               (balance_id, allowance_id, name, kind, initial, remaining, uses, account_id, precedence, valid_from, expires_at,
                   exhaustion, policy, plan_id, period_start)
            select a.balance_id, a.allowance_id, a.name, a.kind, a.initial, a.remaining, a.uses::jsonb, a.account_id, a.precedence,
               a.valid_from, a.expires_at, a.exhaustion, a.policy, a.plan_id, a.period_start
            from (select
                unnest($117::bigint[]) as balance_id, unnest($118::int[]) as allowance_id, unnest($119::text[]) as name,
                unnest($120::int[]) as kind, unnest($121::numeric[]) as initial, unnest($122::numeric[]) as remaining,
                unnest($123::text[]) as uses, unnest($124::bigint[]) as account_id, unnest($125::int[]) as precedence,
                unnest($126::timestamptz[]) as valid_from, unnest($127::timestamptz[]) as expires_at,
                unnest($128::int[]) as exhaustion, unnest($129::text[]) as policy, unnest($130::bigint[]) as plan_id,
                unnest($131::timestamptz[]) as period_start) as a
            on conflict (balance_id, allowance_id) do update set remaining = excluded.remaining
        ), counted as (
            insert into counter (balance_id, counter_of, id, period_start, value)
            select * from (select
                unnest($132::bigint[]) as balance_id, unnest($133::int[]) as counter_of, unnest($134::bigint[]) as id,
                unnest($135::timestamptz[]) as period_start, unnest($136::numeric[]) as value) as c
            on conflict (balance_id, counter_of, id, period_start) do update set value = excluded.value
        ), operated as (
            insert into operation (operation_id, balance_id, body, sequence, amount, session_id, refunds, recorded_at, by, part, target, given)
            select o.operation_id, o.balance_id, o.body, o.sequence, o.amount, o.session_id, o.refunds, o.recorded_at, o.by, o.part, o.target,
                o.given::jsonb
            from (select
                unnest($137::text[]) as operation_id, unnest($138::bigint[]) as balance_id, unnest($139::text[]) as body,
                unnest($140::bigint[]) as sequence, unnest($141::numeric[]) as amount, unnest($142::uuid[]) as session_id,
                unnest($143::text[]) as refunds, unnest($144::timestamptz[]) as recorded_at, unnest($145::text[]) as by,
                unnest($146::int[]) as part, unnest($147::numeric[]) as target, unnest($148::text[]) as given) as o
        """;

    private const string Check = """

        )
        select 1 / (case when (select count(*) from moved) = cardinality($1) and (select count(*) from updated) = cardinality($6)
                    then 1 else 0 end)
        """;
}
