using Billing.Contracts;
using Billing.Contracts.Customers;
using Billing.Contracts.Invoices;
using Billing.Contracts.Paging;
using Billing.Core.Invoices;
using Billing.Postgres.Paging;
using Billing.Postgres.Payers;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Invoices;

internal sealed partial class InvoiceSheetQuery(Database database, IInvoiceQuery invoices) : IInvoiceSheetQuery
{
    private const string Columns = """
        i.invoice_id, i.series, i.series_number, i.kind, i.balance_id, c.customer_id, c.number, c.name, i.period_from, i.period_to, i.issued_on, i.due_on,
        i.currency::text, i.total, coalesce((select sum(amount) from settlement s where s.invoice_id = i.invoice_id), 0), i.void_reason is not null, c.time_zone
        """;

    private const string Joins = """
        join invoice i using (invoice_id)
        join balance b on b.balance_id = i.balance_id
        join customer c on c.customer_id = b.customer_id
        """;

    private const string OfCustomer = "i.balance_id = any(array(select balance_id from balance where customer_id = $?))";

    // As in every scope: an account has a balance only when no other draws on it.
    private const string OfAccount = """
        i.balance_id = (
            select a.balance_id from account a
            where a.account_id = $?
                  and not exists (select from account o where o.balance_id = a.balance_id and o.account_id <> a.account_id))
        """;

    private const string Settled = "coalesce((select sum(s.amount) from settlement s where s.invoice_id = i.invoice_id), 0)";
    private const string IsOpen = $"i.kind = 1 and i.void_reason is null and i.total > 0 and {Settled} < i.total";

    private const string Today = """
        ($?::timestamptz at time zone (select u.time_zone from balance b join customer u on u.customer_id = b.customer_id where b.balance_id = i.balance_id))::date
        """;

    // A card that was tried in vain, or whose payment was given back, takes nothing more of the invoice by itself.
    private const string PartySql = """
        select customer_id, number, company, street, postal_code, city, region, country, culture, tax_number, invoice_note, (
            select m.last_four from auto_pay y join payment_method m using (payment_method_id)
            where y.balance_id = $1 and y.invoices is not null and m.state = 2
                  and not exists (select from auto_payment o where o.invoice_id = $2 and o.state <> 1)
        )
        from customer where customer_id = (select customer_id from balance where balance_id = $1)
        """;

    private const string NewestSql = """
        select invoice_id, series, series_number from invoice
        where balance_id = $1 and kind = 1 and void_reason is null order by invoice_id desc limit 1
        """;

    private const string LogoSql = """
        select l.logo_id from brand_logo l where l.made_at <= (select issued_at from invoice where invoice_id = $1) order by l.logo_id desc limit 1
        """;

    private const string PdfSql = "select pdf from invoice_document where invoice_id = $1";

    // What is urgent first.
    private const string Urgency = $"""
        case when i.void_reason is not null then 6 when i.total <= 0 then 5 when i.kind <> 1 or {Settled} >= i.total then 4
             when i.due_on < {Today} then 1 when {Settled} > 0 then 2 else 3 end
        """;

    private const string Open = $"case when i.kind = 1 and i.void_reason is null then greatest(0, i.total - {Settled}) else 0 end";

    private KnownLogo? _logo;

    private static readonly SortKey ById = new("i.invoice_id", "bigint");

    private static readonly Dictionary<InvoiceSort, SortKey[]> Orders = new()
    {
        [InvoiceSort.IssuedAt] = [new("i.issued_on", "date"), ById],
        [InvoiceSort.Total] = [new("i.total", "numeric"), ById],
        [InvoiceSort.DueOn] = [new("i.due_on", "date"), ById],
        [InvoiceSort.Open] = [new("i.sorted", "numeric"), ById],
        [InvoiceSort.State] = [new("i.sorted", "numeric"), ById],
    };

    public Task<Page<InvoiceRow>> ListAsync(
        Scope scope, InvoiceRowFilter filter, PageRequest<InvoiceSort> page, Instant now, CancellationToken cancellation)
    {
        var at = now.ToDateTimeUtc();
        var list = new ListQuery(database.Lists, "invoice i")
            .Within(scope, OfCustomer, OfAccount)
            .WhereIf(OfCustomer, filter.CustomerId)
            .WhereIf("i.balance_id = $?", filter.BalanceId)
            .WhereIf("i.bill_run_id = $?", filter.BillRun)
            .FilterIf("starts_with(i.series || '-' || to_char(i.series_number, 'FM000000'), upper($?))", filter.Text);

        // In their own order an index has the days; in another they are looked for.
        list = page.Sort is InvoiceSort.IssuedAt
            ? list.WhereIf("i.issued_on >= $?", filter.IssuedFrom).WhereIf("i.issued_on <= $?", filter.IssuedTo)
            : list.FilterIf("i.issued_on >= $?", filter.IssuedFrom).FilterIf("i.issued_on <= $?", filter.IssuedTo);
        list = page.Sort is InvoiceSort.DueOn
            ? list.WhereIf("i.due_on >= $?", filter.DueFrom).WhereIf("i.due_on <= $?", filter.DueTo)
            : list.FilterIf("i.due_on >= $?", filter.DueFrom).FilterIf("i.due_on <= $?", filter.DueTo);
        list = filter.State switch
        {
            InvoiceState.Unpaid => list.Filter($"{IsOpen} and {Settled} = 0 and i.due_on >= {Today}", at),
            InvoiceState.PartiallyPaid => list.Filter($"{IsOpen} and {Settled} > 0 and i.due_on >= {Today}", at),
            InvoiceState.Overdue => list.Filter($"{IsOpen} and i.due_on < {Today}", at),
            InvoiceState.Paid => list.Filter($"i.void_reason is null and i.total > 0 and {Settled} >= i.total"),
            InvoiceState.Void => list.Filter("i.void_reason is not null"),
            InvoiceState.NothingDue => list.Filter("i.void_reason is null and i.total <= 0"),
            _ => list,
        };

        list = page.Sort switch
        {
            InvoiceSort.Open => list.SortedBy(Open),
            InvoiceSort.State => list.SortedBy(Urgency, at),
            _ => list,
        };

        return list.PageAsync(page, Orders[page.Sort], "i.invoice_id", Columns, Joins, row => Read(row, now), cancellation);
    }

