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
            [new("one-off", "Repair", null, 20m, 0), new("usage", "data", null, 0, 4.96m), new("usage", "voice", null, 9.31m, 7m)],
            InvoiceDifference.Between(before, now));
    }

    // One that has gone and one that is dearer by as much are not "as it was".
    [Fact]
    public void Fees_of_one_name_are_compared_line_by_line() => Assert.Equal(
        [new("subscriptions", "Rent", "anna", 10m, 0), new("subscriptions", "Rent", "ben", 10m, 20m)],
        InvoiceDifference.Between(
            [Fee("Rent", "anna", 10m), Fee("Rent", "ben", 10m), Fee("Rent", "cleo", 5m)],
            [Fee("Rent", "cleo", 2m), Fee("Rent", "ben", 20m), Fee("Rent", "cleo", 3m)]));

    [Theory]
    [InlineData(null, "anna")] // issued before the login was kept
    [InlineData("anna", null)] // the customer's as a whole from then on
    public void Where_one_invoice_names_no_login_fees_of_one_name_are_summed(string? before, string? now) => Assert.Equal(
        [new("subscriptions", "Rent", null, 10m, 12m)],
        InvoiceDifference.Between([Fee("Rent", before, 10m)], [Fee("Rent", now, 12m)]));

    [Fact]
    public void A_new_fee_names_its_login() =>
        Assert.Equal([new("subscriptions", "Rent", "anna", 0, 12m)], InvoiceDifference.Between([], [Fee("Rent", "anna", 12m)]));

    private static InvoiceLineRecord Fee(string text, string? account, decimal amount) => Line("subscriptions", text, amount) with { Account = account };

    private static InvoiceLineRecord Line(string section, string text, decimal amount) => new(section, text, null, null, null, 1, 0, null, amount);
}
