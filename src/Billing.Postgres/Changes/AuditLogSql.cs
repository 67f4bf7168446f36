using Billing.Contracts.Changes;

namespace Billing.Postgres.Changes;

/// <summary>The statements that read the audit log, for each order.</summary>
/// <remarks>
/// Parameters: 1 user; 2, 3 and 9 what it is of; 4 and 5 from when and until when; 6, 7 and 10 instant, key and kind of the row
/// that is read after; 8 how many. Changes and money are each read by an index of their own, no further than the page; the key orders
/// what is of one instant.
/// </remarks>
internal static class AuditLogSql
{
    private static readonly Source Changes = new(
        Columns: """
            at, 'c' || lpad(audit_log_id::text, 19, '0') as key, by, action, entity_kind, entity_id, sentence, old::text, new::text,
            0::numeric, null::text
            """,
        Table: "audit_log",
        Join: "",
        At: "at",
        Id: "audit_log_id",
        Key: "'c' || lpad(audit_log_id::text, 19, '0')",
        By: "by",
        Kind: "entity_kind",
        Of: "($2::text is null or entity_kind = $2) and ($3::text is null or entity_id = $3)");

    private static readonly Source Money = new(
        Columns: """
            o.recorded_at, 'o' || o.operation_id, o.by, o.body, 'balance', o.balance_id::text,
            case when o.part > 0 then ' of record ' || o.session_id || '/' || o.part when o.part = 0 then ' of session ' || o.session_id else '' end,
            case when o.part is not null then jsonb_build_object('cost', o.target + o.amount)::text end,
            (jsonb_build_object('operation', o.operation_id, 'amount', o.amount, 'entry', o.sequence, 'refunds', o.refunds)
             || case when o.part is null then '{}' else jsonb_build_object('cost', o.target, 'session', o.session_id, 'part', o.part) end)::text,
            o.amount, b.currency
            """,
        Table: "operation o",
        Join: "join balance b on b.balance_id = o.balance_id",
        At: "o.recorded_at",
        Id: "o.operation_id",
        Key: "'o' || o.operation_id",
        By: "o.by",
        Kind: "'balance'::text",
        Of: "o.by is not null and ($2::text is null or $2 = 'balance') and ($3::text is null or o.balance_id = $9)");

    // What people call it, beside its number; of the page's rows alone.
    private const string Name = """
        case when page.entity_id ~ '^[0-9]{1,18}$' then case page.entity_kind
            when 'customer' then (select c.name || ' · ' || c.number from customer c where c.customer_id = page.entity_id::bigint)
            when 'account' then (select a.login from account a where a.account_id = page.entity_id::bigint)
            when 'balance' then (
                select c.name || ' · ' || c.number from balance b join customer c on c.customer_id = b.customer_id where b.balance_id = page.entity_id::bigint)
            when 'product' then (select p.name from product p where p.product_id = page.entity_id::bigint)
            when 'tariff' then (select t.name from tariff t where t.tariff_id = page.entity_id::bigint)
            when 'plan' then (select p.name from plan_head p where p.plan_head_id = page.entity_id::bigint)
            when 'customer-class' then (select c.name from customer_class_head c where c.customer_class_head_id = page.entity_id::bigint)
            when 'node' then (select n.name from node n where n.node_id = page.entity_id::bigint)
        end end
        """;

    /// <summary>Of everything, or of one kind or thing.</summary>
    public static string Page(AuditOrder order) => $"""
        select page.*, {Name} from (
            {string.Join(" union all ", Parts(Changes, order).Concat(Parts(Money, order)))}
        ) page
        order by {Sorted(order, "entity_kind")} at {Turn(IsNewestFirst(order))}, key {Turn(IsNewestFirst(order))}
        limit $8
        """;

