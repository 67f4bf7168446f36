namespace Billing.Postgres.Demo;

/// <summary>What the made-up operator sells: destinations, tariffs in three currencies, products, gateways.</summary>
internal static class DemoCatalogue
{
    /// <summary>A number from 0 to below m, always the same for one n and seed: the operator is the same each time it is made.</summary>
    public const string Pick = """
        create function pg_temp.pick(n bigint, seed bigint, m bigint) returns int language sql immutable as
        $$ select ((hashint8extended(n, seed) & 9223372036854775807) % m)::int $$
        """;

    public const string Destinations = """
        insert into destination (prefix, country, description) values
            ('351', 'PT', 'Portugal'), ('35191', 'PT', 'Portugal – Mobile Vodafone'), ('35192', 'PT', 'Portugal – Mobile MEO'),
            ('34', 'ES', 'Spain'), ('346', 'ES', 'Spain – Mobile'), ('33', 'FR', 'France'), ('336', 'FR', 'France – Mobile'),
            ('49', 'DE', 'Germany'), ('4915', 'DE', 'Germany – Mobile'), ('39', 'IT', 'Italy'), ('393', 'IT', 'Italy – Mobile'),
            ('447', 'GB', 'United Kingdom – Mobile'), ('353', 'IE', 'Ireland'), ('31', 'NL', 'Netherlands'),
            ('32', 'BE', 'Belgium'), ('41', 'CH', 'Switzerland'), ('43', 'AT', 'Austria'), ('48', 'PL', 'Poland'),
            ('380', 'UA', 'Ukraine'), ('38067', 'UA', 'Ukraine – Mobile Kyivstar'), ('90', 'TR', 'Türkiye'),
            ('55', 'BR', 'Brazil'), ('5511', 'BR', 'Brazil – São Paulo'), ('81', 'JP', 'Japan'), ('91', 'IN', 'India'),
            ('234', 'NG', 'Nigeria'), ('23480', 'NG', 'Nigeria – Mobile MTN'), ('86', 'CN', 'China'), ('61', 'AU', 'Australia'),
            ('46', 'SE', 'Sweden'), ('47', 'NO', 'Norway'), ('45', 'DK', 'Denmark'), ('420', 'CZ', 'Czechia')
        on conflict (prefix) do nothing
        """;

    public const string Nodes = """
        insert into node (name, address, secret, profile)
        select n.name, n.address::cidr, $1, n.profile
        from (values ('pgw-1', '10.255.0.1/32', 'generic'), ('pgw-2', '10.255.0.2/32', 'generic'), ('bras-01', '10.255.0.3/32', 'mikrotik'),
                     ('bras-02', '10.255.0.4/32', 'mikrotik'), ('sbc-lis-1', '10.255.0.5/32', 'cisco-voice'),
                     ('sbc-kyv-2', '10.255.0.6/32', 'cisco-voice'), ('smsc-1', '10.255.0.7/32', 'smsc')) n(name, address, profile)
        """;

    // Each interval costs whole cents, so that an invoice of many is what the balance owes: rounding its lines moves nothing.
    public const string Tariffs = """
        create temp table demo_tariff on commit drop as
        select c.currency, s.service, s.unit, s.name || ' ' || c.currency as name, s.length, s.unit_size
        from (values ('EUR'), ('GBP'), ('USD')) c(currency)
        cross join (values ('voice', 1, 'Retail voice', 60::bigint, 60::bigint), ('data', 2, 'Mobile data', 5000000, 1000000),
                           ('messages', 3, 'Short messages', 1, 1), ('roaming', 2, 'Roaming data', 1000000, 1000000))
                   s(service, unit, name, length, unit_size);

        insert into tariff (name, currency, unit, version)
        select name, currency, unit, 1 from demo_tariff
        union all
        select 'Wholesale ' || currency, currency, 1, 1 from demo_tariff where service = 'voice' and currency = 'EUR';

        insert into rate (tariff_id, added_in, destination, effective_from, status, direction, price_unit_size, ladders)
        select t.tariff_id, 1, r.destination, '2024-01-01 00:00:00+00', 0, 0, d.unit_size,
               jsonb_build_array(jsonb_build_object('length', d.length, 'price', r.price))
        from demo_tariff d
        join tariff t on t.name = d.name
        join (values ('voice', '351', 0.02), ('voice', '35191', 0.06), ('voice', '35192', 0.06), ('voice', '34', 0.04),
                     ('voice', '346', 0.09), ('voice', '33', 0.04), ('voice', '336', 0.11), ('voice', '49', 0.03),
                     ('voice', '4915', 0.12), ('voice', '39', 0.05), ('voice', '393', 0.14), ('voice', '44', 0.03),
                     ('voice', '447', 0.10), ('voice', '353', 0.05), ('voice', '31', 0.04), ('voice', '32', 0.05),
                     ('voice', '41', 0.07), ('voice', '380', 0.18), ('voice', '38067', 0.22), ('voice', '90', 0.15),
                     ('voice', '55', 0.12), ('voice', '5511', 0.09), ('voice', '81', 0.10), ('voice', '234', 0.25),
                     ('voice', '23480', 0.28), ('voice', '1', 0.02), ('voice', '1212', 0.02), ('voice', '1800', 0),
                     ('data', '*', 0.002), ('messages', '*', 0.05), ('roaming', '*', 0.01)) r(service, destination, price)
             on r.service = d.service
        """;

