using System.Text.Json;
using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>Payments and credit notes are told apart, and what was subscribed is told with its days and pieces.</summary>
public sealed class CreditScenarioTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Credit_notes_are_net_where_taxes_are_added_and_are_not_told_as_payments()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "classes": {"default": {"closingDelayHours": 0, "taxes": [{"name": "VAT", "percent": 21}]}},
             "customers": {"ann": {}},
             "steps": [
               {"do": "charge", "amount": 100},
               {"at": "2026-02-02", "do": "credit-note", "invoice": 1, "amount": 60.5},
               {"do": "pay", "amount": 60.5},
               {"do": "charge", "amount": 10},
               {"do": "pay", "amount": -5},
               {"do": "pay", "amount": 1.234},
               {"do": "refund", "amount": -3},
               {"do": "refund", "amount": 0.001},
               {"do": "credit", "amount": 0},
               {"do": "void", "invoice": 2},
               {"at": "2026-03-02", "do": "credit", "amount": 50}],
             "until": "2026-04-01"}
            """);

        Assert.Equal(["one-off correction -50"], told.Lines("ann", 1));
        Assert.Equal((-50m, -10.5m, -60.5m), Sums(told.Invoice("ann", 1), "net", "tax", "total"));
        Assert.Equal((121m, 60.5m, 60.5m), Sums(told.Invoice("ann", 2), "previous", "paidBefore", "creditedBefore"));
        Assert.Equal(["INV-000003"], told.Invoice("ann", 2).GetProperty("settlements").EnumerateArray().Select(one => one.GetProperty("by").GetString()));
        Assert.Equal(
            [
                "amount: expected more than zero", "amount: expected one to the minor unit of USD", "amount: expected more than zero",
                "amount: expected one to the minor unit of USD", "amount: expected more than zero",
                "invoice: expected a number such as INV-000001, or which of the customer's 1 it is",
            ],
            Enumerable.Range(4, 6).Select(told.Problem));
        Assert.Equal("48.4", told.Balance("ann"));
    }

    [Fact]
    public async Task Lines_tell_what_they_are_of_and_payments_what_they_settled()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "classes": {"default": {"closingDelayHours": 0, "dunning": [{"days": 40, "action": "terminate"}]}},
             "plans": {"basic": {"fee": 31, "every": "anniversary"}}, "customers": {"ann": {}},
             "steps": [
               {"at": "2026-03-20", "do": "subscribe", "plan": "basic", "from": "2026-01-10", "quantity": 2},
               {"do": "subscribe", "plan": "basic", "from": "2026-01-10", "quantity": 2, "backdated": true, "preview": true},
               {"do": "subscribe", "plan": "basic", "as": "s", "from": "2026-01-10", "quantity": 2, "backdated": true},
               {"at": "2026-04-15", "do": "change", "subscription": "s", "anchorDay": 1, "preview": true},
               {"do": "change", "subscription": "s", "anchorDay": 1},
               {"do": "pay", "amount": 100}],
             "until": "2026-07-01"}
            """);

        Assert.StartsWith("at: expected", told.Problem(0), StringComparison.Ordinal);
        string[] charges =
        [
            "2026-01-10 fee 62 01-10..02-10", "2026-02-10 fee 62 02-10..03-10", "2026-03-10 fee 62 03-10..04-10", "2026-04-10 fee 62 04-10..05-10",
        ];
        Assert.Equal(4, told.Step(1).GetProperty("charges").GetArrayLength());
        Assert.Equal(charges, told.Charges("ann").Take(4));
        Assert.Equal(["2026-04-15 credit -51.66667 04-15..05-10", "2026-04-15 fee 33.06667 04-15..05-01", "2026-05-01 fee 62 05-01..06-01"], told.Charges("ann").Skip(4).Take(3));
        Assert.Equal(3, told.Step(3).GetProperty("charges").GetArrayLength());
        var lines = told.Invoice("ann", 0).GetProperty("lines").EnumerateArray().Select(line =>
            $"{line.GetProperty("subscription")} {line.GetProperty("kind")} {line.GetProperty("quantity")} {line.GetProperty("period")}").ToArray();
        Assert.Equal(["s fee 2 2026-01-10", "s fee 2 2026-02-10", "s fee 2 2026-03-10"], lines);
        var payment = Assert.Single(told.Customer("ann").GetProperty("payments").EnumerateArray());
        Assert.Equal(100, payment.GetProperty("amount").GetDecimal());
        Assert.Equal(["INV-000001 100"], payment.GetProperty("allocated").EnumerateArray().Select(one => $"{one.GetProperty("invoice")} {one.GetProperty("amount").GetDecimal():0.##}"));
        Assert.Equal((false, "terminate"), (told.Customer("ann").GetProperty("isSuspended").GetBoolean(), told.Customer("ann").GetProperty("dunning").GetProperty("level").GetString()));
    }

    [Fact]
    public async Task Quarters_of_the_calendar_are_billed_and_a_note_of_a_line_is_of_its_fee_alone()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-01-01", "classes": {"default": {"every": "quarterly"}},
             "plans": {"quarter": {"fee": 91, "every": "quarterly"}, "half": {"fee": 181, "every": "half-yearly", "model": "in-arrears"}, "month": {"fee": 30}},
             "customers": {"ann": {}, "bob": {}},
             "steps": [
               {"at": "2026-05-16", "do": "subscribe", "customer": "ann", "plan": "quarter", "as": "q"},
               {"do": "subscribe", "customer": "bob", "plan": "half", "as": "h"},
               {"do": "subscribe", "customer": "bob", "plan": "month", "from": "2026-09-11", "preview": true},
               {"at": "2026-05-20", "do": "charge", "customer": "ann", "amount": 10, "text": "Delivery"},
               {"at": "2026-05-21", "do": "invoice", "customer": "ann"},
               {"at": "2026-05-22", "do": "credit-note", "customer": "ann", "invoice": "last", "line": 3, "amount": 1, "reason": "none"},
               {"do": "credit-note", "customer": "ann", "invoice": 1, "line": 2, "amount": 10, "reason": "late"},
               {"do": "credit-note", "customer": "ann", "invoice": 1, "line": 1, "amount": 20, "reason": "slow"},
               {"at": "2026-05-31", "do": "cancel", "subscription": "q"}],
             "until": "2026-07-02"}
            """);

        Assert.Equal(
            ["2026-09-11 20", "2026-10-01 30"],
            told.Step(2).GetProperty("charges").EnumerateArray().Select(one => $"{one.GetProperty("at").GetString()![..10]} {one.GetProperty("amount").GetDecimal():0.##}"));
        Assert.Equal("line: expected none, or the number of one of the invoice's that charges something", told.Problem(5));

        // 46 of the quarter's 91 days; 31 of them unused, of which 20 were given back already.
        Assert.Equal(["2026-05-16 fee 46 05-16..07-01", "2026-05-31 credit -26 05-31..07-01"], told.Charges("ann"));
        Assert.Equal("0", told.Balance("ann"));
        Assert.Equal(["2026-07-01 fee 46 05-16..07-01"], told.Charges("bob"));
        Assert.Equal(["2026-07-01 unpaid 46 due 46 open 46"], told.Invoices("bob"));
    }

    [Fact]
    public async Task A_subscription_tells_when_it_began_and_is_charged_next_and_charges_tell_of_how_many_pieces_they_are()
    {
        var told = await Told.OfAsync(postgres, """
            {"start": "2026-06-01", "plans": {"trial": {"fee": 30, "every": "anniversary", "trialDays": 10}, "daily": {"fee": 30, "model": "progressive"}},
             "customers": {"ann": {}},
             "steps": [
               {"do": "subscribe", "plan": "trial", "as": "s", "quantity": 2},
               {"do": "change", "subscription": "s", "quantity": 3, "from": "2026-07-11"},
               {"do": "subscribe", "plan": "daily", "as": "d", "quantity": 4, "from": "2026-07-12"}],
             "until": "2026-07-12"}
            """);

        var subscription = told.Customer("ann").GetProperty("subscriptions")[0];
        Assert.Equal(
            ["2026-06-01T00:00:00Z", "2026-06-11", "2026-06-11", "2026-08-11T00:00:00Z"],
            ((string[])["starts", "trialEnd", "anchor", "nextCharge"]).Select(name => subscription.GetProperty(name).GetString()));
        Assert.Equal([2, 3, 4], told.Customer("ann").GetProperty("charges").EnumerateArray().Select(one => one.GetProperty("quantity").GetInt32()));
    }

    private static (decimal, decimal, decimal) Sums(JsonElement invoice, string one, string two, string three) =>
        (invoice.GetProperty(one).GetDecimal(), invoice.GetProperty(two).GetDecimal(), invoice.GetProperty(three).GetDecimal());
}
