using Billing.Grains.Invoices;
using NodaTime;

namespace Billing.Postgres.Invoices;

internal sealed class InvoiceDocumentStore(Database database) : IInvoiceDocumentStore
{
    private const string IsMadeSql = """
        select exists (select from invoice i join invoice_document using (invoice_id)
                       where i.series = $2 and i.series || '-' || to_char(i.series_number, 'FM000000') = $1)
        """;

    private const string AddSql = "insert into invoice_document (invoice_id, pdf, made_at) values ($1, $2, $3) on conflict do nothing";

    public async Task<bool> IsMadeAsync(string number)
    {
        await using var command = database.Read.Command(IsMadeSql, number, SeriesOf(number));

        return (bool)(await command.ExecuteScalarAsync())!;
    }

    public async Task AddAsync(long invoiceId, byte[] pdf, Instant now)
    {
        await using var command = database.Read.Command(AddSql, invoiceId, pdf, now.ToDateTimeUtc());
        await command.ExecuteNonQueryAsync();
    }

    private static string SeriesOf(string number) => number[..int.Max(0, number.LastIndexOf('-'))];
}
