namespace Billing.Portal.Desk;

/// <summary>What a call to the cluster fails with when nothing is wrong with the page.</summary>
internal static class Failures
{
    public static bool IsExpected(this Exception failure) => failure is OrleansException or TimeoutException or UnauthorizedAccessException;
}
