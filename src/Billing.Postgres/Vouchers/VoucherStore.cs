using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Payments;
using Billing.Contracts.Vouchers;
using Billing.Grains.Vouchers;
using Billing.Postgres.Changes;
using Billing.Postgres.Payments;
using Billing.Postgres.Security;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Vouchers;

internal sealed class VoucherStore(Database database, ChangeWriter changes, SecretBox box) : IVoucherStore
{
    private const string BatchSql = """
        insert into voucher_batch (amount, currency, count, expires_at, note, by, created_at) values ($1, $2, $3, $4, $5, $6, $7)
        returning voucher_batch_id
        """;

    private const string VouchersSql = """
        insert into voucher (voucher_batch_id, code_hash, is_active)
        select $1, hash, $3 from unnest($2::bytea[]) with ordinality as u(hash, place) order by place
        returning serial
        """;

    private const string KeepSql = """
        insert into voucher_codes (operation_id, voucher_batch_id, by, sealed, keep_until) values ($1, $2, $3, $4, $5)
        """;

    private const string TakeSql = """
        select voucher_batch_id, sealed from voucher_codes where operation_id = $1 and by = $2 and keep_until > $3
        """;

    private const string ForgetSql = "delete from voucher_codes where operation_id = $1 and by = $2 returning voucher_batch_id";

    private const string RangeSql = """
        update voucher set is_active = $3 where serial between $1 and $2 and balance_id is null and is_active <> $3
        """;

    // Of those that are not used and expire at another time now.
    private const string ExpirySql = """
        update voucher v set expires_at = coalesce($3::timestamptz, 'infinity')
        from voucher_batch b
        where b.voucher_batch_id = v.voucher_batch_id and v.serial between $1 and $2 and v.balance_id is null
          and coalesce(v.expires_at, b.expires_at, 'infinity') <> coalesce($3::timestamptz, 'infinity')
        """;

    private const string Columns = $"""
        v.serial, b.amount, b.currency, {VoucherQuery.ExpiresAt}, v.is_active, v.balance_id, v.credited_at is not null, v.redeemed_by, v.taxes::text
        from voucher v
        join voucher_batch b on b.voucher_batch_id = v.voucher_batch_id
        """;

    private const string FindSql = $"select {Columns} where v.code_hash = $1";

    private const string UncreditedSql = $"select {Columns} where v.balance_id = $1 and v.credited_at is null";

    private const string ClaimSql = """
        update voucher set balance_id = $2, redeemed_by = $3, redeemed_at = $4, taxes = $5::jsonb where serial = $1 and balance_id is null and is_active
        """;

    private const string InterruptedSql = """
        select distinct balance_id from voucher where redeemed_at < $1 and credited_at is null order by 1 limit $2
        """;

    private const string PutFailuresSql = """
        insert into voucher_failure (balance_id, failures, since) values ($1, $2, $3)
        on conflict (balance_id) do update set failures = excluded.failures, since = excluded.since
        """;

    private static readonly Subject Batch = new(
        EntityKinds.Voucher,
        "",
        """
        select b.count || ' of ' || trim_scale(b.amount) || ' ' || b.currency,
               (to_jsonb(b) - 'voucher_batch_id' || jsonb_build_object(
                    'from', (select min(serial) from voucher v where v.voucher_batch_id = b.voucher_batch_id),
                    'to', (select max(serial) from voucher v where v.voucher_batch_id = b.voucher_batch_id)))::text
        from voucher_batch b
        where b.voucher_batch_id = $1
        """,
        "");

    public async Task<(ChangeReply Reply, IReadOnlyList<long> Serials)> GenerateAsync(
        VoucherBatchOrder order, IReadOnlyList<byte[]> hashes, KeptCodes? kept = null)
    {
        List<long> serials = [];
        var body = string.Create(
            CultureInfo.InvariantCulture, $"{order.Count} of {order.Amount:0.#####} {order.Currency} until {order.ExpiresAt} {order.IsActive} {order.Note}");
        var reply = await changes.CreateAsync(Batch, order.OperationId, order.By, body, async connection =>
        {
            var batchId = (long)(await connection.ReadAsync(
                BatchSql,
                order.Amount,
                order.Currency,
                order.Count,
                order.ExpiresAt?.ToDateTimeUtc(),
                order.Note,
                order.By,
                changes.Now.ToDateTimeUtc()))!;
            serials = await connection.ListAsync(VouchersSql, row => row.GetInt64(0), batchId, hashes.ToArray(), order.IsActive);

            if (kept is not null)
            {
                var codes = string.Join('\n', serials.Select((serial, i) => string.Create(CultureInfo.InvariantCulture, $"{serial} {kept.Codes[i]}")));
                await connection.DoAsync(KeepSql, order.OperationId, batchId, order.By, box.Close(codes), kept.Until.ToDateTimeUtc());
            }

            return (batchId, null);
        });

        return (reply, reply is { IsDone: true, WasDoneBefore: false } ? serials : []);
    }

