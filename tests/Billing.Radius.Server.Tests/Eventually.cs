using System.Diagnostics;

namespace Billing.Radius.Server.Tests;

internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task IsAsync(Func<bool> condition, string what) => IsAsync(() => Task.FromResult(condition()), what);

    public static async Task IsAsync(Func<Task<bool>> condition, string what)
    {
        var began = Stopwatch.GetTimestamp();

        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"not within {Patience}: {what}");
            await Task.Delay(10);
        }
    }
}
