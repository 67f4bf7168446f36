using System.Globalization;
using Billing.Grains.Invoices;
using Billing.Postgres.Changes;
using Billing.Postgres.Payers;
using NodaTime;

namespace Billing.Postgres.Invoices;

internal sealed class InvoiceDocumentStore(Database database) : IInvoiceDocumentStore
{
    private const string IsMadeSql = """
        select exists (select from invoice i join invoice_document using (invoice_id)
                       where i.series = $1 and i.series_number = $2)
        """;

    private const string MissingSql = """
        select i.invoice_id, i.series, i.series_number
        from invoice i
        where i.invoice_id > $1 and not exists (select from invoice_document d where d.invoice_id = i.invoice_id)
        order by i.invoice_id
        limit $2
        """;

    private const string AddSql = "insert into invoice_document (invoice_id, pdf, made_at) values ($1, $2, $3) on conflict do nothing";

    public async Task<bool> IsMadeAsync(string number)
    {
        var dash = number.LastIndexOf('-');

        if (!long.TryParse(number.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ofSeries))
        {
            return false;
        }

        await using var command = database.Read.Command(IsMadeSql, number[..int.Max(0, dash)], ofSeries);

        return (bool)(await command.ExecuteScalarAsync())!;
    }

    public async Task<long> NewestAsync()
    {
        await using var command = database.Read.Command("select coalesce(max(invoice_id), 0) from invoice");

        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<IReadOnlyList<(long InvoiceId, string Number)>> MissingAsync(long after, int most) => await database.ListAsync(
        MissingSql, row => (row.GetInt64(0), InvoiceWrites.Number(row.GetString(1), row.GetInt64(2))), after, most);

    public Task AddAsync(long invoiceId, byte[] pdf, Instant now) =>
        database.DoAsync(AddSql, invoiceId, pdf, now.ToDateTimeUtc());
}
