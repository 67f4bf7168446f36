using System.Collections.Concurrent;
using System.Reflection;
using Billing.Portal.Tests;
using Microsoft.Playwright;
using Xunit.v3;

[assembly: ClosedTabs]

namespace Billing.Portal.Tests;

/// <summary>Closes what a test has opened: a page that stays open asks for its figures and its session every second, for nobody.</summary>
/// <remarks>Of a test that failed it first writes down what its pages show: "timed out" does not say what was there instead.</remarks>
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

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (!Opened.TryRemove(test.UniqueID, out var contexts))
        {
            return;
        }

        if (TestContext.Current is { TestState.Result: TestResult.Failed, TestOutputHelper: { } output })
        {
            foreach (var shown in Task.Run(() => Task.WhenAll(contexts.SelectMany(context => context.Pages).Select(ShownAsync))).GetAwaiter().GetResult())
            {
                output.WriteLine(shown);
            }
        }

        _ = Task.WhenAll(contexts.Select(CloseAsync)); // nobody waits for it: the next test is another page
    }

    private static async Task<string> ShownAsync(IPage page)
    {
        try
        {
            return $"{page.Url}\n{await page.Locator("body").AriaSnapshotAsync(new() { Timeout = 5_000 })}";
        }
        catch (Exception failure) when (failure is PlaywrightException or TimeoutException)
        {
            return $"{page.Url}: {failure.Message}";
        }
    }

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
