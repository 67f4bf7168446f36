using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Billing.Portal.Desk;

/// <summary>What a call to the cluster fails with when nothing is wrong with the page.</summary>
internal static class Failures
{
    /// <summary>It may be done or not: whoever asked is told so, and the page goes on with the same operation id.</summary>
    /// <remarks>
    /// A grain fails with whatever happened to it, most often with a commit of which the outcome is unknown, and its exception comes
    /// through as it is or as one that this process has no type for. So this names what it is not: a page that is gone, a wait that was
    /// given up, a way to another page.
    /// </remarks>
    public static bool IsExpected(this Exception failure) => failure is not (
        JSDisconnectedException or ObjectDisposedException or OperationCanceledException or NavigationException);
}
