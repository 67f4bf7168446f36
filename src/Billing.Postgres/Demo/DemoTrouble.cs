namespace Billing.Postgres.Demo;

/// <summary>What an operator's desk has to look after: logins that were rejected, payers who have not paid, one who could not be billed.</summary>
/// <remarks>Some of each, however large the operator is: a list is looked at by its first page.</remarks>
internal static class DemoTrouble
{
    // $1 now. Blocked accounts try again; of the others some have a wrong password and some no money.
    public const string Rejects = """
        insert into access_reject (account_id, rejected_on, node_id, reason, user_name, service, first_at, last_at, times)
        select a.account_id, (t.last_at at time zone 'UTC')::date, n.node_id, case when a.status <> 1 then 4 when a.account_id % 3 = 0 then 3 else 6 end,
               a.login, case when a.account_id % 3 = 0 then 'data' else 'voice' end,
               greatest(t.last_at - interval '40 minutes', date_trunc('day', t.last_at at time zone 'UTC') at time zone 'UTC'), t.last_at,
               1 + (a.account_id % 17)::int
        from (select account_id, login, status from account where login ~ '^[0-9]{10,}$' and (status <> 1 or account_id % 20 = 0)
              order by account_id limit 120) a
        cross join lateral (select $1::timestamptz - make_interval(mins => (a.account_id * 37 % 2900)::int) as last_at) t
        cross join lateral (select node_id from node where name = case when a.account_id % 3 = 0 then 'bras-01' else 'sbc-lis-1' end) n
        on conflict do nothing
        """;

    // $1 now. Some whose invoice is open past its day: reminded, every third of them limited since.
    public const string Unpaid = """
        create temp table demo_unpaid on commit drop as
        select i.balance_id, i.due_on, row_number() over (order by i.balance_id) as n,
               ($1::timestamptz at time zone 'UTC')::date + 5 as later
        from demo_bill b
        join invoice i on i.series = 'INV' and i.series_number = coalesce(b.numbered, 0) + b.number
        where i.total > coalesce((select sum(s.amount) from settlement s where s.invoice_id = i.invoice_id), 0)
              and i.due_on < ($1::timestamptz at time zone 'UTC')::date - 1
        order by i.balance_id
        limit 24
        """;

    public const string Dunning = """
        update payer p set dunning_since = u.due_on, dunning_done = case when u.n % 3 = 0 then 2 else 1 end,
               dunning_level = case when u.n % 3 = 0 then 3 end,
               dunning_delayed_until = case when u.n % 8 = 0 then u.later end
        from demo_unpaid u
        where u.balance_id = p.balance_id;
        insert into dunning_action (balance_id, since, number, action, amount, done_at)
        select u.balance_id, u.due_on, s.number, s.action, 0, (u.due_on + 1 + s.number) at time zone 'UTC'
        from demo_unpaid u
        cross join (values (0, 1), (1, 3)) s(number, action)
        where s.number = 0 or u.n % 3 = 0
        """;

    // $1 now. It is tried again, as any is, and then billed.
    public const string Parked = """
        update payer set parked = 'The class has no rule for the tax code "hotel": VAT of PT', next_due_at = $1::timestamptz + interval '1 hour'
        where balance_id = (select max(balance_id) from demo_bill where balance_id not in (select balance_id from demo_unpaid))
        """;
}
