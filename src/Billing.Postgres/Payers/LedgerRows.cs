using Billing.Core.BillingPeriods;
using Billing.Core.Invoices;
using Billing.Core.Payments;
using Billing.Core.Subscriptions;
using Billing.Core.Tariffs;
using Billing.Grains.Payers;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Payers;

/// <summary>Reads ledger entries as invoices and settlement see them.</summary>
internal static class LedgerRows
{
    private const int Usage = 2;
    private const int Correction = 9; // it bears the tax of the usage that it corrects, as a refund does
    private const int Fee = 20;
    private const int OneOff = 21; // its tax code is noted before it

    // What invoices themselves post is on no invoice. A transaction record is of its entry's moment, and so of its partition. With a
    // limit the charge is looked for only where there is one.
    private const string Columns = """
        l.sequence, l.reason, l.amount, l.note, l.recorded_at, x.service, x.used_units, x.ended_at, t.unit,
        c.kind, c.name, c.belongs_at, c.from_on, c.to_on, coalesce(c.tax_code, v.service, o.tax_code), l.balance_id,
        coalesce(l.operation_id like 'dunning/%', false),
        case when c.kind = 3 then (
            select f.sequence from subscription_charge f
            where f.subscription_id = c.subscription_id and f.period = c.period and f.balance_id = l.balance_id and f.kind = 2
              and f.part = case when c.part like 'credit.%' then 'fee' || substr(c.part, 7) else regexp_replace(c.part, '\.credit$', '') end
        ) end, c.subscription_id, c.part
        """;

    private const string Joins = """
        left join xdr x on l.reason = 2 and x.session_id = l.session_id and x.part = l.part and x.recorded_at = l.recorded_at
        left join tariff t on t.tariff_id = x.tariff_id
        left join lateral (
            select * from subscription_charge s where l.reason = 20 and s.balance_id = l.balance_id and s.sequence = l.sequence limit 1
        ) c on true
        left join lateral (
            select r.service from xdr r where l.reason in (7, 9) and r.session_id = l.session_id and r.part = l.part limit 1
        ) v on true
        left join lateral (
            select t.tax_code from one_off_tax t where l.reason = 21 and t.balance_id = l.balance_id and t.operation_id = l.operation_id limit 1
        ) o on true
        """;

    private const string CarriedSql = $"""
        select {Columns}, (select u.culture from balance b join customer u on u.customer_id = b.customer_id where b.balance_id = $1)
        from ledger_entry l {Joins}
        where l.balance_id = $1 and (l.sequence > $2 or l.sequence = any($3)) order by l.sequence
        """;

    private const string EntriesSql = $"""
        select {Columns}, k.culture, k.after
        from (
            select a.balance_id, a.after, u.culture
            from unnest($1::bigint[], $2::bigint[]) as a(balance_id, after)
            join balance b on b.balance_id = a.balance_id
            join customer u on u.customer_id = b.customer_id
        ) k
        join ledger_entry l on l.balance_id = k.balance_id and l.sequence > k.after
        {Joins}
        order by l.balance_id, l.sequence
        """;

    // Opening funds, top-ups, promotions and credit notes settle; what expires and what is given back does the opposite. A refund, or what a
    // holder's bank took back, is of the payment that its order names.
    private const string CreditsSql = """
        select l.balance_id, k.after, l.sequence, l.amount, l.reason in (1, 3, 5, 6, 8, 24), n.corrects, b.paid
        from unnest($1::bigint[], $2::bigint[]) as k(balance_id, after)
        join ledger_entry l on l.balance_id = k.balance_id and l.sequence > k.after
        left join lateral (
            select i.corrects from invoice i
            where l.reason = 24 and i.balance_id = l.balance_id and i.kind = 2 and l.operation_id = 'invoice/' || i.invoice_id || '/tax' limit 1
        ) n on true
        left join lateral (
            select o.sequence as paid
            from payment_refund r
            join payment p using (payment_id)
            join operation o on o.operation_id = 'payment-' || p.operation_id and o.balance_id = l.balance_id
            join payer y on y.balance_id = l.balance_id and o.sequence > y.opened_through -- what came in before is one credit with all that was there
            where l.reason = 8 and l.amount < 0 and l.operation_id like 'payment-refund-%' and r.operation_id = substr(l.operation_id, 16) limit 1
        ) b on true
        order by l.balance_id, l.sequence
        """;

    /// <summary>Of one payer, some of whose earlier entries are carried on.</summary>
    public static async Task<(IReadOnlyList<Billable>, long)> EntriesAsync(NpgsqlDataSource source, long balanceId, Coverage covered)
    {
        await using var command = source.Command(CarriedSql, balanceId, covered.Through, covered.CarriedOn.ToArray());
        await using var row = await command.ExecuteReaderAsync();
        var found = new Entries(covered.Through);

        while (await row.ReadAsync())
        {
            found.Add(row);
        }

        return (found.Rows, found.Through);
    }

    /// <summary>Of many payers in one round trip, each after an entry of its own.</summary>
    public static async Task<Dictionary<(long BalanceId, long After), Entries>> EntriesAsync(NpgsqlDataSource source, (long BalanceId, long After)[] keys)
    {
        await using var command = Asking(source, EntriesSql, keys);
        await using var row = await command.ExecuteReaderAsync();
        var found = new Dictionary<(long, long), Entries>(keys.Length);

        while (await row.ReadAsync())
        {
            var key = (row.GetInt64(15), row.GetInt64(21));

            if (!found.TryGetValue(key, out var entries))
            {
                found.Add(key, entries = new(key.Item2));
            }

            entries.Add(row);
        }

        return found;
    }

