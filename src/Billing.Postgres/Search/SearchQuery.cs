using Billing.Contracts.Search;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Search;

/// <summary>One round trip: a statement for each kind that the text may be of, each by an index and for six rows.</summary>
internal sealed partial class SearchQuery(Database database) : ISearchQuery
{
    private const string Dressed = """
        select c.customer_id::text, c.name, c.number || coalesce(' · ' || p.name, '')
        from found
        join customer c using (customer_id)
        left join lateral (
            select p.name from account a join product p on p.product_id = a.product_id
            where a.customer_id = c.customer_id order by a.account_id limit 1
        ) p on true
        order by lower(c.name) collate "C", c.customer_id
        """;

    // $1 and $2: the range of what begins so; $3 how many.
    private const string CustomerByNumberSql = $"""
        with found as materialized (
            select c.customer_id from customer c where lower(c.number) collate "C" >= $1 and lower(c.number) collate "C" < $2
            order by lower(c.number) collate "C" limit $3
        )
        {Dressed}
        """;

    private const string CustomerByEmailSql = $"""
        with found as materialized (
            select c.customer_id from customer c
            where c.email is not null and lower(c.email) collate "C" >= $1 and lower(c.email) collate "C" < $2
            order by lower(c.email) collate "C" limit $3
        )
        {Dressed}
        """;

    // Names that begin so before those that have it inside; of the latter the trigrams' first, in no order.
    private const string CustomerByNameSql = $"""
        with begins as materialized (
            select c.customer_id from customer c where lower(c.name) collate "C" >= $1 and lower(c.name) collate "C" < $2
            order by lower(c.name) collate "C", c.customer_id limit $3
        ), has as materialized (
            select c.customer_id from customer c
            where length($1) > 2 and lower(c.name) like $4 and (select count(*) from begins) < $3
            limit $3
        ), found as materialized (
            select customer_id from (select customer_id, 0 as place from begins union all select customer_id, 1 from has) u
            group by customer_id order by min(place), customer_id limit $3
        )
        {Dressed}
        """;

    private const string AccountsSql = """
        select a.account_id::text, f.alias, c.name || ' · ' || p.name
        from (
            select distinct on (b.account_id) b.account_id, b.alias
            from unnest($1::text[], $2::text[]) t(first, last)
            cross join lateral (
                select l.account_id, l.alias from account_alias l
                where lower(l.alias) collate "C" >= t.first and lower(l.alias) collate "C" < t.last
                order by lower(l.alias) collate "C"
                limit $3
            ) b
            order by b.account_id, length(b.alias), b.alias
        ) f
        join account a on a.account_id = f.account_id
        join customer c on c.customer_id = a.customer_id
        join product p on p.product_id = a.product_id
        order by f.alias, a.account_id
        limit $3
        """;

    private const string UnknownLoginsSql = """
        select l.user_name, l.user_name, string_agg(distinct coalesce(n.name, l.node_id::text), ', ') || ' · ' || sum(l.times)
        from (
            select user_name, node_id, times from unknown_login
            where lower(user_name) collate "C" >= $1 and lower(user_name) collate "C" < $2
            order by lower(user_name) collate "C"
            limit 100
        ) l
        left join node n on n.node_id = l.node_id
        group by l.user_name
        order by l.user_name
        limit $3
        """;

    private const string SessionDressed = """
        select s.session_id::text, s.user_name,
               s.service || ' · ' || case when s.ended_at is null then 'open' else 'ended' end
               || coalesce(' · ' || s.framed_address, '') || coalesce(' · ' || s.acct_session_id, '')
        from session s
        """;

    private const string SessionByAddressSql = $"""
        {SessionDressed} where s.framed_address = $1 and s.ended_at is null limit $2
        """;

    private const string SessionByIdSql = $"{SessionDressed} where s.session_id = $1 limit $2";

    // A gateway's name is looked for at each gateway, for that is what its index begins with.
    private const string SessionByNameSql = $"""
        {SessionDressed}
        join node n on n.node_id = s.node_id
        where s.session_id = any(array(
            select o.session_id from node g
            cross join lateral (select session_id from session where node_id = g.node_id and acct_session_id = $1 limit $2) o))
        limit $2
        """;

