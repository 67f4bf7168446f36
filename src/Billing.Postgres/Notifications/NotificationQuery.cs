using Billing.Contracts;
using Billing.Contracts.Notifications;
using Billing.Contracts.Paging;
using Billing.Core.Notifications;
using Billing.Postgres.Balances;
using Billing.Postgres.Customers;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

namespace Billing.Postgres.Notifications;

internal sealed class NotificationQuery(Database database) : INotificationQuery
{
    private const string Columns = """
        n.notification_id, n.key, n.event, c.customer_id, c.number, c.name, n.balance_id, a.login, d.channel, d.state, d.address, d.subject, d.body,
        d.tries, d.next_at, d.reason, n.raised_at, d.ended_at
        """;

    private const string Joins = """
        join notification_delivery d on d.notification_id = page.notification_id and d.channel = page.channel
        join notification n on n.notification_id = d.notification_id
        join balance b on b.balance_id = n.balance_id
        join customer c on c.customer_id = b.customer_id
        left join account a on a.account_id = n.account_id
        """;

    // A row for each way of telling, found by the notification's number, which is the order of raising.
    private const string Table = """
        (select d.notification_id, d.channel, d.state, n.balance_id, n.event
         from notification_delivery d join notification n on n.notification_id = d.notification_id) p
        """;

    private const string IsSentSo = """
        (select strpos(lower(concat_ws(' ', d.address, d.subject)), $?) > 0
         from notification_delivery d where d.notification_id = p.notification_id and d.channel = p.channel)
        """;

    private const string TemplatesSql = "select template, subject, body, version, attaches_document from notification_template";

    private static readonly SortKey[] Order = [new("p.notification_id", "bigint"), new("p.channel", "int")];

    // What only the staff is told is written down with the balance that it concerns.
    private static readonly int[] ForStaff = [.. EventTerms.All.Where(terms => terms.IsForStaff).Select(terms => (int)terms.Event)];

    public Task<Page<NotificationRow>> ListAsync(
        Scope scope, NotificationFilter filter, PageRequest<NotificationSort> page, CancellationToken cancellation) =>
        CustomerText.Payers(
            new ListQuery(database.Lists, Table)
                .WhereIf("p.event <> all($?)", scope == Scope.Everything ? null : ForStaff)
                .Within(scope, BalanceScope.OfCustomer("p"), BalanceScope.OfAccount("p"))
                .WhereIf(BalanceScope.OfCustomer("p"), filter.CustomerId)
                .WhereIf("p.balance_id = $?", filter.BalanceId)
                .FilterIf("p.state = $?", (int?)filter.State)
                .FilterIf("p.channel = $?", (int?)filter.Channel)
                .FilterIf("p.event = $?", (int?)filter.Event)
                .FilterIf(IsSentSo, TypedText.Of(filter.Sent)?.Text),
            "p",
            filter.Text)
            .PageAsync(page, Order, "p.notification_id, p.channel", Columns, Joins, Read, cancellation);

    public async Task<IReadOnlyList<TemplateRow>> TemplatesAsync(CancellationToken cancellation)
    {
        var own = (await database.Lists.ListAsync(
            TemplatesSql, row => (Key: row.GetString(0), Text: new Template(row.GetString(1), row.GetString(2)) { AttachesDocument = row.GetBoolean(4) }, Version: row.GetInt64(3)), cancellation))
            .ToDictionary(one => one.Key);

        return
        [
            .. from terms in EventTerms.All
               from language in BuiltInTemplates.Languages
               select new TemplateRow(terms.Event, language, BuiltInTemplates.Of(terms.Event, language), false, 0) is var row && own.TryGetValue(row.Key, out var edited)
                   ? row with { Text = edited.Text, IsOwn = true, Version = edited.Version }
                   : row,
        ];
    }

    private static NotificationRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        (NotificationEvent)row.GetInt32(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetString(5),
        row.GetInt64(6),
        row.Text(7),
        (NotificationChannel)row.GetInt32(8),
        (DeliveryState)row.GetInt32(9),
        row.Text(10),
        row.Text(11),
        row.Text(12),
        row.GetInt32(13),
        row.At(14),
        row.Text(15),
        row.At(16),
        row.AtOrNull(17));
}
