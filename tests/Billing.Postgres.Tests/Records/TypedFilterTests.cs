using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Notifications;
using Billing.Contracts.Records;
using Billing.Core.Balances;
using Billing.Testing;
using NodaTime;

namespace Billing.Postgres.Tests.Records;

/// <summary>What somebody types finds what they see.</summary>
public sealed class TypedFilterTests(MadeUpOperators operators, MigratedPostgres postgres)
{
    private static readonly Instant Now = SystemClock.Instance.GetCurrentInstant();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_of_an_account_by_the_number_and_by_where_it_is()
    {
        await using var reader = await operators.SmallAsync();
        var query = reader.Get<IXdrQuery>();
        var some = await reader.Book.ReadAsync<long>("""
            select account_id from xdr where recorded_at > now() - interval '29 days' group by 1
            having count(*) between 20 and 400 and bool_or(called_number ~ '^[0-9]{7,}$') order by count(*) desc limit 1
            """);
        var month = new XdrFilter(Now - Duration.FromDays(29), Now, AccountId: some);
        var all = (await query.ListAsync(Scope.Everything, month, new(Size: 500), Cancel)).Rows;
        var one = all.First(row => row is { Peer.Length: > 6, Destination.Length: > 2, DestinationName.Length: > 3 });
        var peer = one.Peer!;

        foreach (var (text, number) in new[]
        {
            (peer[2..6], peer[2..6]),
            ($" +{peer[..3]} {peer[3..]}", peer),
            (one.Destination![..2], one.Destination[..2]),
            (one.DestinationName![1..].ToUpperInvariant(), "-"),
            ("no such place", "-"),
            ("%", "%"),
        })
        {
            var page = await query.ListAsync(Scope.Everything, month with { Text = text }, new(Size: 500, IsCounted: true), Cancel);
            var expected = all.Where(row => Has(row.Peer, number) || row.Destination?.StartsWith(number, StringComparison.Ordinal) == true || Has(row.DestinationName, text.Trim())).ToList();

            Assert.Equal(text is "no such place" or "%", !expected.Contains(one));
            Assert.Equal(expected.Select(row => row.SessionId), page.Rows.Select(row => row.SessionId));
            Assert.Equal(expected.Count, page.Count?.Rows);
            Assert.Equal(expected.Count, (await query.TotalsAsync(Scope.Everything, month with { Text = text }, Cancel)).Records);
        }
    }

    [Fact]
    public async Task Entries_for_usage_by_the_number_and_by_the_service()
    {
        await using var reader = await operators.SmallAsync();
        var balance = await reader.Book.ReadAsync<long>(
            "select balance_id from xdr where ledger_sequence is not null and called_number ~ '^[0-9]{7,}$' group by 1 having count(*) between 2 and 200 order by count(*) desc limit 1");
        var all = (await reader.Get<ILedgerQuery>().StatementAsync(Scope.Everything, balance, new(), new(Size: 500), Cancel)).Rows;
        var called = all.First(row => row.Peer?.Length > 6).Peer!;

        Assert.Equal(
            all.Where(row => Has(row.Peer, called[2..7]) || Has(row.OperationId, called[2..7]) || Has(row.Note, called[2..7])),
            await StatementAsync(reader.Get<ILedgerQuery>(), balance, new(called[2..7], null, [], [], IsPayers: false)));
        Assert.Equal( // as a language groups thousands, which does not make it an amount
            all.Where(row => Has(row.Peer, called)),
            await StatementAsync(
                reader.Get<ILedgerQuery>(), balance,
                new($"{called[..^6]}.{called[^6..^3]}.{called[^3..]}", decimal.Parse(called, CultureInfo.InvariantCulture), [], [], IsPayers: true)));
        Assert.Equal(all.Where(row => row.Service == "voice"), await StatementAsync(reader.Get<ILedgerQuery>(), balance, new("llamadas", null, [], ["voice"], IsPayers: true)));
        Assert.Equal(all.Where(row => row.Service == "voice"), await StatementAsync(reader.Get<ILedgerQuery>(), balance, new("VOICE", null, [], [], IsPayers: true)));
        Assert.Equal(all.Where(row => row.Reason is LedgerReason.TopUp), await StatementAsync(reader.Get<ILedgerQuery>(), balance, new("recarga", null, [LedgerReason.TopUp], [], IsPayers: true)));
    }

    // Who pays is not shown why the staff did something: nor do they find out by guessing at it.
    [Theory]
    [InlineData("suspicion", null, false, "1")]
    [InlineData("suspicion", null, true, "")]
    [InlineData("portal-7", null, false, "1")]
    [InlineData("portal-7", null, true, "")]
    [InlineData("ROUTER", null, true, "2")]
    [InlineData("Router", null, false, "2")]
    [InlineData("5", 5.0, true, "1 3")]
    [InlineData("2", 2.0, true, "")]
    [InlineData("2", 2.0, false, "2")] // its number
    [InlineData("-12.50", -12.5, true, "2")]
    [InlineData("", null, true, "1 2 3")]
    public async Task Other_entries_by_what_is_told_of_them(string text, double? amount, bool isPayers, string found)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var customer = await stores.Book.ReadAsync<long>("insert into customer (name, time_zone) values ('Ann', 'UTC') returning customer_id");
        var balance = await stores.Book.ReadAsync<long>("insert into balance (customer_id, currency) values ($1, 'USD') returning balance_id", customer);
        await stores.Book.ExecuteAsync(
            """
            insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, operation_id, note, recorded_at)
            values ($1, 1, 5, 5, 4, 'portal-7', 'Fraud suspicion', now()), ($1, 2, -12.5, -7.5, 21, 'x/y', 'Router', now()), ($1, 3, -5, -12.5, 20, null, 'Line rent', now())
            """,
            balance);

