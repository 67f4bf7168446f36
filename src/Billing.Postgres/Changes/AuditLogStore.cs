using System.Globalization;
using System.Text.Json;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Core.Amounts;
using Billing.Grains.Changes;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Changes;

internal sealed class AuditLogStore(Database database, TimeProvider clock) : IAuditLogStore
{
    public async Task AddAsync(AuditNote note)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await AuditLine.Of(note, clock.Now()).WriteAsync(connection);
    }
}

internal sealed class AuditLogQuery(Database database) : IAuditLogQuery
{
    private const int MostAtOnce = 1_000;

    private const string ChangeColumns = """
        at, 'c' || lpad(audit_log_id::text, 19, '0') as key, by, action, entity_kind, entity_id, sentence, old::text, new::text,
        0::numeric, null::text
        """;

    // A name finds what its user did as somebody else too; "support (as alice)" that alone.
    private const string ChangeHolds = """
        ($1::text is null or (split_part(by, ' (as ', 1) = split_part($1, ' (as ', 1) and ($1 not like '% (as %' or by = $1)))
        and at >= $4 and at < $5
        and (at < $6 or (at = $6 and 'c' || lpad(audit_log_id::text, 19, '0') < $7))
        """;

    private const string MoneyColumns = """
        o.recorded_at, 'o' || o.operation_id, o.by, o.body, 'balance', o.balance_id::text,
        case when o.part > 0 then ' of record ' || o.session_id || '/' || o.part when o.part = 0 then ' of session ' || o.session_id else '' end,
        case when o.part is not null then jsonb_build_object('cost', o.target + o.amount)::text end,
        (jsonb_build_object('operation', o.operation_id, 'amount', o.amount, 'entry', o.sequence, 'refunds', o.refunds)
         || case when o.part is null then '{}' else jsonb_build_object('cost', o.target, 'session', o.session_id, 'part', o.part) end)::text,
        o.amount, b.currency
        """;

    private const string MoneyHolds = """
        o.by is not null
        and ($1::text is null or (split_part(o.by, ' (as ', 1) = split_part($1, ' (as ', 1) and ($1 not like '% (as %' or o.by = $1)))
        and o.recorded_at >= $4 and o.recorded_at < $5
        and (o.recorded_at < $6 or (o.recorded_at = $6 and 'o' || o.operation_id < $7))
        """;

    // The two sides are each read by an index of their own, no further than the page; the key orders what is of one instant.
    private const string PageSql = $"""
        select * from (
            (select {ChangeColumns}
             from audit_log
             where {ChangeHolds}
               and ($2::text is null or entity_kind = $2)
               and ($3::text is null or entity_id = $3)
             order by at desc, audit_log_id desc
             limit $8)
            union all
            (select {MoneyColumns}
             from operation o
             join balance b on b.balance_id = o.balance_id
             where {MoneyHolds}
               and ($2::text is null or $2 = 'balance')
               and ($3::text is null or o.balance_id = $9)
             order by o.recorded_at desc, o.operation_id desc
             limit $8)
        ) page
        order by at desc, key desc
        limit $8
        """;

    // Each thing's newest by its own part of the index, then the newest of them; only these are read as a whole: of a customer
    // with thousands of accounts the others are thousands of pages.
    private const string WhoseSql = $"""
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
        ), newest (told, place, change_id, money_id) as materialized (
            select * from (
                select page.*
                from entity
                cross join lateral (
                    select at, 'c' || lpad(audit_log_id::text, 19, '0'), audit_log_id, null::text
                    from audit_log
                    where entity_kind = entity.kind and entity_id = entity.id
                      and {ChangeHolds}
                    order by at desc, audit_log_id desc
                    limit $8) page
                union all
                select page.*
                from entity
                cross join lateral (
                    select o.recorded_at, 'o' || o.operation_id, null::bigint, o.operation_id
                    from operation o
                    where o.balance_id = entity.id::bigint
                      and {MoneyHolds}
                    order by o.recorded_at desc, o.operation_id desc
                    limit $8) page
                where entity.kind = 'balance'
            ) page (told, place)
            order by told desc, place desc
            limit $8
        )
        select page.*
        from newest
        cross join lateral (
            (select {ChangeColumns}
             from audit_log
             where audit_log_id = change_id
             limit 1)
            union all
            (select {MoneyColumns}
             from operation o
             join balance b on b.balance_id = o.balance_id
             where o.operation_id = money_id
             limit 1)
        ) page
        order by told desc, place desc
        """;

    public Task<IReadOnlyList<AuditRecord>> PageAsync(AuditFilter filter, AuditCursor? after, int count, CancellationToken cancellation) =>
        filter.Whose is { } whose
            ? ReadAsync(WhoseSql, filter, after, count, whose.CustomerId, whose.AccountId, filter.WithMoney, cancellation)
            : ReadAsync(
                PageSql, filter, after, count, filter.EntityKind, filter.EntityId,
                long.TryParse(filter.EntityId, NumberStyles.None, CultureInfo.InvariantCulture, out var balance) ? balance : -1, cancellation);

    // What the statements have alike, and the three parameters in which they differ.
    private Task<IReadOnlyList<AuditRecord>> ReadAsync(
        string sql, AuditFilter filter, AuditCursor? after, int count, object? second, object? third, object ninth, CancellationToken cancellation) =>
        database.Lists.ListAsync(
            sql,
            Read,
            cancellation,
            filter.By,
            second,
            third,
            filter.From?.ToDateTimeUtc() ?? DateTime.MinValue.ToUniversalTime(),
            filter.To?.ToDateTimeUtc() ?? Latest,
            after?.At.ToDateTimeUtc() ?? Latest,
            after?.Key ?? "",
            int.Clamp(count, 1, MostAtOnce),
            ninth);

    private static DateTime Latest => new(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static AuditRecord Read(NpgsqlDataReader row)
    {
        var isMoney = !row.IsDBNull(10);
        var (action, sentence) = isMoney
            ? Describe(row.GetString(3), row.GetDecimal(9), row.GetString(10), row.GetString(5), row.GetString(6))
            : (row.GetString(3), row.GetString(6));

        return new(
            Instant.FromDateTimeUtc(row.GetDateTime(0)),
            row.GetString(1),
            row.GetString(2),
            action,
            row.GetString(4),
            row.GetString(5),
            sentence,
            row.IsDBNull(7) ? null : row.GetString(7),
            row.IsDBNull(8) ? null : row.GetString(8));
    }

    // An operation's body begins with what it is.
    private static (string Action, string Sentence) Describe(string body, decimal amount, string currency, string balanceId, string what)
    {
        var action = JsonNamingPolicy.KebabCaseLower.ConvertName(body.Split(' ')[0]);
        var moved = amount == 0 ? "" : $" {amount.ToString(Currency.Parse(currency).Format, CultureInfo.InvariantCulture)} {currency}";

        return (action, $"{action}{moved}{what}, balance {balanceId}");
    }
}
