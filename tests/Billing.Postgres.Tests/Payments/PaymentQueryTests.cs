using Billing.Contracts;
using Billing.Contracts.Payments;
using Billing.Testing;
using NodaTime;

namespace Billing.Postgres.Tests.Payments;

public sealed class PaymentQueryTests(MigratedPostgres postgres)
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 2, 12, 0);

    [Fact]
    public async Task Payments_are_found_by_whose_they_are_and_how_they_stand()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (ann, annsBalance) = await PayerAsync(stores, "Ann");
        var (bob, bobsBalance) = await PayerAsync(stores, "Bob");
        await PayAsync(stores, annsBalance, "a1", 25, PaymentState.Credited, Noon);
        await PayAsync(stores, annsBalance, "a2", 10, PaymentState.Declined, Noon + Duration.FromHours(1));
        await PayAsync(stores, bobsBalance, "b1", 7, PaymentState.Credited, Noon + Duration.FromHours(2));
        var query = stores.Get<IPaymentQuery>();

        Assert.Equal(["b1", "a2", "a1"], await ListAsync(query, Scope.Everything, new()));
        Assert.Equal(["a2", "a1"], await ListAsync(query, Scope.Everything, new(CustomerId: ann)));
        Assert.Equal(["a1"], await ListAsync(query, Scope.Everything, new(CustomerId: ann, State: PaymentState.Credited)));
        Assert.Equal(["a2", "a1"], await ListAsync(query, Scope.Everything, new(BalanceId: annsBalance)));
        Assert.Equal(["a2"], await ListAsync(query, Scope.Everything, new(From: Noon + Duration.FromMinutes(1), To: Noon + Duration.FromHours(2))));

        // Another's scope finds nothing, whatever is asked for.
        Assert.Equal(["b1"], await ListAsync(query, Scope.OfCustomer(bob), new()));
        Assert.Empty(await ListAsync(query, Scope.OfCustomer(bob), new(CustomerId: ann)));
        Assert.Empty(await ListAsync(query, Scope.OfAccount(long.MaxValue), new()));
    }

    [Theory]
    [InlineData("CAS", null, true, "a1 a2")]
    [InlineData("r-1", null, false, "a1 a2")]
    [InlineData("r-1", null, true, "")] // what the staff wrote: who pays cannot guess at it
    [InlineData("25", 25, true, "a1")]
    [InlineData("10.00", 10, true, "a2")]
    [InlineData("7", 7, true, "")] // another's
    [InlineData("100%", null, true, "")]
    [InlineData(" ", null, true, "a1 a2")]
    public async Task Those_of_a_balance_are_found_by_what_is_typed(string text, int? amount, bool isPayers, string found)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (ann, annsBalance) = await PayerAsync(stores, "Ann");
        var (_, bobsBalance) = await PayerAsync(stores, "Bob");
        await PayAsync(stores, annsBalance, "a1", 25, PaymentState.Credited, Noon);
        await PayAsync(stores, annsBalance, "a2", 10, PaymentState.Declined, Noon - Duration.FromHours(1));
        await PayAsync(stores, bobsBalance, "b1", 7, PaymentState.Credited, Noon);

        var scope = isPayers ? Scope.OfCustomer(ann) : Scope.Everything;
        Assert.Equal(found.Split(' ', StringSplitOptions.RemoveEmptyEntries), await ListAsync(stores.Get<IPaymentQuery>(), scope, new(annsBalance, Text: text, TextAmount: amount)));
    }

    [Fact]
    public async Task A_way_is_found_by_what_another_language_calls_it()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (ann, balance) = await PayerAsync(stores, "Ann");
        await PayAsync(stores, balance, "a1", 25, PaymentState.Credited, Noon);
        var query = stores.Get<IPaymentQuery>();

        Assert.Equal(["a1"], await ListAsync(query, Scope.OfCustomer(ann), new(balance, Text: "efec") { Ways = ["bank transfer", "cash"] }));
        Assert.Empty(await ListAsync(query, Scope.OfCustomer(ann), new(balance, Text: "efec") { Ways = ["bank transfer"] }));
    }

    // As much of it as is typed; of what another payment settled nothing.
    [Theory]
    [InlineData("INV-000017", "a1")]
    [InlineData("inv-00001", "a1")]
    [InlineData("17", "a1")]
    [InlineData("INV-000018", "")]
    public async Task It_is_found_by_the_invoice_that_it_settled(string text, string found)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (ann, balance) = await PayerAsync(stores, "Ann");
        await PayAsync(stores, balance, "a1", 25, PaymentState.Credited, Noon);
        await PayAsync(stores, balance, "a2", 26, PaymentState.Credited, Noon);
        await SettleAsync(stores, balance, "a1", 17);

        foreach (var scope in new[] { Scope.Everything, Scope.OfCustomer(ann) })
        {
            Assert.Equal(found.Split(' ', StringSplitOptions.RemoveEmptyEntries), await ListAsync(stores.Get<IPaymentQuery>(), scope, new(balance, Text: text)));
        }
    }

    [Fact]
    public async Task A_row_has_what_people_ask_about_a_payment()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (ann, balance) = await PayerAsync(stores, "Ann");
        await PayAsync(stores, balance, "a1", 25, PaymentState.Credited, Noon);

        var row = Assert.Single((await stores.Get<IPaymentQuery>().ListAsync(Scope.Everything, new(), new(), TestContext.Current.CancellationToken)).Rows);
        Assert.Equal(
            ("a1", balance, ann, "Ann", 25m, "USD", PaymentMethodKind.Cash, "cash", PaymentState.Credited, "R-1", 5m, "dana", Noon),
            (row.OperationId, row.BalanceId, row.CustomerId, row.Customer, row.Amount, row.Currency, row.Kind, row.Method, row.State,
                row.Reference, row.Refunded, row.By, row.CreatedAt));
    }

    private static async Task<string[]> ListAsync(IPaymentQuery query, Scope scope, PaymentFilter filter) =>
        [.. (await query.ListAsync(scope, filter, new(IsDescending: true), TestContext.Current.CancellationToken)).Rows.Select(row => row.OperationId)];

    private static async Task<(long CustomerId, long BalanceId)> PayerAsync(Stores stores, string name)
    {
        var customerId = await stores.Book.ReadAsync<long>(
            "insert into customer (name, time_zone) values ($1, 'UTC') returning customer_id", name);
        var balanceId = await stores.Book.ReadAsync<long>(
            "insert into balance (customer_id, currency) values ($1, 'USD') returning balance_id", customerId);

        return (customerId, balanceId);
    }

    private static async Task PayAsync(Stores stores, long balanceId, string operationId, decimal amount, PaymentState state, Instant at) =>
        await stores.Book.ExecuteAsync(
            """
            insert into payment (operation_id, balance_id, amount, currency, kind, method, reference, state, refunded, by, created_at)
            values ($1, $2, $3, 'USD', 2, 'cash', 'R-1', $4, 5, 'dana', $5)
            """,
            operationId, balanceId, amount, (int)state, at.ToDateTimeUtc());

    private static async Task SettleAsync(Stores stores, long balanceId, string operationId, int number)
    {
        await stores.Book.ExecuteAsync("insert into invoice_series (name, last_number) values ('INV', $1)", (long)number);
        await stores.Book.ExecuteAsync(
            """
            with class as (insert into customer_class (name, terms) values ('default', '{}')),
            payer as (
                insert into payer (balance_id, class, anchor, open_from, opened_through, opened_owed, credited_through, next_due_at)
                values ($1, 'default', '2026-01-01', '2026-02-01', 0, 0, 9, 'infinity')
            ), credit as (
                insert into payer_credit (balance_id, sequence, amount, remaining) values ($1, 1, 25, 0)
            ), credited as (
                insert into operation (operation_id, balance_id, body, amount, sequence, recorded_at) values ('payment-' || $2::text, $1, 'TopUp 25', 25, 1, now())
            ), issued as (
                insert into invoice
                    (kind, series, series_number, balance_id, period_from, period_to, issued_on, due_on, currency, net, tax, total, previous_owed, paid,
                     amount_due, owed_after, tax_to_post, rounding_to_post, after_sequence, through_sequence, carried_in, carried_on, is_posted, issued_at)
                values (1, 'INV', $3, $1, '2026-01-01', '2026-02-01', '2026-02-01', '2026-02-15', 'USD', 25, 0, 25, 0, 0, 25, 25, 0, 0, 0, 9, '{}', '{}', true, now())
                returning invoice_id
            )
            insert into settlement (balance_id, sequence, invoice_id, amount, made_at) select $1, 1, invoice_id, 25, now() from issued
            """,
            balanceId, operationId, (long)number);
    }
}