    public const string Wholesale = """
        insert into rate (tariff_id, added_in, destination, effective_from, effective_to, status, direction, price_unit_size, ladders)
        select t.tariff_id, 1, r.destination, c.effective_from, null, 0, 0, 60,
               case when r.n % 3 = 0
                    then jsonb_build_array(jsonb_build_object('length', 60, 'repeat', 1, 'price', c.price),
                                           jsonb_build_object('length', 1, 'price', c.price))
                    else jsonb_build_array(jsonb_build_object('length', 60, 'price', c.price)) end
        from (
            select n, (array['351', '34', '33', '49', '39', '44', '353', '31', '380', '90', '55', '81', '234', '91', '86', '61'])[1 + n % 16]
                      || lpad((n / 16)::text, 5, '0') as destination
            from generate_series(0, $1 - 1) n
        ) r
        cross join lateral (
            select '2026-01-01 00:00:00+00'::timestamptz as effective_from, (1 + pg_temp.pick(r.n, 1, 20000)) / 100000.0 as price
            union all
            select date_trunc('month', $2::timestamptz) + interval '1 month', (1 + pg_temp.pick(r.n, 2, 20000)) / 100000.0
            where r.n % 40 = 0
        ) c
        join tariff t on t.name = 'Wholesale EUR'
        """;

    // Slots: of twenty uses of an account, how many are of each of its product's services.
    public const string Products = """
        create temp table demo_product on commit drop as
        select p.name || c.suffix as name, c.currency, p.share, p.service, p.slots
        from (values ('EUR', ''), ('GBP', ' UK'), ('USD', ' US')) c(currency, suffix)
        cross join (values ('Prepaid Flex', 40, 'voice', 9), ('Prepaid Flex', 40, 'data', 7), ('Prepaid Flex', 40, 'messages', 4),
                           ('Mobile 20 GB', 30, 'voice', 7), ('Mobile 20 GB', 30, 'data', 8), ('Mobile 20 GB', 30, 'messages', 3),
                           ('Mobile 20 GB', 30, 'roaming', 2), ('Fibre 500 + Voice', 15, 'voice', 8), ('Fibre 500 + Voice', 15, 'data', 12),
                           ('Office Centrex', 10, 'voice', 15), ('Office Centrex', 10, 'data', 5), ('SIP Trunk 30', 5, 'voice', 20))
                   p(name, share, service, slots);

        insert into product (name) select distinct name from demo_product order by name;

        insert into product_service (product_id, service, unit, tariff_id, slice_units, longest_units)
        select p.product_id, d.service, t.unit, w.tariff_id, case when t.unit = 2 then 50000000 end, case when t.unit = 2 then 100000000000
               when t.unit = 1 then 7200 else 1 end
        from demo_product d
        join product p on p.name = d.name
        join demo_tariff t on t.currency = d.currency and t.service = d.service
        join tariff w on w.name = t.name;

        create temp table demo_slot on commit drop as
        select product_id, service, unit, tariff_id, (row_number() over (partition by product_id order by service) - 1)::int as pos
        from (select p.product_id, d.service, s.unit, s.tariff_id
              from demo_product d
              join product p on p.name = d.name
              join product_service s on s.product_id = p.product_id and s.service = d.service
              cross join lateral generate_series(1, d.slots)) x;

        -- Forty destinations of a call, the cheap and near ones several times.
        create temp table demo_price on commit drop as
        select tariff_id, rate_id, destination, length, unit_size, price,
               (row_number() over (partition by tariff_id order by again, rate_id) - 1)::int as pos
        from (select r.tariff_id, r.rate_id, r.destination, (r.ladders -> 0 ->> 'length')::bigint as length, r.price_unit_size as unit_size,
                     (r.ladders -> 0 ->> 'price')::numeric as price, again
              from rate r
              join tariff t on t.tariff_id = r.tariff_id
              join demo_tariff d on d.name = t.name
              cross join lateral generate_series(1, case when r.destination = '*' then 40 when (r.ladders -> 0 ->> 'price')::numeric <= 0.06
                                                    then 2 else 1 end) again) x;
        analyze demo_slot;
        analyze demo_price
        """;
}
