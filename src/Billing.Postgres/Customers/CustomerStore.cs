using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Core.Customers;
using Billing.Grains.Customers;
using Billing.Postgres.Changes;
using Billing.Postgres.Notifications;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Customers;

internal sealed class CustomerStore(Database database, ChangeWriter changes) : ICustomerStore
{
    private const string GetSql = """
        select customer_id, number, name, email, class, time_zone, culture, currency, company, phone, street, city, postal_code, region,
               country, external_reference, notes, max_sessions, status, suspended_until, status_reason, created_at, shared_balance_id, version, lists_usage,
               tax_number, invoice_note
        from customer
        where customer_id = $1
        """;

    private const string CreateSql = """
        insert into customer (name, email, class, time_zone, culture, currency, company, phone, street, city, postal_code, region,
            country, external_reference, notes, max_sessions, lists_usage, tax_number, invoice_note, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        returning customer_id
        """;

    // An older program beside this one does not know what is printed on invoices: null says nothing of it.
    private const string EditSql = """
        update customer
        set name = $2, email = $3, class = $4, time_zone = $5, culture = $6, currency = $7, company = $8, phone = $9, street = $10,
            city = $11, postal_code = $12, region = $13, country = $14, external_reference = $15, notes = $16, max_sessions = $17, lists_usage = $18,
            tax_number = case when $19::text is null then tax_number else nullif($19, '') end,
            invoice_note = case when $20::text is null then invoice_note else nullif($20, '') end
        where customer_id = $1
        """;

    private const string StatusSql =
        "update customer set status = $2, suspended_until = $3, status_reason = $4 where customer_id = $1";

    private const string FollowSql = """
        update payer set next_due_at = least(next_due_at, $2)
        where balance_id in (select balance_id from account where customer_id = $1 union select balance_id from balance where customer_id = $1)
        """;

    private const string AccountsSql = "select account_id, balance_id from account where customer_id = $1 order by account_id limit $2";

    private const string DueSql =
        "select customer_id from customer where suspended_until <= $1 order by suspended_until limit $2";

    private static readonly Subject Customer = new(
        EntityKinds.Customer,
        "select version from customer where customer_id = $1 for no key update",
        """
        select c.number || ' ' || c.name,
               (to_jsonb(c) - '{customer_id,number,created_at,shared_balance_id,version}'::text[]
                || jsonb_build_object('status', (array['active', 'suspended', 'closed'])[c.status]))::text
        from customer c
        where c.customer_id = $1
        """,
        "update customer set version = version + 1 where customer_id = $1 returning version");

    public async Task<CustomerView?> GetAsync(long customerId) => (await database.ListAsync(GetSql, Read, customerId)).SingleOrDefault();

    public Task<ChangeReply> CreateAsync(string operationId, CustomerDetails customer, string by)
    {
        // Of who is new nothing was said before.
        var details = customer with
        {
            TaxNumber = customer.TaxNumber is "" ? null : customer.TaxNumber,
            InvoiceNote = customer.InvoiceNote is "" ? null : customer.InvoiceNote,
        };

        return changes.CreateAsync(
            Customer,
            operationId,
            by,
            JsonSerializer.Serialize(details),
            async connection =>
            {
                var customerId = await connection.ReadAsync(CreateSql, [.. Values(details), changes.Now.ToDateTimeUtc()]);

                return ((long)customerId!, null);
            });
    }

    public Task<ChangeReply> EditAsync(long customerId, CustomerDetails details, Edit edit) =>
        changes.EditAsync(Customer, customerId, edit, "edit", async connection =>
        {
            await connection.DoAsync(EditSql, [customerId, .. Values(details)]);

            return null;
        });

    public Task<ChangeReply> SetStatusAsync(long customerId, CustomerStatusOrder order) => changes.EditAsync(
        Customer,
        customerId,
        order.Edit,
        order.Status switch { CustomerStatus.Active => "activate", CustomerStatus.Suspended => "suspend", _ => "close" },
        async connection =>
        {
            var reason = order.Status is CustomerStatus.Active ? null : order.Reason;
            await StatusNotices.OfCustomerAsync(connection, customerId, order.Status, changes.Now);
            await connection.DoAsync(StatusSql, customerId, (int)order.Status, order.Until?.ToDateTimeUtc(), reason);
            await connection.DoAsync(FollowSql, customerId, changes.Now.ToDateTimeUtc());

            return null;
        });

    public async Task<IReadOnlyList<(long AccountId, long BalanceId)>> AccountsAsync(long customerId, int most) =>
        await database.ListAsync(AccountsSql, row => (row.GetInt64(0), row.GetInt64(1)), customerId, most);

    public Task MoveTermsAsync() =>
        database.DoAsync("update terms_version set version = version + 1");

    public async Task<IReadOnlyList<long>> DueAsync(Instant now, int most) =>
        await database.ListAsync(DueSql, row => row.GetInt64(0), now.ToDateTimeUtc(), most);

    private static object?[] Values(CustomerDetails details) =>
    [
        details.Name, details.Email, details.Class, details.ZoneId, details.Culture, details.Currency, details.Company, details.Phone,
        details.Address?.Street, details.Address?.City, details.Address?.PostalCode, details.Address?.Region, details.Address?.Country,
        details.ExternalReference, details.Notes, details.MaxSessions, details.ListsUsage, details.TaxNumber, details.InvoiceNote,
    ];

    private static CustomerView Read(NpgsqlDataReader row)
    {
        var address = new PostalAddress(Text(10), Text(11), Text(12), Text(13), Text(14));

        return new(
            row.GetInt64(0),
            row.GetString(1),
            new(
                row.GetString(2), Text(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), Text(8), Text(9),
                address == new PostalAddress(null, null, null, null, null) ? null : address,
                Text(15), Text(16), row.IsDBNull(17) ? null : row.GetInt32(17), row.IsDBNull(24) ? null : row.GetBoolean(24), Text(25), Text(26)),
            (CustomerStatus)row.GetInt32(18),
            row.IsDBNull(19) ? null : At(19),
            Text(20),
            At(21),
            row.IsDBNull(22) ? null : row.GetInt64(22),
            row.GetInt64(23));

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        Instant At(int column) => Instant.FromDateTimeUtc(row.GetDateTime(column));
    }
}
