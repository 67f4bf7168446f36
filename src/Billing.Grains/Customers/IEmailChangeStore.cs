using NodaTime;

namespace Billing.Grains.Customers;

/// <summary>Addresses that wait for being confirmed, one a customer.</summary>
public interface IEmailChangeStore
{
    Task<EmailChange?> FindAsync(long customerId);

    /// <summary>In the place of one that waited.</summary>
    Task PutAsync(long customerId, EmailChange change);

    /// <summary>One more wrong code.</summary>
    Task TriedAsync(long customerId);

    Task RemoveAsync(long customerId);
}

/// <param name="CodeHash">SHA-256 of the code.</param>
/// <param name="Tries">Wrong codes so far.</param>
public sealed record EmailChange(string Email, byte[] CodeHash, int Tries, Instant SentAt);
