using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Core.Tariffs;
using Billing.Testing;
using NodaTime;

namespace Billing.Postgres.Tests.Changes;

public sealed class AuditLogQueryTests(MigratedPostgres postgres)
{
    // Changes and money of one instant too, of all that is the customer's and of nothing else.
    [Theory]
    [InlineData(true, "balance/adjust customer/late balance/top-up account/second account/first customer/create")]
    [InlineData(false, "customer/late account/second account/first customer/create")]
    public async Task What_is_a_customers_is_read_page_by_page_the_newest_first(bool withMoney, string expected)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var tariff = await stores.Book.AddTariffAsync("Audited", Unit.Second, 60, 1);
        var ann = await AddAsync(stores, tariff, "ann");
        await AddAsync(stores, tariff, "bob");
        var (query, all) = (stores.Get<IAuditLogQuery>(), new List<AuditRecord>());

        while (await query.PageAsync(new(Whose: Scope.OfCustomer(ann), WithMoney: withMoney), all.LastOrDefault()?.Cursor, 2, TestContext.Current.CancellationToken) is [_, ..] page)
        {
            all.AddRange(page);
        }

        Assert.Equal(expected, string.Join(' ', all.Select(line => $"{line.EntityKind}/{line.Action}")));
        Assert.All(all, line => Assert.Equal("anna", line.By));
        Assert.All(all, line => Assert.NotNull(line.NewJson));
        Assert.Equal("ann-1", all.Single(line => line.Action == "first").Name);
    }

    // Two of one instant, and of one kind: a page ends within them.
    [Theory]
    [InlineData(AuditSort.At, true, "balance/adjust customer/late balance/top-up account/second account/first customer/create")]
    [InlineData(AuditSort.At, false, "customer/create account/first account/second balance/top-up customer/late balance/adjust")]
    [InlineData(AuditSort.Kind, false, "account/second account/first balance/adjust balance/top-up customer/late customer/create")]
    [InlineData(AuditSort.Kind, true, "customer/create customer/late balance/top-up balance/adjust account/first account/second")]
    public async Task It_is_read_page_by_page_in_each_order(AuditSort sort, bool isDescending, string expected)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var ann = await AddAsync(stores, await stores.Book.AddTariffAsync("Audited", Unit.Second, 60, 1), "ann", paidBy: "zed (as ann)");

        foreach (var filter in new AuditFilter[] { new(From: Instant.FromUtc(2026, 3, 1, 0, 0), To: Instant.FromUtc(2026, 3, 2, 0, 0)), new(Whose: Scope.OfCustomer(ann), WithMoney: true) })
        {
            foreach (var size in new[] { 1, 2, 4 })
            {
                var all = new List<AuditRecord>();

                while (await stores.Get<IAuditLogQuery>().PageAsync(
                    filter, new(sort, isDescending), all.LastOrDefault()?.CursorIn(sort), size, TestContext.Current.CancellationToken) is [_, ..] page)
                {
                    all.AddRange(page);
                }

                Assert.Equal(expected, string.Join(' ', all.Select(line => $"{line.EntityKind}/{line.Action}")));
            }
        }
    }

    private static async Task<long> AddAsync(Stores stores, long tariff, string name, string paidBy = "anna")
    {
        var balance = await stores.Book.AddBalanceAsync(funds: 0);
        var customer = await stores.Book.ReadAsync<long>("select customer_id from balance where balance_id = $1", balance);
        var first = await stores.Book.AddAccountAsync(name + "-1", balance, tariff, "voice", Unit.Second);
        var second = await stores.Book.AddAccountAsync(name + "-2", balance, tariff, "voice", Unit.Second);
        await stores.Book.ExecuteAsync(
            """
            insert into audit_log (at, by, action, entity_kind, entity_id, sentence, new)
            values ('2026-03-01 12:00Z', 'anna', 'create', 'customer', $1::bigint::text, 'said', '{}'), ('2026-03-01 13:00Z', 'anna', 'first', 'account', $2::bigint::text, 'said', '{}'),
                   ('2026-03-01 14:00Z', 'anna', 'second', 'account', $3::bigint::text, 'said', '{}'), ('2026-03-01 15:00Z', 'anna', 'late', 'customer', $1::bigint::text, 'said', '{}')
            """,
            customer, first, second);
        await stores.Book.ExecuteAsync(
            """
            insert into operation (operation_id, balance_id, body, amount, by, recorded_at)
            values ('top-up-' || $1::bigint, $1, 'TopUp 5', 5, $2::text, '2026-03-01 14:30Z'), ('adjust-' || $1::bigint, $1, 'Adjust 5', 5, 'anna', '2026-03-01 15:00Z')
            """,
            balance, paidBy);

        return customer;
    }
}
