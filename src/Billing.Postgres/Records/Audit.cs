using Billing.Core.Rating;
using Billing.Postgres.Sessions;
using Billing.Postgres.Tariffs;
using Npgsql;

namespace Billing.Postgres.Records;

/// <summary>Computes every balance, sequence and charge again from what is stored, and reports each difference.</summary>
/// <remarks>
/// Reads one snapshot, so it may run while the cluster charges. A fee and an invoice are several steps, each durable and done again
/// until the next one is: what such a step has not followed yet is a difference when it is still there a little later.
/// </remarks>
public sealed class Audit(Database database)
{
    // Each query returns the differences that it is named for: what, whose, found, expected.
    private static readonly (string Rule, string Sql)[] Rules =
    [
        ("a balance is the sum of its ledger entries", """
            select 'balance ' || b.balance_id, b.posted::text, coalesce(e.total, 0)::text
            from balance b
            left join (select balance_id, sum(amount) as total from ledger_entry group by 1) e on e.balance_id = b.balance_id
            where b.posted <> coalesce(e.total, 0)
            """),
        ("ledger sequences are 1, 2, 3 … without gaps or repeats", """
            select 'balance ' || b.balance_id,
                   coalesce(e.entries, 0) || ' entries, ' || coalesce(e.distinct_entries, 0) || ' numbers up to ' || coalesce(e.newest, 0),
                   '1 to ' || b.last_sequence
            from balance b
            left join (select balance_id, count(*) as entries, count(distinct sequence) as distinct_entries, max(sequence) as newest
                       from ledger_entry group by 1) e on e.balance_id = b.balance_id
            where (coalesce(e.entries, 0), coalesce(e.distinct_entries, 0), coalesce(e.newest, 0))
                  <> (b.last_sequence, b.last_sequence, b.last_sequence)
            """),
        ("each ledger entry tells the balance after it", """
            select 'balance ' || balance_id || ' entry ' || sequence, posted_after::text, running::text
            from (select balance_id, sequence, posted_after,
                         sum(amount) over (partition by balance_id order by sequence) as running from ledger_entry) e
            where posted_after <> running
            """),
        ("each charge has its transaction record, each record its charge", """
            select 'session ' || coalesce(x.session_id, e.session_id) || ' part ' || coalesce(x.part, e.part),
                   coalesce((-e.amount)::text, 'no entry'), coalesce(x.amount::text, 'no record')
            from (select * from xdr where ledger_sequence is not null) x
            full join (select * from ledger_entry where reason = 2) e
                 on e.balance_id = x.balance_id and e.sequence = x.ledger_sequence and e.session_id = x.session_id and e.part = x.part
            where x.amount is distinct from -e.amount
            """),
        ("a session's records sum to what it was settled for, once each", """
            select 'session ' || s.session_id,
                   s.settled || ' for ' || s.settled_units || ' in ' || s.parts,
                   coalesce(x.amount, 0) || ' for ' || coalesce(x.units, 0) || ' in ' || coalesce(x.parts, 0)
            from session s
            left join (select session_id, sum(amount) as amount, sum(used_units) as units, count(*) as parts, max(part) as newest
                       from xdr group by 1) x on x.session_id = s.session_id
            where (s.settled, s.settled_units, s.parts, s.parts)
                  <> (coalesce(x.amount, 0), coalesce(x.units, 0), coalesce(x.parts, 0), coalesce(x.newest, 0))
            """),
        ("an ended session holds nothing and owes nothing", """
            select 'session ' || session_id, charged || ' charged, ' || held || ' held', settled || ' settled, nothing held'
            from session
            where ended_at is not null and (charged <> settled or held <> 0 or used_units <> settled_units and state <> 5)
            """),
        ("what nothing prices is free", """
            select 'session ' || session_id, charged || ' charged, ' || settled || ' settled, ' || held || ' held', 'nothing: it has no rate'
            from session
            where rate_id is null and (charged, settled, held) <> (0, 0, 0)
            union all
            select 'session ' || session_id || ' part ' || part, amount || ' recorded', 'nothing: it has no rate'
            from xdr
            where rate_id is null and amount <> 0
            """),
        ("promotional money left is what its entries gave and took", """
            select 'balance ' || a.balance_id || ' allowance ' || a.allowance_id, a.remaining::text, coalesce(e.total, 0)::text
            from allowance a
            left join (select l.balance_id, (p ->> 'allowanceId')::int as allowance_id, sum((p ->> 'amount')::numeric) as total
                       from ledger_entry l, jsonb_array_elements(l.promotions) p
                       group by 1, 2) e on e.balance_id = a.balance_id and e.allowance_id = a.allowance_id
            where a.kind = 3 and a.remaining <> coalesce(e.total, 0)
            """),

        // An event that was given back has given its units back too, and says so only as a whole: its allowances are left out.
        ("an allowance is what it held less what sessions took of it", """
            with taken as (
                select s.balance_id, (c ->> 'allowanceId')::int as allowance_id, s.session_id,
                       ((c ->> 'to')::bigint - (c ->> 'from')::bigint) * (c ->> 'weight')::numeric as amount
                from session s, jsonb_array_elements(s.coverage -> 'spans') c
                where c ->> 'allowanceId' is not null
                union all
                select s.balance_id, (c ->> 'allowanceId')::int, s.session_id, (c ->> 'amount')::numeric
                from session s, jsonb_array_elements(s.coverage -> 'draws') c
            )
            select 'balance ' || a.balance_id || ' allowance ' || a.allowance_id, a.remaining::text,
                   (a.initial - coalesce(t.amount, 0) + coalesce(g.amount, 0))::text
            from allowance a
            left join (select balance_id, allowance_id, sum(amount) as amount from taken group by 1, 2) t
                 on t.balance_id = a.balance_id and t.allowance_id = a.allowance_id
            left join (select o.balance_id, (d ->> 'allowanceId')::int as allowance_id, sum((d ->> 'amount')::numeric) as amount
                       from operation o, jsonb_array_elements(o.given) d
                       group by 1, 2) g on g.balance_id = a.balance_id and g.allowance_id = a.allowance_id
            where a.kind <> 3 and a.remaining <> a.initial - coalesce(t.amount, 0) + coalesce(g.amount, 0)
              and not exists (select from taken x
                              join operation o on o.session_id = x.session_id
                              join operation r on r.refunds = o.operation_id
                              where x.balance_id = a.balance_id and x.allowance_id = a.allowance_id)
            """),
        ("each operation with money has its ledger entry", """
            select 'operation ' || o.operation_id, o.amount::text, coalesce(e.amount::text, 'no entry')
            from operation o
            left join (select balance_id, operation_id, min(sequence) as sequence, sum(amount) as amount
                       from ledger_entry
                       where operation_id is not null
                       group by 1, 2) e on e.balance_id = o.balance_id and e.sequence = o.sequence and e.operation_id = o.operation_id
            where o.amount <> 0 and o.amount is distinct from e.amount
            """),
        ("a correction names a record, and makes it cost what was ordered", """
            select 'balance ' || e.balance_id || ' entry ' || e.sequence, coalesce((x.amount - c.amount)::text, 'no record'), coalesce(o.target::text, 'no order')
            from ledger_entry e
            left join xdr x on x.session_id = e.session_id and x.part = e.part and x.balance_id = e.balance_id
            left join operation o on o.operation_id = e.operation_id and o.session_id = e.session_id and o.part in (0, e.part)
            cross join lateral (select sum(l.amount) as amount from ledger_entry l
                                where l.session_id = e.session_id and l.part = e.part and l.reason in (7, 9) and l.sequence <= e.sequence) c
            where e.reason = 9 and (x.amount - c.amount) is distinct from o.target
            """),
        ("sums of usage are those of the records that are folded into them", """
            select u.service || ' in ' || u.currency || ' from ' || u.quarter, u.kept || ' for ' || u.kept_amount, u.events || ' for ' || u.amount
            from (
                select quarter, service, currency, sum(kept) as kept, sum(kept_amount) as kept_amount, sum(events) as events, sum(amount) as amount
                from (
                    select quarter, service, currency, events as kept, amount as kept_amount, 0 as events, 0 as amount from usage_quarter
                    union all
                    select date_bin('15 minutes', x.recorded_at, 'epoch'), x.service, t.currency, 0, 0, 1, x.amount
                    from xdr x
                    join tariff t on t.tariff_id = x.tariff_id
                    where x.recorded_at < (select folded_to from usage_fold)
                ) r
                group by quarter, service, currency
            ) u
            where (u.kept, u.kept_amount) <> (u.events, u.amount)
            """),
        ("sums of reports are those of the records that are folded into them", """
            select u.service || ' on ' || u.day, u.kept || ' for ' || u.kept_amount, u.events || ' for ' || u.amount
            from (
                select day, service, sum(kept) as kept, sum(kept_amount) as kept_amount, sum(events) as events, sum(amount) as amount
                from (
                    select day, service, events as kept, amount as kept_amount, 0 as events, 0 as amount from usage_report
                    union all
                    select (x.recorded_at at time zone 'UTC')::date, x.service, 0, 0, 1, x.amount
                    from xdr x
                    where x.recorded_at < (select report_to from usage_fold)
                ) r
                group by day, service
            ) u
            where (u.kept, u.kept_amount) <> (u.events, u.amount)
            """),
        ("a record belongs to a session, or to one that was removed when it was old", """
            select 'session ' || x.session_id || ' part ' || x.part, 'a record', 'a session'
            from xdr x
            where not exists (select from session s where s.session_id = x.session_id)
                  and x.ended_at >= coalesce((select ended_before from session_purge), '-infinity')
            """),
    ];

