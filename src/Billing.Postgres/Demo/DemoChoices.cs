namespace Billing.Postgres.Demo;

/// <summary>What the demo has of destinations, numbers, periods and add-ons; none of it changes what the other accounts pay.</summary>
internal static class DemoChoices
{
    // carol's add-on: calls to the United Kingdom (44) at half the price outside of working hours, 0.04 in them; all
    // else of calls and data is by her main product. Another one sells her messages at 0.05.
    public const string Sql = """
        insert into destination (prefix, country, description) values
            ('1', 'US', 'United States and Canada'), ('1212', 'US', 'New York'), ('1800', 'US', 'Freephone'),
            ('44', 'GB', 'United Kingdom'), ('4479', 'GB', 'United Kingdom, mobile'), ('900', 'US', 'Premium rate');

        with g as (
            insert into destination_group (name) values ('North America'), ('UK landlines') returning destination_group_id, name
        )
        insert into destination_group_member (destination_group_id, destination, is_excluded)
        select g.destination_group_id, m.destination, m.is_excluded
        from g
        join (values ('North America', '1', false), ('UK landlines', '44', false), ('UK landlines', '4479', true))
             as m(name, destination, is_excluded) on m.name = g.name;

        insert into emergency_number (number) values ('112'), ('911');

        insert into number_rule (node_id, party, position, prefix, min_length, max_length, strip, prepend)
        select node_id, 'called', r.position, r.prefix, r.min_length, r.max_length, r.strip, r.prepend
        from node
        join (values (1, '011', 8, 64, 3, ''), (2, '00', 8, 64, 2, '')) as r(position, prefix, min_length, max_length, strip, prepend) on true
        where name = 'demo';

        with s as (
            insert into period_set (name, periods) values
                ('Working hours', '[{"name": "peak", "weekly": [{"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "18:00"}], "dates": []}]')
            returning period_set_id
        ), t as (
            insert into tariff (name, currency, unit, version, period_set_id)
            select 'UK evenings', 'USD', 1, 1, period_set_id from s
            returning tariff_id
        ), r as (
            insert into rate (tariff_id, added_in, destination, effective_from, status, direction, price_unit_size, ladders)
            select tariff_id, 1, '44', '2020-01-01 00:00:00+00', 0, 0, 60,
                   '[{"length": 1, "price": 0.025}, {"period": "peak", "intervals": [{"length": 1, "price": 0.04}]}]'
            from t
        ), p as (
            insert into product (name) values ('UK evenings') returning product_id
        ), v as (
            insert into product_service (product_id, service, unit, tariff_id, longest_units)
            select p.product_id, 'voice', 1, t.tariff_id, 7200 from p, t
        )
        insert into account_product (account_id, product_id, precedence)
        select a.account_id, p.product_id, 1 from p, account a where a.login = 'carol';

        with t as (
            insert into tariff (name, currency, unit, version) values ('Messages', 'USD', 3, 1) returning tariff_id
        ), r as (
            insert into rate (tariff_id, added_in, destination, effective_from, status, direction, price_unit_size, ladders)
            select tariff_id, 1, '*', '2020-01-01 00:00:00+00', 0, 0, 1, '[{"length": 1, "price": 0.05}]' from t
        ), p as (
            insert into product (name) values ('Messages') returning product_id
        ), v as (
            insert into product_service (product_id, service, unit, tariff_id, longest_units)
            select p.product_id, 'messages', 3, t.tariff_id, 1 from p, t
        )
        insert into account_product (account_id, product_id, precedence)
        select a.account_id, p.product_id, 2 from p, account a where a.login = 'carol'
        """;
}