    private const string OperationSql = """
        select o.operation_id, o.operation_id, c.name || ' · ' || o.amount::numeric(20, 2)::text || ' ' || b.currency
        from operation o
        join balance b on b.balance_id = o.balance_id
        join customer c on c.customer_id = b.customer_id
        where o.operation_id = $1
        limit $2
        """;

    // Each series has the number once; there are few series.
    private const string InvoicesSql = """
        select n.number, n.number, c.name || ' · ' || i.total::numeric(20, 2)::text || ' ' || i.currency || case when i.void_reason is null then '' else ' · void' end
        from invoice_series s
        join invoice i on i.series = s.name and i.series_number = $1
        cross join lateral (select i.series || '-' || lpad(i.series_number::text, greatest(6, length(i.series_number::text)), '0')) n(number)
        join balance b on b.balance_id = i.balance_id
        join customer c on c.customer_id = b.customer_id
        where $2 = '' or lower(s.name) = $2
        order by n.number
        limit $3
        """;

    private const string PaymentDressed = """
        select p.payment_id::text, coalesce(p.reference, p.provider_reference, p.payment_id::text),
               c.name || ' · ' || p.amount::numeric(20, 2)::text || ' ' || p.currency || ' · ' || p.method
        from payment p
        join balance b on b.balance_id = p.balance_id
        join customer c on c.customer_id = b.customer_id
        """;

    private const string PaymentByNumberSql = $"{PaymentDressed} where p.payment_id = $1 limit $2";

    private const string PaymentByReferenceSql = $"""
        {PaymentDressed}
        where p.payment_id = any(array(
            (select payment_id from payment where lower(reference) collate "C" >= $1 and lower(reference) collate "C" < $2
             order by lower(reference) collate "C" limit $4)
            union
            (select payment_id from payment where provider_reference = $3 limit $4)))
        order by p.payment_id desc
        limit $4
        """;

    private const string DestinationByPrefixSql = """
        select prefix, prefix, description from destination
        where prefix collate "C" >= $1 and prefix collate "C" < $2 order by prefix collate "C" limit $3
        """;

    // The entry that a longer number belongs to.
    private const string DestinationOfNumberSql = """
        select prefix, prefix, description from destination
        where prefix = any(array(select left($1, n) from generate_series(1, least(length($1), 16)) n))
        order by length(prefix) desc
        limit 1
        """;

    private const string DestinationByNameSql = """
        select prefix, prefix, description from destination where lower(description) like $1 limit $2
        """;

    private const string ProductsSql = """
        select product_id::text, name, case when is_retired then 'retired' else '' end from product
        where lower(name) like $1 order by is_retired, lower(name) limit $2
        """;

    private const string TariffsSql = """
        select tariff_id::text, name, currency::text || case when is_retired then ' · retired' else '' end from tariff
        where lower(name) like $1 order by is_retired, lower(name) limit $2
        """;

    private const string NodesSql = """
        select node_id::text, name, address::text from node
        where lower(name) like $1 or host(address) = $3 order by is_retired, lower(name) limit $2
        """;

    public async Task<IReadOnlyList<FoundGroup>> FindAsync(string text, CancellationToken cancellation)
    {
        if (TypedText.Of(text) is not { Text.Length: > 1 } typed)
        {
            return [];
        }

        var found = new SortedDictionary<FoundKind, List<FoundHit>>();
        await using var batch = database.Lists.CreateBatch();
        var kinds = new List<FoundKind>();

        foreach (var (kind, sql, values) in Branches(typed, text.Trim()))
        {
            var command = new NpgsqlBatchCommand(sql);

            foreach (var value in values)
            {
                command.Parameters.Add(new() { Value = value });
            }

            batch.BatchCommands.Add(command);
            kinds.Add(kind);
        }

        await using var row = await batch.ReadAsync(cancellation);

        foreach (var kind in kinds)
        {
            while (await row.ReadAsync(cancellation))
            {
                var hit = new FoundHit(row.GetString(0), row.GetString(1), row.GetString(2));

                if (!found.TryGetValue(kind, out var hits))
                {
                    found[kind] = hits = [];
                }

                if (!hits.Exists(other => other.Key == hit.Key))
                {
                    hits.Add(hit);
                }
            }

            await row.NextResultAsync(cancellation);
        }

        return [.. found.Select(group => new FoundGroup(
            group.Key, [.. group.Value.Take(FoundGroup.MostHits)], group.Value.Count > FoundGroup.MostHits))];
    }
}
