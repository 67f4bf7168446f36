namespace Billing.Portal.Tests;

/// <summary>What the demo's users sign in with, as the greeting of <c>run</c> says it.</summary>
internal static class DemoPasswords
{
    public static string Of(string user) => $"{user}-wonderland-1";
}
