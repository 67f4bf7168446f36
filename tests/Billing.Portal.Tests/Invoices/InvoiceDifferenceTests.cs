using Billing.Contracts.Invoices;
using Billing.Portal.Invoices;

namespace Billing.Portal.Tests.Invoices;

public sealed class InvoiceDifferenceTests
{
    [Fact]
    public void Only_lines_that_changed_are_told_the_largest_first()
    {
        InvoiceLineRecord[] before = [Line("subscriptions", "Rent", 18.90m), Line("usage", "voice", 9.31m), Line("one-off", "Repair", 20m)];
        InvoiceLineRecord[] now = [Line("subscriptions", "Rent", 18.90m), Line("usage", "voice", 4m), Line("usage", "voice", 3m), Line("usage", "data", 4.96m)];

        Assert.Equal(
            [new("one-off", "Repair", 20m, 0), new("usage", "data", 0, 4.96m), new("usage", "voice", 9.31m, 7m)],
            InvoiceDifference.Between(before, now));
    }

    private static InvoiceLineRecord Line(string section, string text, decimal amount) => new(section, text, null, null, null, 1, 0, null, amount);
}