    public async Task<Instant?> CodesUntilAsync(string operationId, Instant now) => (await database.ListAsync(
        "select keep_until from voucher_codes where operation_id = $1 and keep_until > $2",
        row => (Instant?)Instant.FromDateTimeUtc(row.GetDateTime(0)),
        operationId,
        now.ToDateTimeUtc())).SingleOrDefault();

    public async Task<ImmutableArray<VoucherCode>> TakeCodesAsync(string operationId, string by, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var found = await connection.ListAsync(TakeSql, row => (row.GetInt64(0), row.GetString(1)), operationId, by, now.ToDateTimeUtc());

        if (found is not [var (batchId, closed)])
        {
            return [];
        }

        await WriteAsync(connection, by, "take codes of", batchId, now);
        await transaction.CommitAsync();

        return [.. box.Open(closed).Split('\n').Select(line => line.Split(' ')).Select(parts =>
            new VoucherCode(long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]))];
    }

    public async Task<bool> ForgetCodesAsync(string operationId, string by, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        if (await connection.ReadAsync(ForgetSql, operationId, by) is not long batchId)
        {
            return false;
        }

        await WriteAsync(connection, by, "forget codes of", batchId, now);
        await transaction.CommitAsync();

        return true;
    }

    public async Task<ChangeReply> SetRangeAsync(VoucherRangeOrder order)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var changed = await connection.DoAsync(RangeSql, order.From, order.To, order.IsActive);
        await WriteAsync(connection, order.By, order.IsActive ? "activate" : "block", changed, order.From, order.To, order.Reason ?? "no reason said");
        await transaction.CommitAsync();

        return new(ChangeResult.Done, changed);
    }

    public async Task<ChangeReply> SetExpiryAsync(VoucherExpiryOrder order)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var changed = await connection.DoAsync(ExpirySql, order.From, order.To, order.ExpiresAt?.ToDateTimeUtc());
        await WriteAsync(connection, order.By, "expire", changed, order.From, order.To, $"{order.ExpiresAt?.ToString() ?? "never"}, {order.Reason}");
        await transaction.CommitAsync();

        return new(ChangeResult.Done, changed);
    }

    public async Task<StoredVoucher?> FindAsync(byte[] hash) => (await database.ListAsync(FindSql, Read, (object)hash)).SingleOrDefault();

    public async Task<bool> ClaimAsync(long serial, long balanceId, ImmutableArray<TaxPart> taxes, string by, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();

        return await connection.DoAsync(ClaimSql, serial, balanceId, by, now.ToDateTimeUtc(), taxes.IsEmpty ? null : TaxJson.Write(taxes)) == 1;
    }

    public async Task CreditedAsync(long serial, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await connection.DoAsync("update voucher set credited_at = coalesce(credited_at, $2) where serial = $1", serial, now.ToDateTimeUtc());
    }

    public async Task<IReadOnlyList<(StoredVoucher Voucher, string By)>> UncreditedAsync(long balanceId) =>
        await database.ListAsync(UncreditedSql, row => (Read(row), row.GetString(7)), balanceId);

    public async Task<IReadOnlyList<long>> InterruptedAsync(Instant before, int most) =>
        await database.ListAsync(InterruptedSql, row => row.GetInt64(0), before.ToDateTimeUtc(), most);

    public async Task<(int Failures, Instant Since)?> FailuresAsync(long balanceId) => await database.ListAsync(
        "select failures, since from voucher_failure where balance_id = $1 and failures > 0",
        row => (row.GetInt32(0), Instant.FromDateTimeUtc(row.GetDateTime(1))),
        balanceId) is [var failures] ? failures : null;

    public async Task PutFailuresAsync(long balanceId, int failures, Instant since)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await connection.DoAsync(PutFailuresSql, balanceId, failures, since.ToDateTimeUtc());
    }

    private static Task WriteAsync(NpgsqlConnection connection, string by, string action, long batchId, Instant now)
    {
        var batch = batchId.ToString(CultureInfo.InvariantCulture);

        return new AuditLine(now, by, action, EntityKinds.Voucher, batch, $"{action} voucher {batch}").WriteAsync(connection);
    }

    // What changed nothing is in no log.
    private async Task WriteAsync(NpgsqlConnection connection, string by, string action, int changed, long from, long to, string why)
    {
        if (changed > 0)
        {
            var range = string.Create(CultureInfo.InvariantCulture, $"{from}-{to}");
            await new AuditLine(changes.Now, by, action, EntityKinds.Voucher, range, $"{action} {changed} vouchers of {range}: {why}").WriteAsync(connection);
        }
    }

    private static StoredVoucher Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetDecimal(1),
        row.GetString(2),
        row.IsDBNull(3) ? null : Instant.FromDateTimeUtc(row.GetDateTime(3)),
        row.GetBoolean(4),
        row.IsDBNull(5) ? null : row.GetInt64(5),
        row.GetBoolean(6),
        row.IsDBNull(8) ? [] : TaxJson.Read(row.GetString(8)));
}
