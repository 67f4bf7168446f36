using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using NodaTime;

namespace Billing.Grains.Customers;

/// <summary>Edits the customer by the order that staff gives, of these fields alone.</summary>
internal sealed class ContactGrain(ICustomerStore store, IEmailChangeStore emails, EmailConfirmation confirmation, TimeProvider clock) : Grain, IContactGrain
{
    private const int MostTries = 5;

    private static readonly Duration CodeLasts = Duration.FromHours(1);

    // Nobody has mail sent to others again and again.
    private static readonly Duration Pause = Duration.FromMinutes(1);

    private long CustomerId => this.GetPrimaryKeyLong();

    private ICustomerGrain Customer => GrainFactory.GetGrain<ICustomerGrain>(CustomerId);

    public async Task<ContactView?> GetAsync()
    {
        if (await store.GetAsync(CustomerId) is not { } found)
        {
            return null;
        }

        var (details, waiting) = (found.Details, await emails.FindAsync(CustomerId));

        return new(
            new(details.Name, details.Email, details.Phone, details.Address, details.Culture), found.Number, details.Company,
            waiting is not null && clock.Now() < waiting.SentAt + CodeLasts ? waiting.Email : null, found.Version);
    }

    public async Task<ChangeReply> EditAsync(ContactDetails contact, Edit edit)
    {
        if (await store.GetAsync(CustomerId) is not { } found)
        {
            return ChangeReply.NotFound;
        }

        var wanted = found.Details with { Name = contact.Name, Email = contact.Email, Phone = contact.Phone, Address = contact.Address, Culture = contact.Culture };
        var isToConfirm = contact.Email is not null && contact.Email != found.Details.Email && confirmation.CanSend;

        if (CustomerRules.Check(wanted).Refusal is { } refusal)
        {
            return refusal;
        }

        if (isToConfirm && await AskAsync(contact.Email!, contact.Culture) is { } problem)
        {
            return problem;
        }

        return await Customer.EditAsync(isToConfirm ? wanted with { Email = found.Details.Email } : wanted, edit);
    }

    public async Task<ChangeReply> ConfirmAsync(string code, string by)
    {
        if (await emails.FindAsync(CustomerId) is not { } waiting || clock.Now() >= waiting.SentAt + CodeLasts || waiting.Tries >= MostTries)
        {
            return ChangeReply.Refused("Code", "a new code: that one is too old, or was tried too often");
        }

        if (!CryptographicOperations.FixedTimeEquals(Hash(code), waiting.CodeHash))
        {
            await emails.TriedAsync(CustomerId);

            return ChangeReply.Refused("Code", "the six digits of the mail");
        }

        if (await store.GetAsync(CustomerId) is not { } found)
        {
            return ChangeReply.NotFound;
        }

        var reply = await Customer.EditAsync(found.Details with { Email = waiting.Email }, new(by, found.Version));

        if (reply.IsDone)
        {
            await emails.RemoveAsync(CustomerId);
        }

        return reply;
    }

    public Task GiveUpAsync() => emails.RemoveAsync(CustomerId);

    // A code that was sent to the address a moment ago is good still.
    private async Task<ChangeReply?> AskAsync(string email, string culture)
    {
        var now = clock.Now();

        if (await emails.FindAsync(CustomerId) is { } waiting && now < waiting.SentAt + Pause)
        {
            return waiting.Email == email ? null : ChangeReply.Refused("Email", "an address a minute: a code was sent to another one just now");
        }

        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        await emails.PutAsync(CustomerId, new(email, Hash(code), 0, now)); // before it is sent: what is sent can be told

        return await confirmation.SendAsync(email, code, culture) ? null : ChangeReply.Refused("Email", "an address that mail can be sent to now");
    }

    private static byte[] Hash(string? code) => SHA256.HashData(Encoding.UTF8.GetBytes((code ?? "").Trim()));
}
