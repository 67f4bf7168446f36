using Billing.Contracts.Payers;
using Billing.Core.Subscriptions;
using Billing.Testing;

namespace Billing.Postgres.Tests.Payers;

/// <summary>Who has a plan, whichever version.</summary>
public sealed class PlanUseTests(MigratedPostgres postgres)
{
    [Theory]
    [InlineData(null, null, "3/2/Bob 1/1/Ann")]
    [InlineData("ann", null, "1/1/Ann")]
    [InlineData(null, SubscriptionState.Ended, "2/1/Ann")]
    [InlineData("nobody", null, "")]
    public async Task Who_has_it_is_listed_with_the_version_page_by_page(string? text, SubscriptionState? state, string found)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var plan = await AddAsync(stores);
        var (query, all, cursor) = (stores.Get<IPayerQuery>(), new List<SubscriberRow>(), (string?)null);

        do
        {
            var page = await query.SubscribersAsync(
                new(plan, text, state), new(IsDescending: true, Size: 1, Cursor: cursor), TestContext.Current.CancellationToken);
            all.AddRange(page.Rows);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(found, string.Join(' ', all.Select(row => $"{row.SubscriptionId}/{row.Version}/{row.Customer}")));
    }

    // Ann has the first version and had it once more, Bob the second; what is another plan's is not told.
    private static async Task<long> AddAsync(Stores stores)
    {
        var plan = await stores.Book.ReadAsync<long>("insert into plan_head (name, currency) values ('Large', 'USD') returning plan_head_id");
        await stores.Book.ExecuteAsync("""
            insert into plan (plan_id, name, currency, terms) values (11, 'Large', 'USD', '{}'), (12, 'Other', 'USD', '{}'), (13, 'Large', 'USD', '{}')
            """);
        await stores.Book.ExecuteAsync("insert into customer_class (name, terms) values ('default', '{}')");

        foreach (var (name, number, version, state) in new[] { ("Ann", 1, 11, 3), ("Ann", 2, 11, 6), ("Bob", 3, 13, 3), ("Bob", 4, 12, 3) })
        {
            await stores.Book.ExecuteAsync(
                """
                with one as (
                    insert into customer (name, time_zone) values ($1, 'UTC') returning customer_id
                ), money as (
                    insert into balance (customer_id, currency) select customer_id, 'USD' from one returning balance_id
                ), billed as (
                    insert into payer (balance_id, class, anchor, open_from, opened_through, opened_owed, credited_through, next_due_at)
                    select balance_id, 'default', '2026-01-01', '2026-02-01', 0, 0, 0, 'infinity' from money
                )
                insert into subscription (subscription_id, operation_id, balance_id, plan_id, state, charged_through, history, created_at)
                select $2, 'ordered-' || $2::bigint, balance_id, $3, $4, now(), '{}', now() from money
                """,
                name, (long)number, (long)version, state);
        }

        return plan;
    }
}
