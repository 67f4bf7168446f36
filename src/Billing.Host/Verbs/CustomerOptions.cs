using System.CommandLine;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;

namespace Billing.Host.Verbs;

/// <summary>What can be said of a customer at the shell: all that the portal's form has. What is not said stays as it is.</summary>
internal static class CustomerOptions
{
    private static readonly Option<string?> Email = new("--email") { Description = "One address; \"\": none." };
    private static readonly Option<string?> Class = new("--class") { Description = "The customer class, such as business; residential when a customer is opened." };
    private static readonly Option<string?> Zone = new("--zone") { Description = "The billing time zone, such as Europe/Madrid; UTC when a customer is opened." };
    private static readonly Option<string?> Culture = new("--culture") { Description = "Language and region of mails and invoices, such as es-ES; en-GB when a customer is opened." };
    private static readonly Option<string?> Currency = new("--currency") { Description = "Of balances that are made from then on, such as EUR; USD when a customer is opened." };
    private static readonly Option<string?> Company = new("--company") { Description = "The company that it is; \"\": a person." };
    private static readonly Option<string?> Phone = new("--phone") { Description = "\"\": none." };
    private static readonly Option<string?> Street = new("--street") { Description = "Of the address; \"\": none, as of its other parts." };
    private static readonly Option<string?> City = new("--city") { Description = "Of the address." };
    private static readonly Option<string?> PostalCode = new("--postal-code") { Description = "Of the address." };
    private static readonly Option<string?> Region = new("--region") { Description = "Of the address." };
    private static readonly Option<string?> Country = new("--country") { Description = "Of the address: two letters, such as ES." };
    private static readonly Option<string?> Reference = new("--reference") { Description = "The number that another system knows it by, of no other customer; \"\": none." };
    private static readonly Option<string?> TaxNumber = new("--tax-number") { Description = "Printed on invoices, such as ESB12345678; \"\": none." };
    private static readonly Option<string?> InvoiceNote = new("--invoice-note") { Description = "On each invoice, such as an order number, or why no tax is charged; \"\": nothing." };
    private static readonly Option<string?> Notes = new("--notes") { Description = "For the staff; \"\": none." };
    private static readonly Option<int?> MaxSessions = new("--max-sessions") { Description = "Of all its accounts on one balance at once; 0: any number." };
    private static readonly Option<UsageList?> ListUsage = new("--list-usage") { Description = "Usage one by one on invoices: Yes, No or AsClass, as the class says." };

    private static readonly (string Field, Option Option)[] Fields =
    [
        (nameof(CustomerDetails.Email), Email), (nameof(CustomerDetails.Class), Class), (nameof(CustomerDetails.ZoneId), Zone),
        (nameof(CustomerDetails.Culture), Culture), (nameof(CustomerDetails.Currency), Currency), (nameof(CustomerDetails.Company), Company),
        (nameof(CustomerDetails.Phone), Phone), (nameof(PostalAddress.Street), Street), (nameof(PostalAddress.City), City),
        (nameof(PostalAddress.PostalCode), PostalCode), (nameof(PostalAddress.Region), Region), (nameof(PostalAddress.Country), Country),
        (nameof(CustomerDetails.ExternalReference), Reference), (nameof(CustomerDetails.TaxNumber), TaxNumber),
        (nameof(CustomerDetails.InvoiceNote), InvoiceNote), (nameof(CustomerDetails.Notes), Notes), (nameof(CustomerDetails.MaxSessions), MaxSessions),
        (nameof(CustomerDetails.ListsUsage), ListUsage),
    ];

    /// <summary>How usage is listed on invoices, as it is typed.</summary>
    private enum UsageList
    {
        Yes,
        No,
        AsClass,
    }

    /// <summary>All but the name.</summary>
    public static IEnumerable<Option> All => Fields.Select(one => one.Option);

    public static CustomerDetails Apply(ParseResult parsed, CustomerDetails details) => details with
    {
        Email = Text(parsed, Email, details.Email),
        Class = parsed.GetValue(Class)?.Trim() ?? details.Class,
        ZoneId = parsed.GetValue(Zone)?.Trim() ?? details.ZoneId,
        Culture = parsed.GetValue(Culture)?.Trim() ?? details.Culture,
        Currency = parsed.GetValue(Currency)?.Trim().ToUpperInvariant() ?? details.Currency,
        Company = Text(parsed, Company, details.Company),
        Phone = Text(parsed, Phone, details.Phone),
        Address = Whole(new(
            Text(parsed, Street, details.Address?.Street),
            Text(parsed, City, details.Address?.City),
            Text(parsed, PostalCode, details.Address?.PostalCode),
            Text(parsed, Region, details.Address?.Region),
            Text(parsed, Country, details.Address?.Country)?.ToUpperInvariant())),
        ExternalReference = Text(parsed, Reference, details.ExternalReference),
        Notes = Text(parsed, Notes, details.Notes),
        MaxSessions = parsed.GetValue(MaxSessions) switch { null => details.MaxSessions, 0 => null, { } most => most },
        ListsUsage = parsed.GetValue(ListUsage) switch { null => details.ListsUsage, UsageList.Yes => true, UsageList.No => false, _ => null },
        TaxNumber = parsed.GetValue(TaxNumber)?.Trim() ?? details.TaxNumber, // null would leave it as it was
        InvoiceNote = parsed.GetValue(InvoiceNote)?.Trim() ?? details.InvoiceNote,
    };

    /// <summary>A refusal in the words of who typed: by the options.</summary>
    public static ChangeReply Named(ChangeReply reply) => reply.Problems.IsDefaultOrEmpty ? reply : reply with
    {
        Problems = [.. reply.Problems.Select(problem => problem with
        {
            Field = problem.Field switch
            {
                "OperationId" => "--operation",
                var field => Fields.FirstOrDefault(one => one.Field == field).Option?.Name ?? $"--{field.ToLowerInvariant()}",
            },
        })],
    };

    private static string? Text(ParseResult parsed, Option<string?> option, string? before) =>
        parsed.GetValue(option) is not { } said ? before : string.IsNullOrWhiteSpace(said) ? null : said.Trim();

    private static PostalAddress? Whole(PostalAddress address) => address == new PostalAddress(null, null, null, null, null) ? null : address;
}
