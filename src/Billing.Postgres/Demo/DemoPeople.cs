namespace Billing.Postgres.Demo;

/// <summary>The made-up operator's customers, with names of several countries, and their accounts.</summary>
internal static class DemoPeople
{
    public const string Homes = """
        create temp table demo_home on commit drop as
        select * from (values
            (0, 'PT', '351', 'Europe/Lisbon', 'pt-PT', 'EUR', '26801'), (1, 'ES', '34', 'Europe/Madrid', 'es-ES', 'EUR', '21401'),
            (2, 'FR', '33', 'Europe/Paris', 'fr-FR', 'EUR', '20801'), (3, 'DE', '49', 'Europe/Berlin', 'de-DE', 'EUR', '26201'),
            (4, 'IE', '353', 'Europe/Dublin', 'en-IE', 'EUR', '27201'), (5, 'IT', '39', 'Europe/Rome', 'it-IT', 'EUR', '22201'),
            (6, 'GB', '44', 'Europe/London', 'en-GB', 'GBP', '23415'), (7, 'GB', '44', 'Europe/London', 'en-GB', 'GBP', '23415'),
            (8, 'US', '1', 'America/New_York', 'en-US', 'USD', '31026'), (9, 'US', '1', 'America/Chicago', 'en-US', 'USD', '31026'))
            h(home, country, code, zone, culture, currency, network)
        """;

    // $1 accounts. A customer in five has several lines; the last one gets what is left.
    public const string Lines = """
        create temp table demo_line on commit drop as
        with people as (
            select n, case when pg_temp.pick(n, 3, 100) < 80 then 1 when pg_temp.pick(n, 3, 100) < 92 then 2
                           when pg_temp.pick(n, 3, 100) < 97 then 3 when pg_temp.pick(n, 3, 100) < 99 then 5 else 20 end as lines
            from generate_series(1, $1) n
        )
        select row_number() over (order by p.n, l)::bigint as n, p.n::bigint as customer, pg_temp.pick(p.n, 4, 10)::int as home
        from (select *, sum(lines) over (order by n) - lines as before from people) p
        cross join lateral generate_series(1, least(p.lines, $1 - p.before)) l
        where p.before < $1
        """;

    public const string Bases = """
        create temp table demo_base on commit drop as
        select coalesce((select max(customer_id) from customer), 0) as customer, coalesce((select max(balance_id) from balance), 0) as balance,
               coalesce((select max(account_id) from account), 0) as account
        """;

