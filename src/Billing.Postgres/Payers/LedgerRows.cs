using Billing.Core.BillingPeriods;
using Billing.Core.Invoices;
using Billing.Core.Payments;
using Billing.Core.Subscriptions;
using Billing.Core.Tariffs;
using Billing.Grains.Payers;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Payers;

/// <summary>Reads ledger entries as invoices and settlement see them.</summary>
internal static class LedgerRows
{
    private const int Usage = 2;
    private const int Fee = 20;

    // What invoices themselves post is on no invoice. A transaction record is of its entry's moment, and so of its partition.
    private const string EntriesSql = """
        select l.sequence, l.reason, l.amount, l.note, l.recorded_at,
               x.service, x.used_units, x.ended_at, t.unit,
               c.kind, c.name, c.belongs_at, c.from_on, c.to_on, c.tax_code
        from ledger_entry l
        left join xdr x on l.reason = 2 and x.session_id = l.session_id and x.part = l.part and x.recorded_at = l.recorded_at
        left join tariff t on t.tariff_id = x.tariff_id
        left join subscription_charge c on l.reason = 20 and c.balance_id = l.balance_id and c.sequence = l.sequence
        where l.balance_id = $1 and (l.sequence > $2 or l.sequence = any($3))
        order by l.sequence
        """;

    // Opening funds, top-ups, promotions and credit notes settle; what expires and what is paid back does the opposite.
    private const string CreditsSql = """
        select sequence, amount, reason in (1, 3, 5, 6, 24) from ledger_entry where balance_id = $1 and sequence > $2 order by sequence
        """;

    public static async Task<(IReadOnlyList<Billable>, long)> EntriesAsync(NpgsqlDataSource source, long balanceId, Coverage covered)
    {
        await using var command = source.Command(EntriesSql, balanceId, covered.Through, covered.CarriedOn.ToArray());
        await using var row = await command.ExecuteReaderAsync();
        var (entries, through) = (new List<Billable>(), covered.Through);

        while (await row.ReadAsync())
        {
            through = long.Max(through, row.GetInt64(0));

            if (Entry(row) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return (entries, through);
    }

    public static async Task<(IReadOnlyList<OpenCredit>, long)> CreditsAsync(NpgsqlDataSource source, long balanceId, long after)
    {
        await using var command = source.Command(CreditsSql, balanceId, after);
        await using var row = await command.ExecuteReaderAsync();
        var (credits, through) = (new List<OpenCredit>(), after);

        while (await row.ReadAsync())
        {
            through = row.GetInt64(0);

            if (row.GetBoolean(2))
            {
                credits.Add(new(through, row.GetDecimal(1)));
            }
        }

        return (credits, through);
    }

    private static Billable? Entry(NpgsqlDataReader row)
    {
        var (sequence, reason, owed) = (row.GetInt64(0), row.GetInt32(1), -row.GetDecimal(2));
        var note = row.IsDBNull(3) ? null : row.GetString(3);
        var recordedAt = At(row, 4);

        return reason switch
        {
            Usage when !row.IsDBNull(5) => new(
                sequence, InvoiceSection.Usage, row.GetString(5), owed, row.GetString(5), At(row, 7), null, row.GetInt64(6),
                row.IsDBNull(8) ? null : (Unit)row.GetInt32(8)),
            Fee when !row.IsDBNull(9) => new(
                sequence, InvoiceSection.Subscriptions, TextOf((ChargeKind)row.GetInt32(9), row.GetString(10)), owed,
                row.IsDBNull(14) ? null : row.GetString(14), At(row, 11), new DateSpan(PayerRows.Day(row, 12)!.Value, PayerRows.Day(row, 13)!.Value)),
            21 or 4 or 7 or Usage or Fee => new(sequence, InvoiceSection.OneOff, note ?? NameOf(reason), owed, null, recordedAt),
            22 or 23 => null,
            _ => new(sequence, InvoiceSection.Payments, note ?? NameOf(reason), owed, null, recordedAt),
        };
    }

    private static string TextOf(ChargeKind kind, string name) => kind switch
    {
        ChargeKind.Activation => $"{name}: activation",
        ChargeKind.Credit => $"{name}: unused days",
        ChargeKind.Penalty => $"{name}: early end",
        _ => name,
    };

    private static string NameOf(int reason) => reason switch
    {
        1 => "Opening balance",
        3 => "Payment",
        4 => "Correction",
        5 => "Promotional credit",
        6 => "Promotional credit expired",
        7 => "Refund",
        24 => "Credit note",
        _ => "Charge",
    };

    private static Instant At(NpgsqlDataReader row, int column) => Instant.FromDateTimeUtc(row.GetDateTime(column));
}