    private const string CountsSql = """
        select (select count(*) from balance), (select count(*) from ledger_entry), (select count(*) from xdr), (select count(*) from session)
        """;

    private const string PricedSql = $"""
        select {SessionRows.Columns}, {RateRows.Columns}
        from session s
        {SessionRows.Joins}
        where s.rate_id is not null
        """;

    private static readonly (string Rule, string Sql)[] OfSteps = [.. InvoiceRules.All, .. MoneyRules.All];

    private static readonly TimeSpan StepTakes = TimeSpan.FromSeconds(1);

    private const int Looks = 4;

    /// <param name="most">The most differences to report.</param>
    public async Task<AuditReport> RunAsync(int most, CancellationToken cancellation)
    {
        var report = await LookAsync(most, cancellation);

        for (var look = 1; look < Looks && report.Differences.Any(IsOfSteps); look++)
        {
            await Task.Delay(StepTakes, cancellation);
            var before = report.Differences.Select(one => (one.Rule, one.What)).ToHashSet();
            report = await LookAsync(most, cancellation);
            report = report with
            {
                Differences = [.. report.Differences.Where(one => !IsOfSteps(one) || before.Contains((one.Rule, one.What)))],
            };
        }

        return report;
    }

    private static bool IsOfSteps(AuditDifference difference) => OfSteps.Any(rule => rule.Rule == difference.Rule);