    // $1 now.
    public const string Customers = """
        insert into customer (customer_id, name, time_zone, email, class, culture, currency, company, phone, city, country, status,
                              status_reason, created_at)
        select b.customer + c.n, c.first || ' ' || c.last, h.zone,
               regexp_replace(lower(c.first || '.' || c.last), '[^a-z.]', '', 'g')
               || c.n || '@example.net',
               case when c.business then 'business' else 'residential' end, h.culture, h.currency,
               case when c.business then c.last || ' ' || (array['Logistics', 'Consulting', 'Media', 'Bakery', 'Dental', 'Studio', 'Motors', 'Foods'])[1 + pg_temp.pick(c.n, 7, 8)] end,
               '+' || h.code || (700000000 + c.n), null, h.country, c.status,
               case c.status when 2 then 'Unpaid invoice' when 3 then 'Cancelled by the customer' end,
               $1::timestamptz - make_interval(mins => (90000 + pg_temp.pick(c.n, 8, 1600000))::int)
        from (
            select p.customer as n, p.home, pg_temp.pick(p.customer, 9, 100) < 15 as business,
                   case when pg_temp.pick(p.customer, 10, 1000) < 25 then 2 when pg_temp.pick(p.customer, 10, 1000) < 40 then 3 else 1 end as status,
                   (array['Anaïs', 'Zoë', 'Kwame', 'Tomáš', 'Søren', 'Aylin', 'Dmytro', 'Noor', 'Lucía', 'Rui', 'Jonas', 'Elif', 'Marta', 'João',
                          'Inês', 'Pablo', 'Carmen', 'Léa', 'Hugo', 'Greta', 'Lukas', 'Giulia', 'Matteo', 'Aoife', 'Cian', 'Olivia', 'Oliver',
                          'Amelia', 'Mason', 'Ava', 'Ethan', 'Sofía', 'Mateo', 'Yuki', 'Wei', 'Priya', 'Arjun', 'Chidi', 'Ngozi', 'Fatima',
                          'Omar', 'Ewa', 'Piotr', 'Katarzyna', 'Jana', 'Erik', 'Astrid', 'Oksana', 'Andriy', 'Beatriz'])[1 + pg_temp.pick(p.customer, 5, 50)] as first,
                   (array['Novák', 'Lindqvist', 'Moreau', 'Kovalenko', 'Haddad', 'Yılmaz', 'Silva', 'Ferreira', 'Brandt', 'Kask', 'Almeida', 'Santos',
                          'Oliveira', 'García', 'Fernández', 'López', 'Martín', 'Dubois', 'Laurent', 'Girard', 'Müller', 'Schneider', 'Fischer',
                          'Weber', 'Rossi', 'Ferrari', 'Esposito', 'Murphy', 'Kelly', 'O''Brien', 'Smith', 'Jones', 'Taylor', 'Wilson', 'Johnson',
                          'Williams', 'Davis', 'Miller', 'Tanaka', 'Chen', 'Patel', 'Sharma', 'Okafor', 'Mensah', 'Hassan', 'Kowalski',
                          'Nowak', 'Svensson', 'Hansen', 'Shevchenko', 'Melnyk', 'Costa', 'Pereira', 'Byrne', 'Walsh', 'Evans', 'Roberts',
                          'Demir', 'Kaya', 'Nguyen'])[1 + pg_temp.pick(p.customer, 6, 60)] as last
            from demo_line p
            group by p.customer, p.home
        ) c
        join demo_home h on h.home = c.home
        cross join demo_base b
        order by c.n
        """;

    // All of a customer's lines are paid by one balance; balances get what they come to with their entries.
    public const string Accounts = """
        create temp table demo_account on commit drop as
        select l.n, b.account + l.n as account_id, b.customer + l.customer as customer_id, b.balance + l.customer as balance_id, p.product_id,
               h.currency, h.zone, h.code || (900000000 + l.n) as login, h.network || lpad(l.n::text, 10, '0') as imsi,
               p.name like 'Prepaid%' or p.name like 'Mobile%' as mobile
        from demo_line l
        cross join demo_base b
        join demo_home h on h.home = l.home
        join lateral (select pg_temp.pick(l.n, 20, 100) as share) s on true
        join (select p.product_id, d.currency, d.name, sum(d.share) over w - d.share as first, sum(d.share) over w as last
              from (select distinct name, currency, share from demo_product) d
              join product p on p.name = d.name
              window w as (partition by d.currency order by d.share, d.name rows between unbounded preceding and current row)) p
             on p.currency = h.currency and s.share >= p.first and s.share < p.last;
        create unique index on demo_account (n);
        analyze demo_account
        """;

    public const string AccountRows = """
        insert into account (account_id, customer_id, balance_id, product_id, login, secret, status, created_at)
        select a.account_id, a.customer_id, a.balance_id, a.product_id, a.login, $1, case when c.status = 1 and pg_temp.pick(a.n, 21, 100) = 0 then 2
               else c.status end, c.created_at
        from demo_account a
        join customer c on c.customer_id = a.customer_id
        order by a.n
        """;

    public const string Aliases = """
        insert into account_alias (alias, account_id)
        select login, account_id from demo_account
        union all
        select imsi, account_id from demo_account where mobile;

        select setval(pg_get_serial_sequence('customer', 'customer_id'), (select max(customer_id) from customer));
        select setval(pg_get_serial_sequence('balance', 'balance_id'), (select max(balance_id) from balance));
        select setval(pg_get_serial_sequence('account', 'account_id'), (select max(account_id) from account))
        """;
}
