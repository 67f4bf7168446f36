using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Billing.Postgres.Security;

/// <summary>Closes and opens the secrets that are stored: shared secrets of gateways, passwords of services.</summary>
/// <remarks>Recoverable, because CHAP and RADIUS compute with them; what a person signs in with is hashed elsewhere.</remarks>
public sealed class SecretBox(IDataProtectionProvider provider)
{
    private readonly IDataProtector _protector = provider.CreateProtector("billing.secrets.1");

    public string Close(string secret) => _protector.Protect(secret);

    /// <exception cref="InvalidOperationException">It was closed with keys that are not this installation's.</exception>
    public string Open(string closed)
    {
        try
        {
            return _protector.Unprotect(closed);
        }
        catch (CryptographicException failure)
        {
            throw new InvalidOperationException("a stored secret was protected with keys that this installation does not have", failure);
        }
    }
}
