using Billing.Contracts.Paging;
using Billing.Contracts.Vouchers;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Vouchers;

internal sealed class VoucherQuery(Database database) : IVoucherQuery
{
    /// <summary>The first instant at which a voucher (v, of the batch b) is worth nothing; null: never.</summary>
    internal const string ExpiresAt = "nullif(coalesce(v.expires_at, b.expires_at), 'infinity')";

    private const string BatchColumns = """
        b.voucher_batch_id, b.amount, b.currency::text, b.count, v.first, v.last, b.expires_at, b.note, b.by, b.created_at
        """;

    // The ends of the index on batch and serial number.
    private const string BatchJoins = """
        join voucher_batch b using (voucher_batch_id)
        cross join lateral (
            select (select serial from voucher v where v.voucher_batch_id = b.voucher_batch_id order by v.voucher_batch_id, v.serial limit 1) as first,
                   (select serial from voucher v where v.voucher_batch_id = b.voucher_batch_id order by v.voucher_batch_id desc, v.serial desc limit 1) as last
        ) v
        """;

    private const string Columns = $"""
        v.serial, v.voucher_batch_id, b.amount, b.currency::text, {ExpiresAt}, v.is_active, v.balance_id, c.customer_id, c.name,
        v.redeemed_by, v.redeemed_at
        """;

    private const string Joins = """
        join voucher v using (serial)
        join voucher_batch b on b.voucher_batch_id = v.voucher_batch_id
        left join balance o on o.balance_id = v.balance_id
        left join customer c on c.customer_id = o.customer_id
        """;

    private const string SumSql = $"""
        select case when v.balance_id is not null then 3 when v.is_active then 2 else 1 end, coalesce({ExpiresAt} <= $3, false), b.currency::text,
               count(*), sum(b.amount)
        from voucher v
        join voucher_batch b on b.voucher_batch_id = v.voucher_batch_id
        where v.serial between $1 and $2
        group by 1, 2, 3
        order by 1, 2, 3
        """;

    private static readonly SortKey[] BatchOrder = [new("b.voucher_batch_id", "bigint")];

    private static readonly SortKey[] Order = [new("v.serial", "bigint")];

    private static readonly SortKey[] OrderInBatch = [new("v.voucher_batch_id", "bigint"), new("v.serial", "bigint")];

    public Task<Page<VoucherBatchRow>> BatchesAsync(string? text, PageRequest<VoucherBatchSort> page, CancellationToken cancellation)
    {
        var list = new ListQuery(database.Lists, "voucher_batch b");

        if (TypedText.Of(text) is { Text: var typed })
        {
            list.Filter("(b.voucher_batch_id::text = $? or strpos(lower(b.note), $?) > 0 or strpos(lower(b.by), $?) > 0)", typed, typed, typed);
        }

        return list.PageAsync(page, BatchOrder, "b.voucher_batch_id", BatchColumns, BatchJoins, ReadBatch, cancellation);
    }

    public Task<Page<VoucherRow>> ListAsync(VoucherFilter filter, PageRequest<VoucherSort> page, CancellationToken cancellation)
    {
        var list = new ListQuery(database.Lists, "voucher v")
            .WhereIf("v.voucher_batch_id = $?", filter.BatchId)
            .WhereIf("v.serial >= $?", filter.Serial);

        list = filter.State switch
        {
            VoucherState.Used => list.Filter("v.balance_id is not null"),
            VoucherState.Active => list.Filter("v.is_active and v.balance_id is null"),
            VoucherState.Blocked => list.Filter("not v.is_active and v.balance_id is null"),
            _ => list,
        };

        return list.PageAsync(page, filter.BatchId is null ? Order : OrderInBatch, "v.serial", Columns, Joins, Read, cancellation);
    }

    public Task<IReadOnlyList<VoucherSum>> SumAsync(long from, long to, Instant now, CancellationToken cancellation) => database.Lists.ListAsync(
        SumSql,
        row => new VoucherSum((VoucherState)row.GetInt32(0), row.GetBoolean(1), row.GetString(2), row.GetInt64(3), row.GetDecimal(4)),
        cancellation,
        from,
        to,
        now.ToDateTimeUtc());

    private static VoucherBatchRow ReadBatch(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetDecimal(1),
        row.GetString(2),
        row.GetInt32(3),
        row.Number(4),
        row.Number(5),
        row.AtOrNull(6),
        row.Text(7),
        row.GetString(8),
        row.At(9));

    private static VoucherRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetDecimal(2),
        row.GetString(3),
        row.AtOrNull(4),
        !row.IsDBNull(6) ? VoucherState.Used : row.GetBoolean(5) ? VoucherState.Active : VoucherState.Blocked,
        row.Number(6),
        row.Number(7),
        row.Text(8),
        row.Text(9),
        row.AtOrNull(10));
}
