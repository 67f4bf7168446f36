using System.Security.Cryptography;
using System.Text;

namespace Billing.Core.Accounts;

/// <summary>What a client of HTTP or SIP signs its request by (RFC 2617 3.2.2), as its gateway tells it (RFC 5090).</summary>
/// <param name="UserName">As the client wrote it; with realm and password it makes the key.</param>
/// <param name="Qop">Null: the client speaks the older RFC 2069; else <c>auth</c> or <c>auth-int</c>.</param>
/// <param name="Algorithm">Null or <c>MD5</c>; or <c>MD5-sess</c>.</param>
/// <param name="BodyHash">Of the request's body, in hexadecimal; for <c>auth-int</c>.</param>
public sealed record HttpDigest(
    string UserName,
    string Realm,
    string Nonce,
    string Method,
    string Uri,
    string? Qop = null,
    string? Algorithm = null,
    string? CNonce = null,
    string? NonceCount = null,
    string? BodyHash = null)
{
    /// <summary>Whether all is there that its quality of protection and algorithm need.</summary>
    public bool IsComplete => Algorithm is null || Is(Algorithm, "MD5") || (Is(Algorithm, "MD5-sess") && CNonce is not null)
        ? Qop is null || ((Is(Qop, "auth") || (Is(Qop, "auth-int") && BodyHash is not null)) && CNonce is not null && NonceCount is not null)
        : false;

    /// <summary>The client's response, 32 hexadecimal digits.</summary>
    public string Response(string password) => Sign(password, Method);

    /// <summary>The server's own (RFC 2617 3.2.3), by which the client knows that the server knew the password.</summary>
    public string ServerResponse(string password) => Sign(password, "");

    private string Sign(string password, string method)
    {
        var key = Hash($"{UserName}:{Realm}:{password}");

        if (Is(Algorithm, "MD5-sess"))
        {
            key = Hash($"{key}:{Nonce}:{CNonce}");
        }

        var request = Hash(Is(Qop, "auth-int") ? $"{method}:{Uri}:{BodyHash}" : $"{method}:{Uri}");

        return Hash(Qop is null ? $"{key}:{Nonce}:{request}" : $"{key}:{Nonce}:{NonceCount}:{CNonce}:{Qop}:{request}");
    }

    private static bool Is(string? word, string other) => string.Equals(word, other, StringComparison.OrdinalIgnoreCase);

#pragma warning disable CA5351 // MD5 by definition (RFC 2617)
    private static string Hash(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
