using System.Globalization;
using Billing.Contracts.Customers;
using Billing.Core.Amounts;
using Billing.Core.Customers;
using Billing.Grains.Changes;
using NodaTime;

namespace Billing.Grains.Customers;

/// <summary>What a customer's form must be like.</summary>
internal static class CustomerRules
{
    private const int MostNotes = 10_000;

    public static Problems Check(CustomerDetails customer) => new Problems()
        .Text(customer.Name, nameof(customer.Name), 200)
        .Expect(customer.Email is null || EmailAddress.IsOne(customer.Email), nameof(customer.Email), "an e-mail address such as name@example.com")
        .Expect(IsWord(customer.Class), nameof(customer.Class), "up to 50 small letters, digits and hyphens, such as residential")
        .Expect(DateTimeZoneProviders.Tzdb.GetZoneOrNull(customer.ZoneId ?? "") is not null, nameof(customer.ZoneId), "a time zone's name such as Europe/Madrid")
        .Expect(IsCulture(customer.Culture), nameof(customer.Culture), "a language and region such as en-GB")
        .Expect(Currency.TryParse(customer.Currency, out _), nameof(customer.Currency), "three capital letters of ISO 4217, such as USD")
        .Optional(customer.Company, nameof(customer.Company), 200)
        .Optional(customer.Phone, nameof(customer.Phone), 50)
        .Optional(customer.Address?.Street, nameof(PostalAddress.Street), 200)
        .Optional(customer.Address?.City, nameof(PostalAddress.City), 100)
        .Optional(customer.Address?.PostalCode, nameof(PostalAddress.PostalCode), 20)
        .Optional(customer.Address?.Region, nameof(PostalAddress.Region), 100)
        .Expect(
            customer.Address?.Country is not { } country || (country.Length == 2 && country.All(char.IsAsciiLetterUpper)),
            nameof(PostalAddress.Country),
            "two capital letters of ISO 3166-1, such as ES")
        .Optional(customer.ExternalReference, nameof(customer.ExternalReference), 100)
        .Optional(customer.Notes, nameof(customer.Notes), MostNotes)
        .Optional(customer.TaxNumber, nameof(customer.TaxNumber), 50)
        .Optional(customer.InvoiceNote, nameof(customer.InvoiceNote), 300)
        .Expect(customer.MaxSessions is null or > 0, nameof(customer.MaxSessions), "1 or more");

    public static Problems Check(CustomerStatusOrder order, Instant now) => new Problems()
        .Expect(Enum.IsDefined(order.Status), nameof(order.Status), "active, suspended or closed")
        .Expect(
            order.Status is CustomerStatus.Active || !string.IsNullOrWhiteSpace(order.Reason), nameof(order.Reason), "why it is suspended or closed")
        .Optional(order.Reason, nameof(order.Reason), 500)
        .Expect(
            order.Until is null || (order.Status is CustomerStatus.Suspended && order.Until > now),
            nameof(order.Until),
            "an instant to come, and only of a suspension");

    internal static bool IsWord(string? text) =>
        text is { Length: > 0 and <= 50 } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    // Any well-formed name makes a culture, so only those with a known language and a region count.
    private static bool IsCulture(string? name)
    {
        try
        {
            return name is { Length: >= 5 } && CultureInfo.GetCultureInfo(name, predefinedOnly: true) is { IsNeutralCulture: false } culture && culture.Name == name;
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }
}
