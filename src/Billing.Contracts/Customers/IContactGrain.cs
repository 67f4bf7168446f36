using Billing.Contracts.Changes;
using Orleans.Concurrency;

namespace Billing.Contracts.Customers;

/// <summary>What subscribers see and change of who they are. Key: the customer's number, from who is signed in.</summary>
/// <remarks>
/// What the customer is charged by (class, time zone, currency) is staff's. Where mail can be sent, another e-mail address counts only
/// when who has it has told the code that was sent there.
/// </remarks>
[Alias("billing.contact")]
public interface IContactGrain : IGrainWithIntegerKey
{
    /// <summary>As it is stored; null when there is no such customer.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<ContactView?> GetAsync();

    /// <summary>Stores all but an address that is to be confirmed; to that a code is sent.</summary>
    [Alias("edit"), ResponseTimeout("00:01:00")]
    Task<ChangeReply> EditAsync(ContactDetails contact, Edit edit);

    /// <summary>The address to which the code was sent becomes the customer's. Refused after an hour, and after five wrong codes.</summary>
    /// <param name="by">The signed-in user's name, for the audit log.</param>
    [Alias("confirm")]
    Task<ChangeReply> ConfirmAsync(string code, string by);

    /// <summary>The address stays what it was. Harmless when nothing is to be confirmed.</summary>
    [Alias("give-up")]
    Task GiveUpAsync();
}

/// <param name="Name">Of a person, or the one to ask for at a company.</param>
/// <param name="Email">One address; null: none.</param>
/// <param name="Culture">Language and region of mails and invoices, such as <c>es-ES</c>.</param>
[GenerateSerializer, Immutable, Alias("billing.contact-details")]
public sealed record ContactDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Email,
    [property: Id(2)] string? Phone,
    [property: Id(3)] PostalAddress? Address,
    [property: Id(4)] string Culture);

/// <param name="Number">What people call the customer by.</param>
/// <param name="Unconfirmed">An address to which a code was sent; null: none.</param>
[GenerateSerializer, Immutable, Alias("billing.contact-view")]
public sealed record ContactView(
    [property: Id(0)] ContactDetails Details,
    [property: Id(1)] string Number,
    [property: Id(2)] string? Company,
    [property: Id(3)] string? Unconfirmed,
    [property: Id(4)] long Version);
