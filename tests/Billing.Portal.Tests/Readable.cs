using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Billing.Portal.Tests;

/// <summary>What axe-core says of a page as it is: nothing serious, nothing critical.</summary>
internal static class Readable
{
    // In the page itself, and telling only what is wrong: the package's own way opens another page for every look.
    private const string Look = """
        async rules => {
          const only = rules && { runOnly: { type: "rule", values: rules } };
          const { violations } = await axe.run(document, { resultTypes: ["violations"], ...only });
          return violations
            .filter(one => one.impact === "serious" || one.impact === "critical")
            .map(one => `${one.id}: ${one.help} (${one.nodes.slice(0, 3).map(node => node.html).join(" | ")})`);
        }
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>What of a page depends on its colours.</summary>
    public static string[] Colours { get; } = ["color-contrast", "link-in-text-block"];

    /// <summary>Once for each page that was loaded.</summary>
    public static Task PrepareAsync(IPage page) => page.EvaluateAsync(Axe);

    /// <param name="what">For the message.</param>
    /// <param name="rules">Null: all.</param>
    public static async Task AssertAsync(IPage page, string what, string theme, string[]? rules = null)
    {
        await page.EvaluateAsync("theme => document.documentElement.dataset.theme = theme", theme);
        var found = await page.EvaluateAsync<string[]>(Look, rules);

        Assert.True(found.Length == 0, $"{what}, {theme}: {string.Join("; ", found)}");
    }
}
