using Billing.Grains.Customers;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;

namespace Billing.Postgres.Customers;

internal sealed class EmailChangeStore(Database database) : IEmailChangeStore
{
    private const string FindSql = "select email, code_hash, tries, sent_at from email_change where customer_id = $1";

    private const string PutSql = """
        insert into email_change (customer_id, email, code_hash, tries, sent_at) values ($1, $2, $3, $4, $5)
        on conflict (customer_id) do update set email = $2, code_hash = $3, tries = $4, sent_at = $5
        """;

    private const string TriedSql = "update email_change set tries = tries + 1 where customer_id = $1";

    private const string RemoveSql = "delete from email_change where customer_id = $1";

    public async Task<EmailChange?> FindAsync(long customerId) => (await database.ListAsync(
        FindSql, row => new EmailChange(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetInt32(2), row.At(3)), customerId)).SingleOrDefault();

    public Task PutAsync(long customerId, EmailChange change) =>
        database.DoAsync(PutSql, customerId, change.Email, change.CodeHash, change.Tries, change.SentAt.ToDateTimeUtc());

    public Task TriedAsync(long customerId) => database.DoAsync(TriedSql, customerId);

    public Task RemoveAsync(long customerId) => database.DoAsync(RemoveSql, customerId);
}
