using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using Billing.Core.Taxes;
using Billing.Grains.Payers;
using Billing.Postgres.Changes;
using NodaTime;

namespace Billing.Postgres.Payers;

// What invoices say, and what is noted of charges that will be on one.
internal sealed partial class PayerStore
{
    private const string InvoiceSql = """
        select period_from, period_to, issued_on, series, series_number, tax_to_post, rounding_to_post from invoice where invoice_id = $1
        """;

    private const string IssuedSql = "select series, series_number, kind, void_reason is not null from invoice where balance_id = $1 and invoice_id = $2";

    // An entry that is there was posted with the code that was noted before it, or without one.
    private const string TaxSql = """
        insert into one_off_tax (balance_id, operation_id, tax_code)
        select $1, $2, $3::text
        where $3::text is not null and not exists (select from operation where operation_id = $2)
        on conflict do nothing
        """;

    private const string NotedSql = """
        select (select tax_code from one_off_tax where balance_id = $1 and operation_id = $2),
               exists (select from audit_log
                       where entity_kind = 'balance' and entity_id = $1::text and action = 'charge-once' and new ->> 'operation' = $2)
        """;

    private const string TaxesSql = """
        select i.net, i.tax, i.total, t.name, t.percent, t.net, t.amount
        from invoice i left join invoice_tax t using (invoice_id)
        where i.invoice_id = $1
        order by t.position
        """;

    private const string TakenSql = "select operation_id, amount, sequence, recorded_at from operation where operation_id = any($2) and balance_id = $1";

    private const string DueDatesSql = "select invoice_id, due_on from invoice where invoice_id = any($1)";

    public async Task<Taxed> TaxesAsync(long invoiceId)
    {
        await using var command = _database.Read.Command(TaxesSql, invoiceId);
        await using var row = await command.ExecuteReaderAsync();
        var taxed = new Taxed(0, 0, 0, []);

        while (await row.ReadAsync())
        {
            taxed = new(row.GetDecimal(0), row.GetDecimal(1), row.GetDecimal(2), row.IsDBNull(3)
                ? []
                : taxed.Lines.Add(new(row.GetString(3), row.GetDecimal(4), row.GetDecimal(5), row.GetDecimal(6))));
        }

        return taxed;
    }

    public async Task<(DateSpan Period, LocalDate IssuedOn, string Number, decimal TaxToPost, decimal RoundingToPost)> InvoiceAsync(long invoiceId)
    {
        await using var command = _database.Read.Command(InvoiceSql, invoiceId);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();

        return (
            new(PayerRows.Day(row, 0)!.Value, PayerRows.Day(row, 1)!.Value),
            PayerRows.Day(row, 2)!.Value,
            InvoiceWrites.Number(row.GetString(3), row.GetInt64(4)),
            row.GetDecimal(5),
            row.GetDecimal(6));
    }

    public async Task<(string? TaxCode, bool IsLogged)> TaxAsync(long balanceId, string operationId, string? taxCode)
    {
        await using var connection = await _database.Read.OpenConnectionAsync();
        await connection.DoAsync(TaxSql, balanceId, operationId, taxCode);
        await using var command = connection.Command(NotedSql, balanceId, operationId);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();

        return (row.IsDBNull(0) ? null : row.GetString(0), row.GetBoolean(1));
    }

    public async Task<IssuedInvoice?> IssuedAsync(long balanceId, long invoiceId)
    {
        await using var command = _database.Read.Command(IssuedSql, balanceId, invoiceId);
        await using var row = await command.ExecuteReaderAsync();

        return await row.ReadAsync() ? new(InvoiceWrites.Number(row.GetString(0), row.GetInt64(1)), row.GetInt32(2) == 2, row.GetBoolean(3)) : null;
    }

    public async Task<IReadOnlyList<TakenCharge>> TakenAsync(long balanceId, IReadOnlyCollection<ChargeKey> charges)
    {
        var keys = charges.Distinct().ToDictionary(charge => charge.ToString());

        return await _database.ListAsync(
            TakenSql,
            row => new TakenCharge(keys[row.GetString(0)], row.GetDecimal(1), row.GetInt64(2), Instant.FromDateTimeUtc(row.GetDateTime(3))),
            balanceId,
            keys.Keys.ToArray());
    }

    public async Task<IReadOnlyDictionary<long, LocalDate>> DueDatesAsync(IReadOnlyCollection<long> invoiceIds)
    {
        await using var command = _database.Read.Command(DueDatesSql, invoiceIds.ToArray());
        await using var row = await command.ExecuteReaderAsync();
        var due = new Dictionary<long, LocalDate>();

        while (await row.ReadAsync())
        {
            due.Add(row.GetInt64(0), PayerRows.Day(row, 1)!.Value);
        }

        return due;
    }
}
