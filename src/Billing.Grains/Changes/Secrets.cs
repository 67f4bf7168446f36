using System.Security.Cryptography;
using Billing.Core.Accounts;

namespace Billing.Grains.Changes;

/// <summary>Secrets that nobody chose: five random bits a character.</summary>
internal static class Secrets
{
    public static string New(int characters)
    {
        Span<byte> random = stackalloc byte[characters];
        RandomNumberGenerator.Fill(random);

        return ServicePassword.From(random);
    }
}
