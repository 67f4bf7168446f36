using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Billing.Portal.Tests.Lists;

/// <summary>Every list of the portal can what any other can, the next one too: they are found in the pages' sources and on the pages.</summary>
public sealed partial class EveryListTests(PortalFixture portal)
{
    private static readonly string[] Labels = ["Columns", "Save as CSV", "Page before", "Next page"];

    /// <summary>The source, and which of its lists.</summary>
    private static readonly string[] Found = [.. Sources().SelectMany(one => Lists().Matches(one.Text).Select((_, at) => $"{one.File} {at}"))];

    public static TheoryData<string> All => [.. Found];

    public static TheoryData<string> Routes => [.. PageList.Routes.Where(route => PageList.UserOf(route) is "admin" or "carol")];

    [Fact]
    public void They_are_found() => Assert.InRange(Found.Length, 40, 400);

    [Theory]
    [MemberData(nameof(All))]
    public void It_has_a_typed_filter_heads_that_sort_a_file_and_says_what_it_means_when_it_is_empty(string name)
    {
        var (file, at) = (name.Split(' ')[0], int.Parse(name.Split(' ')[1], CultureInfo.InvariantCulture));
        var text = Sources().Single(one => one.File == file).Text;
        var lists = Lists().Matches(text);
        var list = lists[at];
        var columns = Columns().Matches(list.Value).Select(column => column.Value).ToArray();
        var before = text[(at == 0 ? 0 : lists[at - 1].Index + lists[at - 1].Length)..list.Index];
        var users = Sources().Where(one => one.Text.Contains($"<{Path.GetFileNameWithoutExtension(file)} ", StringComparison.Ordinal)).ToArray();

        Assert.True(
            before.Contains("<TextFilter", StringComparison.Ordinal)
                || (users.Length > 0 && users.All(user => user.Text.Contains("<TextFilter", StringComparison.Ordinal))),
            "nothing can be typed to find a row");
        Assert.True(
            list.Value.Contains(" Rows=\"", StringComparison.Ordinal) || columns.Any(column => column.Contains(" Sort=\"", StringComparison.Ordinal)),
            "no head sorts it");
        Assert.True(columns.Any(column => InFiles().IsMatch(column)), "its file is empty");
        var empty = Empty().Match(list.Value).Value;
        string[] said = empty.Contains("@Empty", StringComparison.Ordinal) ? [.. users.Select(user => Empty().Match(user.Text).Value)] : [empty];
        Assert.All(said, one => Assert.Contains("L[\"", one, StringComparison.Ordinal));
    }

    // Somebody reads what the address says of it: else what is typed changes nothing.
    [Fact]
    public void What_is_typed_is_asked_for()
    {
        var all = Sources(".razor.cs", ".razor", ".cs").ToLookup(one => one.File.Split('.')[0], one => one.Text);
        var idle = Sources().SelectMany(one => Typed().Matches(one.Text).Select(typed => (one.File, Name: typed.Groups[1].Value)))
            .Where(one => !all[one.File.Split('.')[0]].Any(text => Regex.IsMatch(text, $"""(\[|\(|, )"{one.Name}"(\]|\)|, )""")))
            .Select(one => $"{one.File}: {one.Name}")
            .Except(["SessionsPage.razor: account", "SessionsPage.razor: peer", "SessionsPage.razor: ip"]) // SessionAddress reads them
            .ToArray();

        Assert.True(idle.Length == 0, string.Join('\n', idle));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task On_its_page_it_is_filtered_sorted_paged_saved_and_has_columns_to_choose(string route)
    {
        await portal.UsedAsync();
        using var client = await portal.ClientAsync(PageList.UserOf(route));
        var first = "/" + (await PageList.AddressAsync(route, await portal.BillingAsync())).TrimStart('/');
        var page = await ReadAsync(client, first);
        var tabs = page.QuerySelectorAll("nav.tabs a[href*='?tab=']").Select(tab => "/" + tab.GetAttribute("href")).ToArray();
        Look(page, first);

        foreach (var tab in tabs)
        {
            Look(await ReadAsync(client, tab), tab);
        }
    }

    private static void Look(IDocument page, string address)
    {
        foreach (var list in page.QuerySelectorAll("section.list"))
        {
            if (list.QuerySelector(".matrix") is not null)
            {
                continue; // who may what: every row is there, and is changed in its place
            }

            var name = $"{address}: {list.GetAttribute("aria-label")}";
            Assert.True(page.QuerySelector("label.fq") is not null, $"{name} has no typed filter");

            if (list.QuerySelector(".empty") is { } empty)
            {
                Assert.True(empty.TextContent.Trim().Length > 10, $"{name} is empty and does not say why");

                continue;
            }

            Assert.True(list.QuerySelector("thead th button") is not null, $"{name} has no head that sorts");
            Assert.All(Labels, label => Assert.True(list.QuerySelector($"footer button[aria-label='{label}']") is not null, $"{name}: {label}"));
        }
    }

    private static async Task<IDocument> ReadAsync(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);

        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static IEnumerable<(string File, string Text)> Sources(params string[] endings) =>
        Directory.EnumerateFiles(Folder(), "*.*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Where(file => endings.DefaultIfEmpty(".razor").Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file), File.ReadAllText(file)));

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Billing.Portal");

    [GeneratedRegex("<ListTable .*?</ListTable>", RegexOptions.Singleline)]
    private static partial Regex Lists();

    [GeneratedRegex("<ListColumn .*")]
    private static partial Regex Columns();

    [GeneratedRegex(" (Value|Plain|At)=\"")]
    private static partial Regex InFiles();

    [GeneratedRegex("<Empty>.*?</Empty>", RegexOptions.Singleline)]
    private static partial Regex Empty();

    [GeneratedRegex("<TextFilter [^>]*?Name=\"([a-z-]+)\"")]
    private static partial Regex Typed();
}
