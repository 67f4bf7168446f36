using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>What Lago puts on invoices: taxes by the line, coupons before them, usage with what is given back, notes to the cent; Kill Bill takes notes and ends together.</summary>
public sealed class LagoBillScenarioTests(MigratedPostgres postgres)
{
    private const string Json = """
        {"start": "2012-05-01", "until": "2025-10-07",
         "classes": {"default": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total",
                     "taxes": [{"name": "VAT", "percent": 20}]},
                     "l": {"closingDelayHours": 0, "amountDue": "total",
                           "taxes": [{"name": "P", "percent": 15, "codes": ["plan", "untaxed"]}, {"name": "C", "percent": 25, "codes": ["taxed"]}]},
                     "be": {"closingDelayHours": 0, "amountDue": "total", "series": "BE",
                            "taxes": [{"name": "E", "percent": 20, "codes": ["plan"]}, {"name": "C", "percent": 25, "codes": ["taxed"]}]},
                     "vat25": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total", "taxes": [{"name": "VAT", "percent": 25}]},
                     "vat23.33": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total",
                                  "taxes": [{"name": "VAT", "percent": 23.33}]},
                     "charged": {"invoices": "as-charged", "closingDelayHours": 0, "skipsZero": true, "amountDue": "total"}},
         "services": {"item": {"unit": "event", "price": 1, "priceUnit": 1, "interval": 1},
                      "taxed": {"unit": "event", "price": 1, "priceUnit": 1, "interval": 1},
                      "untaxed": {"unit": "event", "price": 1, "priceUnit": 1, "interval": 1}},
         "plans": {"p": {"fee": 100}, "ar": {"fee": 100, "model": "in-arrears"}, "ten": {"fee": 10, "model": "in-arrears", "taxCode": "plan"},
                   "twenty": {"fee": 20, "model": "in-arrears", "taxCode": "plan"}, "p2": {"fee": 200, "every": "anniversary"},
                   "p3": {"fee": 160, "every": "anniversary"}, "p4": {"fee": 29.99, "every": "weekly"}, "p5": {"fee": 769, "every": "anniversary"}, "1": {"fee": 10},
                   "2": {"fee": 15}, "3": {"fee": 19}, "n1": {"fee": 10, "every": "anniversary"}, "n2": {"fee": 15, "every": "anniversary"},
                   "n3": {"fee": 19, "every": "anniversary"}, "y": {"fee": 2399.95, "every": "anniversary", "count": 12},
                   "y2": {"fee": "239.90", "every": "anniversary", "count": 12}, "s": {"fee": 249.95, "every": "anniversary"}, "b": {"fee": 9.95, "every": "anniversary"}},
         "customers": {"t-a": {}, "t-skip": {}, "t-same": {}, "t-arrears": {}, "c-l": {"class": "l"}, "c-be": {"class": "be"}, "r200": {"class": "vat25"},
                       "r160": {"class": "vat25"}, "r29": {"class": "vat23.33"}, "notes": {}, "up-a": {"class": "vat25"}, "up-n": {"class": "vat25"},
                       "n-full": {"class": "charged"}, "n-after": {"class": "charged"}, "end": {"class": "charged"}, "before": {"class": "charged"},
                       "change": {"class": "charged"}},
         "steps": [
           {"at": "2012-05-01", "do": "subscribe", "customer": "change", "plan": "s", "as": "change"},
           {"do": "pay", "amount": 249.95, "customer": "change"},
           {"at": "2012-05-02", "do": "credit-note", "invoice": 1, "amount": 10, "customer": "change"},
           {"do": "change", "subscription": "change", "plan": "b"},
           {"at": "2012-05-31T23:00:00", "do": "cancel", "subscription": "change", "credit": "none"},
           {"at": "2013-08-18", "do": "subscribe", "customer": "n-full", "plan": "y", "as": "n-full"},
           {"do": "subscribe", "customer": "n-after", "plan": "y", "as": "n-after"},
           {"do": "pay", "customer": "n-full", "amount": 2399.95},
           {"do": "pay", "customer": "n-after", "amount": 2399.95},
           {"do": "credit-note", "customer": "n-full", "invoice": 1, "amount": 2399.95},
           {"do": "refund", "customer": "n-full", "amount": 2399.95},
           {"do": "subscribe", "customer": "end", "plan": "y2", "as": "end"},
           {"do": "pay", "amount": "239.90", "customer": "end"},
           {"do": "subscribe", "customer": "before", "plan": "y", "as": "before"},
           {"do": "pay", "amount": 2399.95, "customer": "before"},
           {"do": "credit-note", "invoice": 1, "amount": 197.26, "customer": "before"},
           {"do": "refund", "amount": 197.26, "customer": "before"},
           {"at": "2013-09-17", "do": "cancel", "subscription": "n-full"},
           {"do": "cancel", "subscription": "n-after"},
           {"do": "credit-note", "customer": "n-after", "invoice": 1, "amount": 197.26},
           {"do": "refund", "customer": "n-after", "amount": 2399.95},
           {"do": "cancel", "subscription": "end"},
           {"do": "cancel", "subscription": "before"},
           {"at": "2013-09-20", "do": "credit-note", "invoice": 1, "amount": 19.73, "customer": "end"},
           {"do": "credit-note", "invoice": 1, "amount": 19.72, "customer": "end"},
           {"do": "credit-note", "invoice": 1, "amount": 0.01, "customer": "end"},
           {"at": "2024-03-01", "do": "subscribe", "customer": "c-l", "plan": "ten", "as": "c-l"},
           {"do": "coupon", "customer": "c-l", "amount": 16},
           {"do": "subscribe", "customer": "c-be", "plan": "twenty", "as": "c-be"},
           {"do": "coupon", "customer": "c-be", "amount": 40},
           {"at": "2024-03-05T10:00:00", "do": "use", "customer": "c-l", "service": "taxed", "units": 100},
           {"do": "use", "customer": "c-l", "service": "untaxed", "units": 50},
           {"do": "use", "customer": "c-be", "service": "taxed", "units": 80},
           {"at": "2024-03-05T12:12:00", "do": "subscribe", "customer": "up-a", "plan": "1", "as": "up-a"},
           {"do": "subscribe", "customer": "up-n", "plan": "n1", "as": "up-n"},
           {"at": "2024-03-12T12:12:00", "do": "change", "subscription": "up-a", "plan": "2"},
           {"do": "change", "subscription": "up-n", "plan": "n2"},
           {"at": "2024-03-12T13:12:00", "do": "change", "subscription": "up-a", "plan": "3"},
           {"do": "change", "subscription": "up-n", "plan": "n3"},
           {"at": "2024-04-01", "do": "cancel", "subscription": "c-l"},
           {"at": "2024-04-01T23:00:00", "do": "cancel", "subscription": "up-a", "credit": "none"},
           {"do": "cancel", "subscription": "up-n", "credit": "none"},
           {"at": "2024-04-05T10:00:00", "do": "use", "customer": "c-be", "service": "taxed", "units": 80},
           {"at": "2024-05-02T23:00:00", "do": "cancel", "subscription": "c-be", "credit": "full"},
           {"at": "2025-02-08", "do": "subscribe", "customer": "t-a", "plan": "p", "as": "t-a"},
           {"do": "subscribe", "customer": "t-skip", "plan": "p", "as": "t-skip"},
           {"do": "subscribe", "customer": "t-same", "plan": "p", "as": "t-same"},
           {"do": "subscribe", "customer": "t-arrears", "plan": "ar", "as": "t-arrears"},
           {"at": "2025-02-08T05:00:00", "do": "use", "customer": "t-same", "service": "item", "units": 50},
           {"at": "2025-02-09", "do": "cancel", "subscription": "t-same"},
           {"at": "2025-02-10", "do": "use", "customer": "t-a", "service": "item", "units": 50},
           {"do": "use", "customer": "t-skip", "service": "item", "units": 50},
           {"do": "use", "customer": "t-arrears", "service": "item", "units": 50},
           {"at": "2025-02-22", "do": "cancel", "subscription": "t-a"},
           {"do": "cancel", "subscription": "t-skip", "credit": "none"},
           {"do": "invoice", "customer": "t-skip"},
           {"do": "cancel", "subscription": "t-arrears"},
           {"at": "2025-09-18T16:00:00", "do": "subscribe", "customer": "r200", "plan": "p2", "as": "r200"},
           {"do": "pay", "amount": 300, "customer": "r200"},
           {"do": "subscribe", "customer": "r160", "plan": "p3", "as": "r160"},
           {"do": "pay", "amount": 300, "customer": "r160"},
           {"do": "subscribe", "customer": "notes", "plan": "p5", "as": "notes"},
           {"do": "pay", "amount": "922.80", "customer": "notes"},
           {"at": "2025-09-19", "do": "cancel", "subscription": "r200"},
           {"do": "cancel", "subscription": "r160"},
           {"at": "2025-09-20T16:30:00", "do": "credit-note", "invoice": 1, "amount": 872.23, "customer": "notes"},
           {"at": "2025-09-22T16:30:00", "do": "credit-note", "invoice": 1, "amount": 50.57, "customer": "notes"},
           {"at": "2025-09-23T23:00:00", "do": "cancel", "subscription": "notes", "credit": "none"},
           {"at": "2025-10-06T16:00:00", "do": "subscribe", "customer": "r29", "plan": "p4", "as": "r29"},
           {"do": "pay", "amount": 300, "customer": "r29"},
           {"at": "2025-10-07", "do": "cancel", "subscription": "r29"}]}
        """;

