using System.Globalization;
using System.Text.Json.Serialization;
using Billing.Contracts.Changes;
using Billing.Core.Customers;
using NodaTime;

namespace Billing.Contracts.Customers;

/// <summary>What is known of a customer and may be edited.</summary>
/// <param name="Name">Of a person, or the one to ask for at a company.</param>
/// <param name="Email">One address; null: none.</param>
/// <param name="Class">Such as <c>residential</c> or <c>business</c>: small letters, digits and hyphens.</param>
/// <param name="ZoneId">The billing time zone, by its name in the time zone database, such as <c>Europe/Madrid</c>.</param>
/// <param name="Culture">Language and region for texts and numbers, such as <c>en-GB</c> or <c>es-ES</c>.</param>
/// <param name="Currency">ISO 4217: of the balances that are made for it. Later only new balances get another one.</param>
/// <param name="ExternalReference">The number that another system knows it by; null or unique.</param>
/// <param name="MaxSessions">Of all its accounts on one balance at once; null: any number.</param>
/// <param name="TaxNumber">By which tax offices know it, such as <c>ESB12345678</c>; it is on its invoices. Empty: by none. Null in an edit: as it was.</param>
/// <param name="InvoiceNote">What each of its invoices says beside: an order number, why no tax is charged. Empty: nothing. Null in an edit: as it was.</param>
/// <remarks>What is new is left out of the text that an order is known again by where nothing is said of it: so it is the one that an older program wrote.</remarks>
[GenerateSerializer, Immutable, Alias("billing.customer-details")]
public sealed record CustomerDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Email = null,
    [property: Id(2)] string Class = "residential",
    [property: Id(3)] string ZoneId = "UTC",
    [property: Id(4)] string Culture = "en-GB",
    [property: Id(5)] string Currency = "USD",
    [property: Id(6)] string? Company = null,
    [property: Id(7)] string? Phone = null,
    [property: Id(8)] PostalAddress? Address = null,
    [property: Id(9)] string? ExternalReference = null,
    [property: Id(10)] string? Notes = null,
    [property: Id(11)] int? MaxSessions = null,
    [property: Id(12)] bool? ListsUsage = null,
    [property: Id(13), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TaxNumber = null,
    [property: Id(14), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? InvoiceNote = null);

/// <param name="Country">ISO 3166-1, two capital letters; null: not said.</param>
[GenerateSerializer, Immutable, Alias("billing.postal-address")]
public sealed record PostalAddress(
    [property: Id(0)] string? Street,
    [property: Id(1)] string? City,
    [property: Id(2)] string? PostalCode,
    [property: Id(3)] string? Region,
    [property: Id(4)] string? Country)
{
    /// <summary>What a country is called in the language of a culture: <c>Alemania</c>; its code where it has no name.</summary>
    /// <param name="code">ISO 3166-1, two capital letters.</param>
    /// <param name="culture">Language and region, such as <c>es-ES</c>.</param>
    public static string CountryName(string code, string culture)
    {
        try
        {
            return new RegionInfo($"{CultureInfo.GetCultureInfo(culture).TwoLetterISOLanguageName}-{code}").NativeName;
        }
        catch (ArgumentException)
        {
            return code; // no country that the program's data know, or no culture
        }
    }
}

/// <summary>A customer as it is edited.</summary>
/// <param name="Number">What people call it by, such as <c>C-100007</c>.</param>
/// <param name="SuspendedUntil">When the suspension lifts by itself; null: never, or it is none.</param>
/// <param name="StatusReason">Why it is suspended or closed.</param>
/// <param name="SharedBalanceId">The balance that accounts share unless they get their own; null: none was made yet.</param>
[GenerateSerializer, Immutable, Alias("billing.customer-view")]
public sealed record CustomerView(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] string Number,
    [property: Id(2)] CustomerDetails Details,
    [property: Id(3)] CustomerStatus Status,
    [property: Id(4)] Instant? SuspendedUntil,
    [property: Id(5)] string? StatusReason,
    [property: Id(6)] Instant CreatedAt,
    [property: Id(7)] long? SharedBalanceId,
    [property: Id(8)] long Version);

/// <param name="Until">Of a suspension only: when it lifts by itself; null: when somebody lifts it.</param>
/// <param name="Reason">Of a suspension or a closing: required, up to 500 characters.</param>
[GenerateSerializer, Immutable, Alias("billing.customer-status-order")]
public sealed record CustomerStatusOrder(
    [property: Id(0)] CustomerStatus Status,
    [property: Id(1)] Instant? Until,
    [property: Id(2)] string? Reason,
    [property: Id(3)] Edit Edit);