    private async Task<AuditReport> LookAsync(int most, CancellationToken cancellation)
    {
        await using var connection = await database.Journal.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        await using (var patience = connection.Command("set local statement_timeout = 0"))
        {
            await patience.ExecuteNonQueryAsync(cancellation);
        }

        var differences = new List<AuditDifference>();

        foreach (var (rule, sql) in Rules.Concat(OfSteps))
        {
            await using var command = connection.Command($"{sql} limit {most + 1 - differences.Count}");
            command.CommandTimeout = 0;
            await using var row = await command.ExecuteReaderAsync(cancellation);

            while (await row.ReadAsync(cancellation))
            {
                differences.Add(new(rule, row.GetString(0), row.GetString(1), row.GetString(2)));
            }
        }

        await PriceAsync(connection, differences, most, cancellation);
        await using var counts = connection.Command(CountsSql);
        counts.CommandTimeout = 0;
        await using var count = await counts.ExecuteReaderAsync(cancellation);
        await count.ReadAsync(cancellation);

        return new(count.GetInt64(0), count.GetInt64(1), count.GetInt64(2), count.GetInt64(3), differences);
    }

    // The price of every session again, by the same function that charged it.
    private static async Task PriceAsync(
        NpgsqlConnection connection, List<AuditDifference> differences, int most, CancellationToken cancellation)
    {
        await using var command = connection.Command(PricedSql);
        command.CommandTimeout = 0;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var pinned = new PinnedTerms();

        while (differences.Count <= most && await row.ReadAsync(cancellation))
        {
            var session = SessionRows.Read(row, pinned);
            var price = Pricing.Amount(session.Terms.Rate!, session.UsedUnits, session.Clock, session.Coverage) - session.Coverage.Drawn;

            if (price != session.Charged)
            {
                differences.Add(new(
                    "a session is charged by its rate",
                    $"session {session.Terms.SessionId}",
                    session.Charged.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    price.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }
        }
    }
}

/// <summary>What was looked at, and what does not fit.</summary>
public sealed record AuditReport(long Balances, long Entries, long Records, long Sessions, IReadOnlyList<AuditDifference> Differences)
{
    public bool IsClean => Differences.Count == 0;
}

/// <param name="Rule">The rule that is broken.</param>
public sealed record AuditDifference(string Rule, string What, string Found, string Expected);