    /// <summary>As <see cref="EntriesAsync(NpgsqlDataSource, ValueTuple{long, long}[])"/>, of what can settle invoices.</summary>
    public static async Task<Dictionary<(long BalanceId, long After), Credits>> CreditsAsync(NpgsqlDataSource source, (long BalanceId, long After)[] keys)
    {
        await using var command = Asking(source, CreditsSql, keys);
        await using var row = await command.ExecuteReaderAsync();
        var found = new Dictionary<(long, long), Credits>(keys.Length);

        while (await row.ReadAsync())
        {
            var key = (row.GetInt64(0), row.GetInt64(1));

            if (!found.TryGetValue(key, out var credits))
            {
                found.Add(key, credits = new(key.Item2));
            }

            credits.Add(row.GetInt64(2), row.GetBoolean(4) ? row.GetDecimal(3) : null, row.Number(5), row.Number(6));
        }

        return found;
    }

    private static NpgsqlCommand Asking(NpgsqlDataSource source, string sql, (long BalanceId, long After)[] keys) =>
        source.Command(sql, keys.Select(key => key.BalanceId).ToArray(), keys.Select(key => key.After).ToArray());

    /// <summary>What of a payer's entries invoices look at.</summary>
    internal sealed class Entries(long after)
    {
        private readonly List<Billable> _rows = [];

        public IReadOnlyList<Billable> Rows => _rows;

        /// <summary>The newest entry, whatever it is; without one, the one after which was asked.</summary>
        public long Through { get; private set; } = after;

        public void Add(NpgsqlDataReader row)
        {
            Through = long.Max(Through, row.GetInt64(0));

            if (Entry(row) is { } entry)
            {
                _rows.Add(row.IsDBNull(18) ? entry : entry with { Of = Of(row) });
            }
        }
    }

    /// <summary>What of a payer's entries settles invoices, or takes that back.</summary>
    internal sealed class Credits(long after)
    {
        private readonly List<OpenCredit> _rows = [];

        public IReadOnlyList<OpenCredit> Rows => _rows;

        /// <summary>The newest entry, whatever it is; without one, the one after which was asked.</summary>
        public long Through { get; private set; } = after;

        public void Add(long sequence, decimal? amount, long? corrects, long? of)
        {
            Through = sequence;

            if (amount is { } left)
            {
                _rows.Add(new(sequence, left, corrects) { Of = of });
            }
        }
    }

    private static Billable? Entry(NpgsqlDataReader row)
    {
        var (sequence, reason, owed) = (row.GetInt64(0), row.GetInt32(1), -row.GetDecimal(2));
        var note = row.Text(3);
        var recordedAt = row.At(4);
        var culture = row.GetString(20);
        string Written() => note is null ? LineWords.Text(WordingOf(reason), culture, "") : note;

        return reason switch
        {
            Usage when !row.IsDBNull(5) => new(
                sequence, InvoiceSection.Usage, row.GetString(5), owed, row.GetString(5), row.At(7), null, row.GetInt64(6),
                row.IsDBNull(8) ? null : (Unit)row.GetInt32(8)),
            Fee when !row.IsDBNull(9) => new(
                sequence, InvoiceSection.Subscriptions, LineWords.Text(WordingOf((ChargeKind)row.GetInt32(9)), culture, row.GetString(10)), owed,
                row.Text(14), row.At(11), new DateSpan(PayerRows.Day(row, 12)!.Value, PayerRows.Day(row, 13)!.Value))
            {
                Fee = row.Number(17),
                Plan = row.GetString(10),
            },
            Correction => new(
                sequence, InvoiceSection.OneOff, LineWords.Text(LineWording.UsageCorrection, culture, ""), owed, row.Text(14),
                recordedAt, IsSummed: true),
            OneOff when row.GetBoolean(16) => new(
                sequence, InvoiceSection.OneOff, LineWords.Text(DunningOf(note), culture, note ?? ""), owed, row.Text(14), recordedAt),
            OneOff or 4 or 7 or Usage or Fee => new(
                sequence, InvoiceSection.OneOff, Written(), owed, row.Text(14), recordedAt),
            22 or 23 => null,
            _ => new(sequence, InvoiceSection.Payments, Written(), owed, null, recordedAt),
        };
    }

    // An activation and an early end are not for pieces.
    private static Subscribed Of(NpgsqlDataReader row) => new(
        row.GetInt64(18), (ChargeKind)row.GetInt32(9) is ChargeKind.Fee or ChargeKind.Credit ? ChargeKey.StretchOf(row.GetString(19)) : null);

    private static LineWording WordingOf(ChargeKind kind) => kind switch
    {
        ChargeKind.Activation => LineWording.Activation,
        ChargeKind.Credit => LineWording.UnusedDays,
        ChargeKind.Penalty => LineWording.EarlyEnd,
        _ => LineWording.AsIs,
    };

    private static LineWording WordingOf(int reason) => reason switch
    {
        1 => LineWording.OpeningBalance,
        3 => LineWording.Payment,
        4 => LineWording.Correction,
        5 => LineWording.PromotionalCredit,
        6 => LineWording.PromotionalCreditExpired,
        7 => LineWording.Refund,
        8 => LineWording.PaymentGivenBack,
        24 => LineWording.CreditNote,
        _ => LineWording.Charge,
    };

    // Fees of dunning are in the ledger under these notes.
    private static LineWording DunningOf(string? note) => note switch
    {
        DunningNotes.LateFee => LineWording.LateFee,
        DunningNotes.Reactivation => LineWording.Reactivation,
        _ => LineWording.AsIs,
    };
}
