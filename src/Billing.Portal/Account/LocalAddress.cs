namespace Billing.Portal.Account;

/// <summary>Where to go after signing in: never to another site, whatever the address says.</summary>
internal static class LocalAddress
{
    // Of our own pages those of signing in are no place to go to; "//" and "/\" are other sites to a browser.
    private static readonly string[] Own = ["/account/profile", "/account/authenticator"];

    public static string Of(string? address) =>
        address is "/" or ['/', not ('/' or '\\'), ..]
        && (!address.StartsWith("/account/", StringComparison.OrdinalIgnoreCase) || Own.Contains(address))
        && !address.Any(char.IsControl) ? address : "/";
}