    public async Task<InvoiceSheet?> FindAsync(Scope scope, string number, Instant now, CancellationToken cancellation)
    {
        if (await RowAsync(scope, number, now, cancellation) is not { } row || await invoices.FindAsync(row.Number, cancellation) is not { } details)
        {
            return null;
        }

        await using var command = database.Read.Command(PartySql, row.BalanceId, row.InvoiceId);
        await using var party = await command.ReadAsync(cancellation);
        await party.ReadAsync(cancellation);
        var company = string.IsNullOrWhiteSpace(party.Text(2)) ? null : party.Text(2);
        string?[] address =
        [
            company is null ? null : details.Invoice.Customer, party.Text(3), $"{party.Text(4)} {party.Text(5)}".Trim(), party.Text(6),
            party.Text(7) is { } country ? PostalAddress.CountryName(country, party.GetString(8)) : null,
        ];

        return new(
            details, party.GetInt64(0), party.GetString(1), [.. address.Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => line!)], party.GetString(8), row.State)
        {
            Newest = await NewestAsync(row, cancellation),
            Logo = await LogoAsync(row.InvoiceId, cancellation),
            Company = company,
            TaxNumber = party.Text(9),
            Note = party.Text(10),
            Card = party.Text(11),
        };
    }

    // Most invoices have the same one, and none is ever changed.
    private async Task<byte[]?> LogoAsync(long invoiceId, CancellationToken cancellation)
    {
        await using var find = database.Lists.Command(LogoSql, invoiceId);

        if (await find.ExecuteScalarAsync(cancellation) is not long logoId)
        {
            return null;
        }

        if (_logo is not { } known || known.LogoId != logoId)
        {
            await using var read = database.Lists.Command("select png from brand_logo where logo_id = $1", logoId);
            _logo = known = new(logoId, await read.ExecuteScalarAsync(cancellation) as byte[]);
        }

        return known.Png;
    }

    private async Task<string?> NewestAsync(InvoiceRow invoice, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(NewestSql, invoice.BalanceId);
        await using var newest = await command.ExecuteReaderAsync(cancellation);

        return await newest.ReadAsync(cancellation) && newest.GetInt64(0) != invoice.InvoiceId ? InvoiceWrites.Number(newest.GetString(1), newest.GetInt64(2)) : null;
    }

    public async Task<byte[]?> PdfAsync(Scope scope, string number, CancellationToken cancellation)
    {
        if (await RowAsync(scope, number, Instant.MinValue, cancellation) is not { } row)
        {
            return null;
        }

        await using var command = database.Read.Command(PdfSql, row.InvoiceId);

        return await command.ReadValueAsync(cancellation) as byte[];
    }

    // The scope is a condition of the statement: with another's number nothing is found.
    private async Task<InvoiceRow?> RowAsync(Scope scope, string number, Instant now, CancellationToken cancellation)
    {
        var dash = number.LastIndexOf('-');

        return dash > 0 && long.TryParse(number.AsSpan(dash + 1), out var place)
            ? await new ListQuery(database.Lists, "invoice i")
                .Within(scope, OfCustomer, OfAccount)
                .Where("i.series = $?", number[..dash])
                .Where("i.series_number = $?", place)
                .FindAsync("i.invoice_id", Columns, Joins, row => Read(row, now), cancellation)
            : null;
    }

    private sealed record KnownLogo(long LogoId, byte[]? Png);

    private static InvoiceRow Read(NpgsqlDataReader row, Instant now)
    {
        var (isCreditNote, dueOn, total, settled, isVoid) =
            (row.GetInt32(3) == 2, PayerRows.Day(row, 11)!.Value, row.GetDecimal(13), row.GetDecimal(14), row.GetBoolean(15));
        var today = now == Instant.MinValue ? LocalDate.MinIsoValue : now.InZone(DateTimeZoneProviders.Tzdb[row.GetString(16)]).Date;

        return new(
            row.GetInt64(0),
            InvoiceWrites.Number(row.GetString(1), row.GetInt64(2)),
            isCreditNote,
            row.GetInt64(4),
            row.GetInt64(5),
            row.GetString(6),
            row.GetString(7),
            PayerRows.Day(row, 8)!.Value,
            PayerRows.Day(row, 9)!.Value,
            PayerRows.Day(row, 10)!.Value,
            dueOn,
            row.GetString(12),
            total,
            isVoid || isCreditNote ? 0 : decimal.Max(0, total - settled),
            InvoiceStates.Of(total, settled, dueOn, isVoid, today));
    }
}
