using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Billing.Portal.Tests.Design;

/// <summary>Tables that are short by nature.</summary>
public sealed partial class TableTests
{
    // But those of an invoice's paper, which are its lines.
    [Fact]
    public void Those_of_more_than_three_columns_stand_as_cards_on_a_phone()
    {
        var tables = Sources().SelectMany(file => Tables().Matches(File.ReadAllText(file)).Select(table => (
            File: Path.GetFileName(file), Class: table.Groups["class"].Value, Columns: Heads().Count(table.Groups["head"].Value)))).ToArray();

        Assert.Contains(tables, table => table.File == "TodayPage.razor");
        Assert.DoesNotContain(tables, table => table.Columns > 3 && !Kinds().IsMatch(table.Class));
    }

    private static IEnumerable<string> Sources([CallerFilePath] string here = "") =>
        Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Billing.Portal"), "*.razor", SearchOption.AllDirectories);

    [GeneratedRegex("<table class=\"(?<class>[^\"]*)\".*?<thead>(?<head>.*?)</thead>", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Tables();

    [GeneratedRegex("<th[ >]")]
    private static partial Regex Heads();

    [GeneratedRegex(@"\b(cards|asrows|lines)\b")]
    private static partial Regex Kinds();
}