    // Each thing's first rows by its own part of the index, then the first of them; only these are read as a whole: of a customer with
    // thousands of accounts the others are thousands of pages.
    /// <summary>Of a customer or an account and of what is theirs.</summary>
    public static string Whose(AuditOrder order) => $"""
        with entity (kind, id) as (
            select 'customer', $2::bigint::text where $2 is not null
            union all
            select 'account', account_id::text from account where customer_id = $2
            union all
            select 'account', $3::bigint::text where $3 is not null
            union all
            select 'balance', balance_id::text from balance where $9 and customer_id = $2
            union all
            select 'balance', balance_id::text from account where $9 and account_id = $3
        ), newest (told, place, thing, change_id, money_id) as materialized (
            select * from (
                select page.*
                from entity
                cross join lateral (
                    select at, {Changes.Key}, entity_kind, audit_log_id, null::text
                    from audit_log
                    where entity_kind = entity.kind and entity_id = entity.id
                      and {Holds(Changes)} and {After(Changes, order)}
                    order by {InOrder(Changes, order)}
                    limit $8) page
                union all
                select page.*
                from entity
                cross join lateral (
                    select o.recorded_at, {Money.Key}, 'balance', null::bigint, o.operation_id
                    from operation o
                    where o.balance_id = entity.id::bigint and o.by is not null
                      and {Holds(Money)} and {After(Money, order)}
                    order by {InOrder(Money, order)}
                    limit $8) page
                where entity.kind = 'balance'
            ) page (told, place, thing)
            order by {Sorted(order, "thing")} told {Turn(IsNewestFirst(order))}, place {Turn(IsNewestFirst(order))}
            limit $8
        )
        select page.*, {Name}
        from newest
        cross join lateral (
            (select {Changes.Columns}
             from audit_log
             where audit_log_id = change_id
             limit 1)
            union all
            (select {Money.Columns}
             from {Money.Table} {Money.Join}
             where o.operation_id = money_id
             limit 1)
        ) page
        order by {Sorted(order, "thing")} told {Turn(IsNewestFirst(order))}, place {Turn(IsNewestFirst(order))}
        """;

    // After a row come the others of its kind, and then the kinds that follow: an index is read from the row on for each of the two, and
    // from its beginning for both in one condition.
    private static IEnumerable<string> Parts(Source source, AuditOrder order)
    {
        return order.Sort is AuditSort.Kind
            ? [Part($"{source.Kind} = $10 and {Later(source, order)}"), Part($"($10::text is null or {source.Kind} {Beyond(order)} $10)")]
            : [Part(Later(source, order))];

        // What has no index for the order is sorted as it is stored: only the page's rows are dressed.
        string Part(string after) => $"""
            (select {source.Columns}
             from (
                 select *
                 from {source.Table}
                 where {source.Of} and {Holds(source)} and {after}
                 order by {InOrder(source, order)}
                 limit $8
             ) {source.Table.Split(' ')[^1]} {source.Join})
            """;
    }

    // A name finds what its user did as somebody else too; "support (as alice)" that alone.
    private static string Holds(Source source) => $"""
        ($1::text is null or (split_part({source.By}, ' (as ', 1) = split_part($1, ' (as ', 1) and ($1 not like '% (as %' or {source.By} = $1)))
        and {source.At} >= $4 and {source.At} < $5
        """;

    // Both parts of it: where all rows of a thing are few.
    private static string After(Source source, AuditOrder order) => order.Sort is AuditSort.Kind
        ? $"($10::text is null or {source.Kind} {Beyond(order)} $10 or ({source.Kind} = $10 and {Later(source, order)}))"
        : Later(source, order);

    // The first condition is what an index can be entered by.
    private static string Later(Source source, AuditOrder order) => IsNewestFirst(order)
        ? $"{source.At} <= $6 and ({source.At} < $6 or {source.Key} < $7)"
        : $"{source.At} >= $6 and ({source.At} > $6 or {source.Key} > $7)";

    private static string InOrder(Source source, AuditOrder order) =>
        $"{Sorted(order, source.Kind)} {source.At} {Turn(IsNewestFirst(order))}, {source.Id} {Turn(IsNewestFirst(order))}";

    private static string Sorted(AuditOrder order, string kind) => order.Sort is AuditSort.Kind ? $"{kind} {Turn(order.IsDescending)}," : "";

    private static string Beyond(AuditOrder order) => order.IsDescending ? "<" : ">";

    // An index that has the newest of each first is read forwards or backwards.
    private static bool IsNewestFirst(AuditOrder order) => order.IsDescending == order.Sort is AuditSort.At;

    private static string Turn(bool isDescending) => isDescending ? "desc" : "asc";

    private sealed record Source(string Columns, string Table, string Join, string At, string Id, string Key, string By, string Kind, string Of);
}
