namespace Billing.Portal.Account;

/// <summary>Where to go after signing in: never to another site, whatever the address says.</summary>
internal static class LocalAddress
{
    public static string Of(string? address) =>
        address is ['/', not ('/' or '\\'), ..] && !address.StartsWith("/account/", StringComparison.Ordinal)
        && !address.Any(char.IsControl) ? address : "/";
}
