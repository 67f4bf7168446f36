namespace Billing.Core.Accounts;

/// <summary>What an account may be called at a gateway: a login, a number, a SIM, an address.</summary>
public static class Login
{
    public const int MaxLength = 128;

    /// <summary>1 to 128 printable characters without spaces: what RADIUS carries as User-Name (RFC 2865 5.1), and people can type.</summary>
    public static bool IsOne(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return text.Length is > 0 and <= MaxLength && text.All(c => !char.IsControl(c) && !char.IsWhiteSpace(c) && !char.IsSurrogate(c));
    }
}
