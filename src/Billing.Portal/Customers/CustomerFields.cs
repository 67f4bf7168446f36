using System.Globalization;
using Billing.Contracts.Customers;

namespace Billing.Portal.Customers;

/// <summary>A customer's form as it is being typed.</summary>
public sealed class CustomerFields
{
    public static readonly string[] Names =
    [
        nameof(Name), nameof(Company), nameof(Email), nameof(Phone), nameof(Street), nameof(City), nameof(PostalCode), nameof(Region),
        nameof(Country), nameof(Class), nameof(ZoneId), nameof(Culture), nameof(Currency), nameof(ExternalReference),
        nameof(MaxSessions), nameof(Notes), nameof(ListsUsage), nameof(TaxNumber), nameof(InvoiceNote),
    ];

    public string? Name { get; set; }
    public string? Company { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string? Street { get; set; }
    public string? City { get; set; }
    public string? PostalCode { get; set; }
    public string? Region { get; set; }
    public string? Country { get; set; }
    public string Class { get; set; } = "residential";
    public string ZoneId { get; set; } = "UTC";
    public string Culture { get; set; } = "en-GB";
    public string? Currency { get; set; } = "USD";
    public string? ExternalReference { get; set; }
    public string? MaxSessions { get; set; }
    public string? Notes { get; set; }
    public string? TaxNumber { get; set; }
    public string? InvoiceNote { get; set; }

    /// <summary><c>yes</c>, <c>no</c>; empty: as the class says.</summary>
    public string? ListsUsage { get; set; }

    public static CustomerFields Of(CustomerDetails details) => new()
    {
        Name = details.Name,
        Company = details.Company,
        Email = details.Email,
        Phone = details.Phone,
        Street = details.Address?.Street,
        City = details.Address?.City,
        PostalCode = details.Address?.PostalCode,
        Region = details.Address?.Region,
        Country = details.Address?.Country,
        Class = details.Class,
        ZoneId = details.ZoneId,
        Culture = details.Culture,
        Currency = details.Currency,
        ExternalReference = details.ExternalReference,
        MaxSessions = details.MaxSessions?.ToString(CultureInfo.InvariantCulture),
        Notes = details.Notes,
        TaxNumber = details.TaxNumber,
        InvoiceNote = details.InvoiceNote,
        ListsUsage = details.ListsUsage switch { true => "yes", false => "no", null => null },
    };

    /// <summary>Null: the number of sessions is no number; everything else is for the grain to judge.</summary>
    public CustomerDetails? Read()
    {
        var sessions = Typed(MaxSessions);
        var most = 0;

        if (sessions is not null && !int.TryParse(sessions, NumberStyles.None, CultureInfo.InvariantCulture, out most))
        {
            return null;
        }

        string?[] lines = [Typed(Street), Typed(City), Typed(PostalCode), Typed(Region), Typed(Country)?.ToUpperInvariant()];
        var address = Array.TrueForAll(lines, line => line is null) ? null : new PostalAddress(lines[0], lines[1], lines[2], lines[3], lines[4]);

        return new(
            Typed(Name) ?? "", Typed(Email), Class, ZoneId, Culture, Typed(Currency)?.ToUpperInvariant() ?? "", Typed(Company), Typed(Phone), address,
            Typed(ExternalReference), Typed(Notes), sessions is null ? null : most, Typed(ListsUsage) switch { "yes" => true, "no" => false, _ => null },
            TaxNumber?.Trim() ?? "", InvoiceNote?.Trim() ?? "");
    }

    // An empty field says nothing; of what is printed on invoices that nothing is: null would leave it as it was.
    private static string? Typed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
