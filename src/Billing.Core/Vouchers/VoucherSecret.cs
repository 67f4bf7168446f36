using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Billing.Core.Vouchers;

/// <summary>The secret on a voucher: 16 characters of Crockford's base 32, 80 random bits, printed in four groups.</summary>
/// <remarks>
/// That many bits need no slow hash: a list of hashes is no help to who would guess. The alphabet has no I, L, O, U, so
/// that what is read wrongly from paper is still read as what is meant.
/// </remarks>
public static class VoucherSecret
{
    public const int Length = 16;

    private const int Group = 4;
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The code of <see cref="Length"/> random octets, as it is printed: <c>7K3M-Q9TD-0W5X-H2RB</c>.</summary>
    public static string From(ReadOnlySpan<byte> random)
    {
        var text = new StringBuilder(Length + Length / Group);

        for (var i = 0; i < Length; i++)
        {
            text.Append(i > 0 && i % Group == 0 ? "-" : "").Append(Alphabet[random[i] % Alphabet.Length]);
        }

        return text.ToString();
    }

    /// <summary>What is kept of a code, and found by it: SHA-256 of its characters, whatever way they are typed.</summary>
    /// <returns>False for what cannot be a code.</returns>
    public static bool TryHash(string typed, [NotNullWhen(true)] out byte[]? hash)
    {
        ArgumentNullException.ThrowIfNull(typed);

        var plain = string.Concat(typed.Where(c => c is not (' ' or '-')).Select(Read));
        hash = plain.Length == Length && plain.All(Alphabet.Contains) ? SHA256.HashData(Encoding.ASCII.GetBytes(plain)) : null;

        return hash is not null;
    }

    private static char Read(char typed) => char.ToUpperInvariant(typed) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        var c => c,
    };
}
