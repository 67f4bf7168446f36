using Billing.Contracts.Changes;
using Billing.Contracts.Notifications;
using Billing.Core.Notifications;
using Billing.Grains.Notifications;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using Billing.Postgres.Payers;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Notifications;

internal sealed class NotificationStore(Database database, ChangeWriter changes) : INotificationStore
{
    // Events that a newer program raises during an update are left to it. A card that was tried in vain, or whose payment was given back, takes
    // nothing more of the invoice by itself.
    private const string WaitingSql = """
        select n.notification_id, n.key, n.event, n.balance_id, a.login, n.facts::text, n.raised_at,
               array(select d.channel from notification_delivery d where d.notification_id = n.notification_id),
               c.customer_id, c.number, c.name, c.culture, coalesce(s.email, c.email), coalesce(s.unwanted, '{}'),
               i.series, i.series_number, i.currency, i.total, i.amount_due,
               i.total - coalesce((select sum(amount) from settlement where invoice_id = i.invoice_id), 0),
               i.due_on, i.period_from, i.period_to, i.void_reason is not null, c.email,
               case when i.total <= coalesce((select sum(amount) from settlement where invoice_id = i.invoice_id), 0)
                         or not exists (select from auto_payment o where o.invoice_id = i.invoice_id and o.state <> 1) then m.last_four end,
               coalesce((select sum(t.amount)
                         from auto_payment o
                         join payment p on p.auto_payment_id = o.auto_payment_id
                         join operation x on x.operation_id = 'payment-' || p.operation_id and x.balance_id = p.balance_id
                         join settlement t on t.balance_id = x.balance_id and t.sequence = x.sequence and t.invoice_id = o.invoice_id
                         where o.invoice_id = i.invoice_id), 0)
        from notification n
        join balance b on b.balance_id = n.balance_id
        join customer c on c.customer_id = b.customer_id
        left join account a on a.account_id = n.account_id
        left join alert_setting s on s.balance_id = n.balance_id
        left join invoice i on i.invoice_id = n.invoice_id
        left join auto_pay y on y.balance_id = i.balance_id and y.invoices is not null
        left join payment_method m on m.payment_method_id = y.payment_method_id and m.state = 2
        where n.routed_at is null and n.due_at <= $3 and n.notification_id % $2 = $1 and n.event = any($5)
        order by n.due_at
        limit $4
        """;

    private const string RouteSql = """
        with routed as (
            update notification set routed_at = $1 where notification_id = any($2) and routed_at is null returning notification_id
        )
        insert into notification_delivery (notification_id, channel, state, address, subject, body, reason, document, next_at, ended_at)
        select d.notification_id, d.channel, d.state, d.address, d.subject, d.body, d.reason, d.document, $1, case when d.state <> 1 then $1 end
        from unnest($3::bigint[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
            as d(notification_id, channel, state, address, subject, body, reason, document)
        join routed r on r.notification_id = d.notification_id
        on conflict do nothing
        """;

    // Who dies between taking and noting has told it or not: it is taken again, for told twice is better than never.
    private const string ClaimSql = """
        with taken as (
            select notification_id, channel from notification_delivery
            where state = 1 and next_at <= $3 and notification_id % $2 = $1
            order by next_at
            limit $5
            for update skip locked
        )
        update notification_delivery d set tries = d.tries + 1, next_at = $4
        from taken t, notification n
        where d.notification_id = t.notification_id and d.channel = t.channel and n.notification_id = d.notification_id
        returning d.notification_id, d.channel, n.key, n.event, d.address, d.subject, d.body, d.tries, d.document
        """;

    private const string NoteSql = """
        update notification_delivery set state = $4, reason = $5, next_at = $6, ended_at = case when $4 <> 1 then $7::timestamptz end
        where notification_id = $1 and channel = $2 and tries = $3
        """;

    private const string AgainSql = """
        with gone as (
            delete from notification_delivery where notification_id = $1 and channel = $2 returning notification_id
        )
        update notification n set routed_at = null from gone g where n.notification_id = g.notification_id
        """;

    private const string EditTemplateSql = """
        insert into notification_template (template, subject, body, attaches_document) values ($1, $2, $3, $4)
        on conflict (template) do update set subject = $2, body = $3, attaches_document = $4
        """;

    private static readonly int[] Known = [.. EventTerms.All.Select(terms => (int)terms.Event)];

    private static readonly Subject Text = new(
        EntityKinds.NotificationTemplate,
        "select coalesce((select version from notification_template where template = $1 for update), 0)",
        "select template, jsonb_build_object('subject', subject, 'body', body, 'attaches document', attaches_document)::text from notification_template where template = $1",
        "update notification_template set version = version + 1 where template = $1 returning version");

    public async Task<IReadOnlyList<WaitingNotification>> WaitingAsync(int shard, int shards, Instant now, int most) =>
        await database.ListAsync(WaitingSql, ReadWaiting, shard, shards, now.ToDateTimeUtc(), most, Known);

