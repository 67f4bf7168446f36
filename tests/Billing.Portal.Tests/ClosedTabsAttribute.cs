using System.Collections.Concurrent;
using System.Reflection;
using Billing.Portal.Tests;
using Microsoft.Playwright;
using Xunit.v3;

[assembly: ClosedTabs]

namespace Billing.Portal.Tests;

/// <summary>Closes what a test has opened: a page that stays open asks for its figures and its session every second, for nobody.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ClosedTabsAttribute : BeforeAfterTestAttribute
{
    private static readonly ConcurrentDictionary<string, ConcurrentBag<IBrowserContext>> Opened = new(StringComparer.Ordinal);

    /// <summary>Of the test that runs; outside one it stays open.</summary>
    public static void Add(IBrowserContext context)
    {
        if (TestContext.Current.Test is { } test)
        {
            Opened.GetOrAdd(test.UniqueID, _ => []).Add(context);
        }
    }

    // Nobody waits for it: the next test is another page.
    public override void After(MethodInfo methodUnderTest, IXunitTest test) =>
        _ = Opened.TryRemove(test.UniqueID, out var contexts) ? Task.WhenAll(contexts.Select(CloseAsync)) : Task.CompletedTask;

    private static async Task CloseAsync(IBrowserContext context)
    {
        try
        {
            // A page that is left ends its circuit at once; one whose window goes is waited for.
            foreach (var page in context.Pages)
            {
                await page.GotoAsync("about:blank", new() { Timeout = 5_000 });
            }

            await context.CloseAsync();
        }
        catch (Exception failure) when (failure is PlaywrightException or TimeoutException)
        {
            // the test has closed it, or its page is stuck: the browser ends with all tests
        }
    }
}
