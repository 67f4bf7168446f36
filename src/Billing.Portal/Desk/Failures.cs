using System.Collections.Frozen;
using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Orleans.Serialization;

namespace Billing.Portal.Desk;

/// <summary>What a call fails with, and what a page makes of it.</summary>
internal static class Failures
{
    // The grains' own words for "another was faster" and "nobody knows": their types are not known here, and so not always told apart.
    private static readonly FrozenSet<string> Doubts =
        FrozenSet.Create("Billing.Grains.Balances.CommitRefusedException", "Billing.Grains.Balances.CommitUnknownException");

    /// <summary>It may be done or not: whoever asked is told so, and the page goes on with the same operation id.</summary>
    /// <remarks>
    /// A grain fails with whatever happened to it, and its exception comes through as it is or as one that this process has no type
    /// for. So this names what it is not: a page that is gone, a wait that was given up, a way to another page.
    /// </remarks>
    public static bool IsTold(this Exception failure) => failure is not (
        JSDisconnectedException or ObjectDisposedException or OperationCanceledException or NavigationException);

    /// <summary>
    /// Happens although nothing is wrong with the program: they may not, no answer in time, a silo or the database or a connection is
    /// away, a commit that was refused or of which the outcome is unknown. Anything else is a defect, also where it is what one of these
    /// came of.
    /// </summary>
    public static bool IsExpected(this Exception failure) => failure switch
    {
        AggregateException { InnerExceptions: var all } => all.All(IsExpected),
        UnauthorizedAccessException or TimeoutException or DbException { IsTransient: true } => true,
        OrleansException or IOException or SocketException or HttpRequestException => IsOf(failure.InnerException),
        UnavailableExceptionFallbackException { ExceptionType: { } type } => Doubts.Contains(type.Split(',')[0]) && IsOf(failure.InnerException),
        _ => Doubts.Contains(failure.GetType().FullName!) && IsOf(failure.InnerException),
    };

    // The cause of a doubt is a wait that was given up as often as any.
    private static bool IsOf(Exception? cause) => cause is null or OperationCanceledException or ObjectDisposedException || cause.IsExpected();
}