        var rows = await StatementAsync(stores.Get<ILedgerQuery>(), balance, new(text, (decimal?)amount, [], [], isPayers), Scope.OfCustomer(customer));

        Assert.Equal(found, string.Join(' ', rows.Select(row => row.Sequence)));
    }

    // By the words that are shown, whatever the language; what a clerk wrote of a top-up is not shown, so it is not found either, though
    // it be in the words of a payment.
    [Theory]
    [InlineData("pago 3, e", "1")]
    [InlineData("EFECTIVO", "1")]
    [InlineData("cash", "")]
    [InlineData("pago", "1 2")]
    [InlineData("disputa del pago 3", "2")]
    [InlineData("friend", "")]
    [InlineData("payment", "")]
    public async Task Entries_for_payments_by_what_their_payer_is_shown(string text, string found)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var customer = await stores.Book.ReadAsync<long>("insert into customer (name, time_zone) values ('Ann', 'UTC') returning customer_id");
        var balance = await stores.Book.ReadAsync<long>("insert into balance (customer_id, currency) values ($1, 'USD') returning balance_id", customer);
        await stores.Book.ExecuteAsync(
            """
            insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, operation_id, note, recorded_at)
            values ($1, 1, 5, 5, 3, 'payment-a', 'payment 3, cash', now()), ($1, 2, 5, 10, 8, 'payment-refund-back-b', 'dispute of payment 3 was won', now()),
                   ($1, 3, 5, 15, 3, 'c', 'a friend brought the payment', now()), ($1, 4, 5, 20, 4, 'd', 'payment 3, cash', now()), ($1, 5, 5, 25, 3, 'e', null, now()),
                   ($1, 6, 5, 30, 3, 'payment-of-a-clerk', 'payment 3, cash', now())
            """,
            balance);
        await stores.Book.ExecuteAsync(
            """
            with paid as (
                insert into payment (operation_id, balance_id, amount, currency, kind, method, state, refunded, by, created_at)
                values ('a', $1, 5, 'USD', 2, 'cash', $2, 0, 'dana', now()) returning payment_id
            )
            insert into payment_refund (operation_id, payment_id, amount, by, created_at) select 'b', payment_id, 5, 'dana', now() from paid
            """,
            balance, (int)Billing.Contracts.Payments.PaymentState.Credited);
        var typed = new TypedEntry(text, null, [], [], IsPayers: true)
        {
            Notes =
            [
                new("dispute of payment {0} was won", "se ganó la disputa del pago {0}"),
                new("payment {0}, cash", "pago {0}, efectivo"),
                new("payment {0}, {1}", @"\1 {1} {0}"),
            ],
        };

        Assert.Equal(found, string.Join(' ', (await StatementAsync(stores.Get<ILedgerQuery>(), balance, typed, Scope.OfCustomer(customer))).Select(row => row.Sequence)));
        Assert.Empty(await StatementAsync(stores.Get<ILedgerQuery>(), balance, typed with { Notes = [] }, Scope.OfCustomer(customer)));
    }

    [Theory]
    [InlineData("ANN@", 1)]
    [InlineData("your invoice", 1)]
    [InlineData("nobody@", 0)]
    [InlineData(null, 2)]
    public async Task Messages_by_where_they_went_and_what_they_were_about(string? text, int found)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var customer = await stores.Book.ReadAsync<long>("insert into customer (name, time_zone) values ('Ann', 'UTC') returning customer_id");
        var balance = await stores.Book.ReadAsync<long>("insert into balance (customer_id, currency) values ($1, 'USD') returning balance_id", customer);
        await stores.Book.ExecuteAsync(
            """
            with told as (
                insert into notification (key, event, balance_id, facts, raised_at, due_at, routed_at)
                select 'typed/' || n, 12, $1, '{}', now(), now(), now() from generate_series(1, 2) n returning notification_id, key
            )
            insert into notification_delivery (notification_id, channel, state, next_at, address, subject)
            select notification_id, 1, 4, now(), case key when 'typed/1' then 'ann@example.com' else 'other@example.com' end, case key when 'typed/1' then 'Your invoice' end from told
            """,
            balance);

        var rows = (await stores.Get<INotificationQuery>().ListAsync(Scope.Everything, new(customer, Sent: text), new(), Cancel)).Rows;

        Assert.Equal(found, rows.Count);
    }

    private static async Task<IReadOnlyList<StatementRow>> StatementAsync(ILedgerQuery ledger, long balance, TypedEntry typed, Scope? scope = null) =>
        (await ledger.StatementAsync(scope ?? Scope.Everything, balance, new(Typed: typed), new(Size: 500), Cancel)).Rows;

    private static bool Has(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
