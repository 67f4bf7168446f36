using System.Globalization;
using System.Text;

namespace Billing.Postgres.Demo;

/// <summary>
/// What a made-up operator has beside usage: payments, invoices of last month, vouchers, messages, rejects, dunning, lines of the audit log.
/// </summary>
/// <remarks>
/// All of it or nothing, once, and from the entries that are there: it moves no money, so balances stay the sums of their entries and
/// the audit passes. Its payers are due for nothing: no sweep closes their next period, but that of one that is parked.
/// </remarks>
public sealed class DemoBooks(Database database, TimeProvider clock)
{
    // Documents of so many are made by the sweep; of more there is one page that says what they are.
    private const int MostDocuments = 10_000;

    private const string Vacuum =
        "vacuum analyze payment, payer, payer_credit, invoice, invoice_line, settlement, invoice_document, voucher, notification, notification_delivery, audit_log";

    /// <param name="progress">Gets a stage's name, how much of it is done, and of how much.</param>
    /// <returns>False when they are there already: nothing was made.</returns>
    public async Task<bool> MakeAsync(Action<string, long, long> progress, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var period = DemoPeriod.At(now);
        await using var connection = await database.Journal.OpenConnectionAsync(cancellation);

        async Task<object?> DoAsync(string sql, params object?[] values)
        {
            await using var command = connection.Command(sql, values);
            command.CommandTimeout = 0;

            return await command.ExecuteScalarAsync(cancellation);
        }

        await using (var transaction = await connection.BeginTransactionAsync(cancellation))
        {
            await DoAsync("select pg_advisory_xact_lock(7310520413)");

            if (await DoAsync("select 1 from payment where operation_id like 'demo-%' limit 1") is not null
                || await DoAsync("select 1 from tariff where name = 'Wholesale EUR'") is null)
            {
                return false;
            }

            await DoAsync("set local work_mem = '256MB'");
            (string Name, Func<Task> Do)[] stages =
            [
                ("payments", () => DoAsync(DemoMoney.Payments)),
                ("invoices", async () =>
                {
                    await DoAsync(DemoMoney.Usage, period.First, period.After);
                    await DoAsync("analyze demo_bill_usage");
                    await DoAsync(DemoMoney.Bills, period.First, period.After);
                    await DoAsync(DemoMoney.BillIndex);
                    await DoAsync(DemoMoney.Payers);
                    await DoAsync(DemoMoney.Invoices);
                    await DoAsync(DemoMoney.Lines);
                    await DoAsync(DemoMoney.Credits);
                    await DoAsync(DemoMoney.Settlements);
                    await DoAsync(DemoMoney.Documents, Document(), MostDocuments);
                }),
                ("vouchers", async () =>
                {
                    await DoAsync(DemoMoney.BatchNumbers);
                    await DoAsync(DemoMoney.Batches, now);
                    await DoAsync(DemoMoney.Vouchers);
                }),
                ("messages", async () =>
                {
                    await DoAsync(DemoMoney.Messages);
                    await DoAsync(DemoMoney.Deliveries);
                }),
                ("what is to be looked after", async () =>
                {
                    await DoAsync(DemoTrouble.Rejects, now);
                    await DoAsync(DemoTrouble.Unpaid, now);
                    await DoAsync(DemoTrouble.Dunning);
                    await DoAsync(DemoTrouble.Parked, now);
                }),
                ("audit log", () => DoAsync(DemoMoney.AuditLines)),
            ];

            for (var stage = 0; stage < stages.Length; stage++)
            {
                progress(stages[stage].Name, 0, 1);
                await stages[stage].Do();
            }

            await transaction.CommitAsync(cancellation);
        }

        progress("statistics", 0, 1);
        await DoAsync(Vacuum);

        return true;
    }

    // ISO 32000-1, 7.5: header, objects, their places, trailer.
    private static byte[] Document()
    {
        const string Words = "BT /F1 14 Tf 72 760 Td (A made-up invoice of the demo: it has no document of its own.) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {Words.Length} >>\nstream\n{Words}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        var text = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();

        for (var i = 0; i < objects.Length; i++)
        {
            places.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        places.ForEach(place => text.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n"));
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
