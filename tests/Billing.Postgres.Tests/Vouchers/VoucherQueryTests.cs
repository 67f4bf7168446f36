using Billing.Contracts.Vouchers;
using Billing.Testing;
using NodaTime;

namespace Billing.Postgres.Tests.Vouchers;

public sealed class VoucherQueryTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Batches_tell_their_serial_numbers_and_vouchers_how_they_stand()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var customerId = await stores.Book.ReadAsync<long>("insert into customer (name, time_zone) values ('Ann', 'UTC') returning customer_id");
        var balanceId = await stores.Book.ReadAsync<long>(
            "insert into balance (customer_id, currency) values ($1, 'USD') returning balance_id", customerId);
        var first = await MakeAsync(stores, 10, 3, isActive: true);
        var second = await MakeAsync(stores, 5, 2, isActive: false);
        var used = await stores.Book.ReadAsync<long>("select min(serial) from voucher");
        await stores.Book.ExecuteAsync(
            "update voucher set balance_id = $2, redeemed_by = 'ann', redeemed_at = now() where serial = $1", used, balanceId);
        var query = stores.Get<IVoucherQuery>();
        var batches = (await query.BatchesAsync(null, new(IsDescending: true), TestContext.Current.CancellationToken)).Rows;

        Assert.Equal([second, first], batches.Select(batch => batch.BatchId));
        Assert.Equal([first], (await query.BatchesAsync($"{first}", new(), TestContext.Current.CancellationToken)).Rows.Select(batch => batch.BatchId));
        Assert.Equal([first, second], (await query.BatchesAsync("DAN", new(), TestContext.Current.CancellationToken)).Rows.Select(batch => batch.BatchId));
        Assert.Empty((await query.BatchesAsync("nobody", new(), TestContext.Current.CancellationToken)).Rows);
        Assert.Equal((5m, 2, used + 3, used + 4), (batches[0].Amount, batches[0].Count, batches[0].FirstSerial, batches[0].LastSerial));
        Assert.Equal((used, used + 2), (batches[1].FirstSerial, batches[1].LastSerial));

        Assert.Equal([used, used + 1, used + 2, used + 3, used + 4], await ListAsync(query, new()));
        Assert.Equal([used, used + 1, used + 2], await ListAsync(query, new(BatchId: first)));
        Assert.Equal([used], await ListAsync(query, new(State: VoucherState.Used)));
        Assert.Equal([used + 1, used + 2], await ListAsync(query, new(State: VoucherState.Active)));
        Assert.Equal([used + 4], await ListAsync(query, new(second, used + 4, VoucherState.Blocked)));

        // Before a range is activated or blocked, people read what it comes to.
        await stores.Book.ExecuteAsync("update voucher_batch set expires_at = now() - interval '1 day' where voucher_batch_id = $1", second);
        Assert.Equal(
            [new(VoucherState.Blocked, true, "USD", 1, 5), new(VoucherState.Active, false, "USD", 2, 20), new VoucherSum(VoucherState.Used, false, "USD", 1, 10)],
            await query.SumAsync(used, used + 3, SystemClock.Instance.GetCurrentInstant(), TestContext.Current.CancellationToken));

        var row = (await query.ListAsync(new(Serial: used), new(Size: 1), TestContext.Current.CancellationToken)).Rows[0];
        Assert.Equal((VoucherState.Used, balanceId, "Ann", "ann"), (row.State, row.BalanceId, row.Customer, row.RedeemedBy));
    }

    private static async Task<long[]> ListAsync(IVoucherQuery query, VoucherFilter filter) =>
        [.. (await query.ListAsync(filter, new(), TestContext.Current.CancellationToken)).Rows.Select(row => row.Serial)];

    private static async Task<long> MakeAsync(Stores stores, decimal amount, int count, bool isActive)
    {
        var batchId = await stores.Book.ReadAsync<long>(
            """
            insert into voucher_batch (amount, currency, count, by, created_at) values ($1, 'USD', $2, 'dana', now())
            returning voucher_batch_id
            """,
            amount, count);

        for (var i = 0; i < count; i++)
        {
            await stores.Book.ExecuteAsync(
                "insert into voucher (voucher_batch_id, code_hash, is_active) values ($1, $2, $3)", batchId, Guid.NewGuid().ToByteArray(), isActive);
        }

        return batchId;
    }
}