    [Fact]
    public async Task Taxes_coupons_usage_and_notes_come_to_what_they_come_to_by_hand()
    {
        // 100 x 21/28 and its tax are 90; 50 of usage less the 25 that are left are 30 with tax. A coupon of 16 is 6 off what bears 15 % and 10 off
        // what bears 25 %: 8.10 and 22.50 of taxes on 144. What a note left of a fee is all that an end or a change gives back.
        var told = await ChargeTable.CheckAsync(postgres, Json, """
            t-a       2025-02-08 fee 75 02-08..03-01
                      2025-02-22 credit -25 02-22..03-01
            t-skip    2025-02-08 fee 75 02-08..03-01
            t-same    2025-02-08 fee 75 02-08..03-01
                      2025-02-09 credit -71.42857 02-09..03-01
            t-arrears 2025-02-22 fee 50 02-08..02-22
            up-a      2024-03-05 fee 8.70968 03-05..04-01
                      2024-03-12 credit -6.45161 03-12..04-01
                      2024-03-12 fee 9.67742 03-12..04-01
                      2024-03-12 credit -9.67742 03-12..04-01
                      2024-03-12 fee 12.25806 03-12..04-01
                      2024-04-01 fee 19 04-01..05-01
            up-n      2024-03-05 fee 10 03-05..04-05
                      2024-03-12 credit -7.74194 03-12..04-05
                      2024-03-12 fee 11.6129 03-12..04-05
                      2024-03-12 credit -11.6129 03-12..04-05
                      2024-03-12 fee 14.70968 03-12..04-05
            """);

        Bills("t-a", "90", "30");
        Bills("t-skip", "90", "60");
        Bills("t-same", "90", "-25.72");
        Bills("t-arrears", "120");
        Bills("c-l", "174.6");
        Bills("c-be", "74.4", "124");
        Bills("r200", "250", "-241.66");
        Bills("r160", "200", "-193.34");
        Bills("r29", "36.99", "-31.71");
        Bills("notes", "922.8", "-872.23", "-50.57");
        Bills("up-a", "10.89", "4.04", "26.98");
        Bills("n-full", "2399.95", "-2399.95");
        Bills("n-after", "2399.95", "-2202.69", "-197.26");
        Bills("end", "239.9", "-220.18", "-19.72");
        Bills("before", "2399.95", "-197.26", "-2202.69");
        Bills("change", "249.95", "-10", "-230.32");

        // The totals of the invoices.
        void Bills(string customer, params string[] totals) => Assert.Equal(totals, told.Bills(customer).Select(one => one[(one.LastIndexOf(' ') + 1)..]));
    }
}
