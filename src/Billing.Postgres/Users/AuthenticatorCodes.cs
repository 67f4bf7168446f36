using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Billing.Contracts.Users;
using Billing.Postgres.Changes;
using Microsoft.AspNetCore.Identity;

namespace Billing.Postgres.Users;

/// <summary>Codes of authenticator apps: RFC 6238 with SHA-1, six digits and steps of 30 s, which is what the apps know.</summary>
/// <remarks>
/// Identity's own provider takes a code as often as it is given in its minute and a half; here it counts once (RFC 6238, 5.2),
/// on whichever portal it is given. The clocks may differ by one step.
/// </remarks>
internal sealed class AuthenticatorCodes(Database database, TimeProvider clock) : IUserTwoFactorTokenProvider<PortalUser>
{
    private const int StepSeconds = 30;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; // RFC 4648, 6

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<PortalUser> manager, PortalUser user) =>
        await manager.GetAuthenticatorKeyAsync(user) is { Length: > 0 };

    /// <returns>Nothing: the app makes the codes.</returns>
    public Task<string> GenerateAsync(string purpose, UserManager<PortalUser> manager, PortalUser user) => Task.FromResult("");

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<PortalUser> manager, PortalUser user)
    {
        if (await manager.GetAuthenticatorKeyAsync(user) is not { Length: > 0 } key)
        {
            return false;
        }

        var secret = FromBase32(key);
        var given = new string([.. token.Where(char.IsAsciiDigit)]);
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / StepSeconds;

        for (var step = now - 1; step <= now + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(
                System.Text.Encoding.ASCII.GetBytes(given), System.Text.Encoding.ASCII.GetBytes(Code(secret, step))))
            {
                return await TakeAsync(user, step);
            }
        }

        return false;
    }

    /// <summary>The code of a step: RFC 4226, 5.3.</summary>
    internal static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> moment = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(moment, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // the RFC's and the apps' hash; nothing rests on it but a code of six digits
        HMACSHA1.HashData(secret, moment, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & int.MaxValue;

        return (number % 1_000_000).ToString("d6", CultureInfo.InvariantCulture);
    }

    internal static byte[] FromBase32(string text)
    {
        var bytes = new List<byte>();
        var (buffer, bits) = (0, 0);

        foreach (var letter in text.Where(letter => letter is not ('=' or ' ')))
        {
            buffer = ((buffer & 0xff) << 5) | Alphabet.IndexOf(char.ToUpperInvariant(letter));
            bits += 5;

            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)((buffer >> bits) & 0xff));
            }
        }

        return [.. bytes];
    }

    private async Task<bool> TakeAsync(PortalUser user, long step) => await database.DoAsync(
        "update portal_user set last_code_step = $2 where user_id = $1 and last_code_step < $2", user.UserId, step) == 1;
}
