using System.Text.RegularExpressions;

namespace Billing.Architecture.Tests;

/// <summary>The one rule of style that neither the build nor the check of white space sees.</summary>
public sealed partial class UsingTests
{
    [Fact]
    public void Usings_are_in_the_order_of_the_formatter()
    {
        var strays =
            from path in House.Sources(".cs")
            let usings = Using().Matches(File.ReadAllText(Path.Combine(House.Root, path))).ToArray()
            where !usings.SequenceEqual(usings.OrderBy(Kind).ThenBy(Group).ThenBy(Name, StringComparer.OrdinalIgnoreCase))
            select path;

        Assert.Empty(strays);
    }

    // Namespaces, then the members of types, then other names for types.
    private static int Kind(Match line) => line.Groups["alias"].Success ? 2 : line.Groups["static"].Success ? 1 : 0;

    private static int Group(Match line) => Name(line) == "System" || Name(line).StartsWith("System.", StringComparison.Ordinal) ? 0 : 1;

    private static string Name(Match line) => line.Groups["name"].Value;

    [GeneratedRegex(@"^using (?<static>static )?(?<name>[\w.]+)(?<alias> =[^;]*)?;", RegexOptions.Multiline)]
    private static partial Regex Using();
}