    public async Task RouteAsync(IReadOnlyCollection<RoutedNotification> routed, Instant now)
    {
        var deliveries = routed.SelectMany(one => one.Deliveries.Select(delivery => (one.NotificationId, Delivery: delivery))).ToArray();
        await using var command = database.Read.Command(
            RouteSql,
            now.ToDateTimeUtc(),
            routed.Select(one => one.NotificationId).ToArray(),
            deliveries.Select(one => one.NotificationId).ToArray(),
            deliveries.Select(one => (int)one.Delivery.Channel).ToArray(),
            deliveries.Select(one => (int)one.Delivery.State).ToArray(),
            deliveries.Select(one => one.Delivery.Address).ToArray(),
            deliveries.Select(one => one.Delivery.Subject).ToArray(),
            deliveries.Select(one => one.Delivery.Body).ToArray(),
            deliveries.Select(one => one.Delivery.Reason).ToArray(),
            deliveries.Select(one => one.Delivery.Document).ToArray());
        await command.ExecuteNonQueryAsync();
    }

    public async Task<IReadOnlyList<Delivery>> ClaimAsync(int shard, int shards, Instant now, Instant until, int most) => await database.ListAsync(
        ClaimSql,
        row => new Delivery(
            row.GetInt64(0),
            (NotificationChannel)row.GetInt32(1),
            row.GetString(2),
            EventTerms.NameOf((NotificationEvent)row.GetInt32(3)),
            row.GetString(4),
            row.Text(5),
            row.GetString(6),
            row.GetInt32(7),
            row.Text(8)),
        shard,
        shards,
        now.ToDateTimeUtc(),
        until.ToDateTimeUtc(),
        most);

    public Task NoteAsync(Delivery delivery, DeliveryState state, string? reason, Instant now, Instant nextAt) => database.DoAsync(
        NoteSql, delivery.NotificationId, (int)delivery.Channel, delivery.Tries, (int)state, reason, nextAt.ToDateTimeUtc(), now.ToDateTimeUtc());

    public async Task<ChangeReply> AgainAsync(long notificationId, NotificationChannel channel, string by)
    {
        if (string.IsNullOrWhiteSpace(by))
        {
            return ChangeWriter.NoName;
        }

        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        if (await connection.DoAsync(AgainSql, notificationId, (int)channel) == 0)
        {
            return ChangeReply.NotFound;
        }

        var sentence = FormattableString.Invariant($"sent notification {notificationId} again by {channel.ToString().ToLowerInvariant()}");
        await new AuditLine(
            changes.Now, by, "send-again", EntityKinds.Notification, FormattableString.Invariant($"{notificationId}"), sentence, null, null).WriteAsync(connection);
        await transaction.CommitAsync();

        return new(ChangeResult.Done, notificationId);
    }

    public async Task<IReadOnlyDictionary<string, Template>> TemplatesAsync() =>
        (await database.ListAsync(
            "select template, subject, body, attaches_document from notification_template",
            row => (Key: row.GetString(0), Text: new Template(row.GetString(1), row.GetString(2)) { AttachesDocument = row.GetBoolean(3) }))).ToDictionary(one => one.Key, one => one.Text);

    // A text that is taken back leaves no row, so its next one begins at version 0 again.
    public Task<ChangeReply> EditTemplateAsync(string template, TemplateDetails? details, Edit edit) => changes.EditAsync(
        Text,
        template,
        edit,
        details is null ? "reset" : "edit",
        async connection =>
        {
            await (details is null
                ? connection.DoAsync("delete from notification_template where template = $1", template)
                : connection.DoAsync(EditTemplateSql, template, details.Subject, details.Body, details.AttachesDocument));

            return null;
        });

    private static WaitingNotification ReadWaiting(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        (NotificationEvent)row.GetInt32(2),
        row.GetInt64(3),
        row.Text(4),
        FactsJson.Read(row.GetString(5)),
        row.At(6),
        [.. row.GetFieldValue<int[]>(7).Select(channel => (NotificationChannel)channel)],
        new(row.GetInt64(8), row.GetString(9), row.GetString(10), row.GetString(11)),
        row.Text(12),
        row.Text(24),
        [.. row.GetFieldValue<int[]>(13).Select(one => (NotificationEvent)one)],
        row.IsDBNull(14) ? null : Invoice(row));

    private static ToldInvoice Invoice(NpgsqlDataReader row) => new(
        InvoiceWrites.Number(row.GetString(14), row.GetInt64(15)),
        row.GetString(16),
        row.GetDecimal(17),
        row.GetDecimal(18),
        row.GetDecimal(19),
        PayerRows.Day(row, 20)!.Value,
        PayerRows.Day(row, 21)!.Value,
        PayerRows.Day(row, 22)!.Value,
        row.GetBoolean(23))
    {
        Card = row.Text(25),
        PaidByCard = row.GetDecimal(26),
    };
}
