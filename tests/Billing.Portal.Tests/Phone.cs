using Microsoft.Playwright;

namespace Billing.Portal.Tests;

/// <summary>What holds of a page that is as wide as a telephone.</summary>
internal static class Phone
{
    // A bar of tabs is pushed aside by a thumb, and the tab that is shown is in sight.
    private const string Sideways = """
        () => {
          document.querySelectorAll("main details").forEach(it => it.open = true);
          return [...document.querySelectorAll("body *")]
            .filter(it => /auto|scroll/.test(getComputedStyle(it).overflowX) && it.scrollWidth > it.clientWidth + 1 && !it.matches(".tabs"))
            .map(it => {
              const right = it.getBoundingClientRect().left + it.clientWidth + 1;
              const inside = [...it.querySelectorAll("*")].filter(one => one.getBoundingClientRect().right > right).map(one => one.outerHTML.slice(0, 160));
              return `${it.scrollWidth} in ${it.clientWidth}: ${it.outerHTML.slice(0, 160)}, by ${inside.slice(-4).join("; ")}`;
            });
        }
        """;

    // The head of a column is hidden there, and told by each cell.
    private const string Mislabelled = """
        () => [...document.querySelectorAll("table.cards")].flatMap(table => {
          const heads = [...table.querySelectorAll(":scope > thead th")].map(it => it.textContent.trim());
          return [...table.querySelectorAll(":scope > tbody > tr")]
            .filter(row => row.cells.length === heads.length)
            .flatMap(row => [...row.cells])
            .filter(cell => cell.dataset.label !== undefined && !heads[cell.cellIndex].startsWith(cell.dataset.label))
            .map(cell => `under ${heads[cell.cellIndex]}: ${cell.outerHTML.slice(0, 160)}`);
        })
        """;

    // A head over nothing; what is empty is left out there.
    private const string Empty = """
        () => [...document.querySelectorAll("table.cards > tbody > tr > [data-label]")]
          .filter(it => it.getClientRects().length > 0 && it.innerText.trim() === "" && !it.querySelector("img, svg, input, select, button"))
          .map(it => it.outerHTML.slice(0, 160))
        """;

    /// <summary>
    /// Nothing in it, not even what is folded, scrolls sideways within itself, and a table's cells say what their column is, of those
    /// that have something in them.
    /// </summary>
    /// <param name="what">For the message.</param>
    public static async Task AssertAsync(IPage page, string what)
    {
        var wrong = await page.EvaluateAsync<string[]>(Sideways);
        Assert.True(wrong.Length == 0, $"{what} scrolls sideways, {string.Join("; ", wrong)}");

        var labels = await page.EvaluateAsync<string[]>(Mislabelled);
        Assert.True(labels.Length == 0, $"{what}: {string.Join("; ", labels)}");

        var empty = await page.EvaluateAsync<string[]>(Empty);
        Assert.True(empty.Length == 0, $"{what} has heads over nothing, {string.Join("; ", empty)}");
    }
}
