using Billing.Grains.Payments;
using Billing.Testing;
using NodaTime;

namespace Billing.Postgres.Tests.Payments;

/// <summary>Which payments are gone on with by who sweeps, and in what order.</summary>
public sealed class InterruptedTests(MigratedPostgres postgres)
{
    private static readonly Instant Now = Stores.Noon;

    [Fact]
    public async Task What_another_provider_has_is_left_to_it_and_what_only_waits_for_the_ledger_is_not()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var balanceId = await stores.Book.AddBalanceAsync(0);

        foreach (var provider in new[] { "mine", "other" })
        {
            await AddAsync(stores, balanceId, $"authorized-{provider}", 2, provider, Duration.FromHours(1));
            await AddAsync(stores, balanceId, $"captured-{provider}", 3, provider, Duration.FromHours(1));
            await AddAsync(stores, balanceId, $"asked-{provider}", 6, provider, Duration.FromHours(24));
            await AddAsync(stores, balanceId, $"refund-{provider}", 4, provider, Duration.FromHours(1));
            await AddAsync(stores, balanceId, $"refunded-{provider}", 4, provider, Duration.FromHours(1));
            await RefundAsync(stores, $"refund-{provider}", null);
            await RefundAsync(stores, $"refunded-{provider}", "re_1");
        }

        await AddAsync(stores, balanceId, "cash", 4, null, Duration.FromHours(1), kind: 2);
        await RefundAsync(stores, "cash", null);

        Assert.Equal(
            ["asked-mine", "authorized-mine", "captured-mine", "captured-other", "cash", "refund-mine", "refunded-mine", "refunded-other"],
            (await stores.Get<IPaymentStore>().InterruptedAsync(Now, "mine", 100)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_does_not_end_is_taken_less_and_less_often_and_keeps_nothing_else_waiting()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (store, balanceId) = (stores.Get<IPaymentStore>(), await stores.Book.AddBalanceAsync(0));
        await AddAsync(stores, balanceId, "old", 2, "mine", Duration.FromDays(30));
        await AddAsync(stores, balanceId, "new", 2, "mine", Duration.FromMinutes(10));

        Assert.Equal(["old"], await store.InterruptedAsync(Now, "mine", 1));
        Assert.Equal(["new"], await store.InterruptedAsync(Now, "mine", 1));
        Assert.Empty(await store.InterruptedAsync(Now + Duration.FromSeconds(59), "mine", 1));
        Assert.Equal(["new"], await store.InterruptedAsync(Now + Duration.FromMinutes(1), "mine", 1));
        Assert.Empty(await store.InterruptedAsync(Now + Duration.FromMinutes(1), "mine", 1));
        Assert.Equal(["new"], await store.InterruptedAsync(Now + Duration.FromMinutes(59), "mine", 9));
        Assert.Equal(["old"], await store.InterruptedAsync(Now + Duration.FromMinutes(60), "mine", 9));
    }

    private static Task<int> AddAsync(Stores stores, long balanceId, string operation, int state, string? provider, Duration age, int kind = 1) => stores.Book.ExecuteAsync(
        """
        insert into payment (operation_id, balance_id, amount, currency, kind, method, state, provider, provider_reference, by, created_at)
        values ($1, $2, 7, 'USD', $3, 'Visa ending in 4242', $4, nullif($5, ''), 'pi_' || $1, 'bert', $6)
        """,
        operation,
        balanceId,
        kind,
        state,
        provider ?? "",
        (Now - age).ToDateTimeUtc());

    private static Task<int> RefundAsync(Stores stores, string operation, string? reference) => stores.Book.ExecuteAsync(
        """
        insert into payment_refund (operation_id, payment_id, amount, by, created_at, provider_reference)
        select $1, payment_id, 2, 'bert', created_at, nullif($2, '') from payment where operation_id = $1
        """,
        operation,
        reference ?? "");
}
