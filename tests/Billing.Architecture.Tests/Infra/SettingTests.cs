using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Billing.Architecture.Tests.Infra;

/// <summary>What people read about settings is what the program does with them.</summary>
public sealed partial class SettingTests
{
    [Fact]
    public void The_table_has_every_setting_with_its_default_and_no_other()
    {
        var table = Row().Matches(Text("infra/README.md")).ToDictionary(row => row.Groups["name"].Value, row => row.Groups["value"].Value);

        Assert.Empty(KnownSettings.All.Keys.Except(table.Keys).Select(name => $"| `{name}` | `{KnownSettings.All[name]}` | is missing in infra/README.md"));
        Assert.Empty(table.Keys.Except(KnownSettings.All.Keys));
        Assert.All(table, row => Assert.Equal((row.Key, KnownSettings.All[row.Key]), (row.Key, row.Value)));
    }

    [Fact]
    public void A_setting_that_a_file_names_is_one()
    {
        string[] files =
        [
            "README.md", "billing", "azure-pipelines.yml",
            .. Directory.GetFiles(Path.Combine(House.Root, "infra"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(House.Root, file)),
        ];
        var strays =
            from file in files
            from Match named in Named().Matches(Text(file))
            let name = named.Value.TrimEnd('_')
            where name != "Billing" // all of them
            where !KnownSettings.All.Keys.Any(known => known == name || Regex.Replace(known, "__(0|NAME)$", "") == name
                || (known.EndsWith("__NAME", StringComparison.Ordinal) && name.StartsWith(known[..^"NAME".Length], StringComparison.Ordinal)))
            select $"{file}: {named.Value}";

        Assert.Empty(strays);
    }

    [Fact]
    public void The_file_of_settings_has_only_what_the_program_reads()
    {
        using var settings = JsonDocument.Parse(
            Text("src/Billing.Host/appsettings.json"), new() { CommentHandling = JsonCommentHandling.Skip });

        Assert.Empty(Names(settings.RootElement.GetProperty("Billing"), "Billing").Except(
            KnownSettings.All.Keys.Select(known => Regex.Replace(known, "__(0|NAME)$", ""))));
    }

    // Secrets come from the environment, lists are their elements, and what has no name of its own has no default.
    [Fact]
    public void The_file_of_settings_has_every_one_with_its_default_but_secrets()
    {
        var settings = new ConfigurationBuilder().AddJsonFile(Path.Combine(House.Root, "src/Billing.Host/appsettings.json")).Build();
        var secrets = Secret().Matches(Text("infra/README.md")).Select(row => row.Groups["name"].Value).ToHashSet();
        var wanted = KnownSettings.All.Where(one => !secrets.Contains(one.Key) && !one.Key.EndsWith("__0", StringComparison.Ordinal)
            && !one.Key.EndsWith("__NAME", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(secrets);
        Assert.Equal(
            wanted.Select(one => $"{one.Key} {Plain(one.Value)}"),
            wanted.Select(one => $"{one.Key} {(settings[one.Key.Replace("__", ":", StringComparison.Ordinal)] is { } value ? Plain(value) : "is missing")}"));
    }

    // One way of writing times and truth.
    private static string Plain(string value) =>
        TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) && value.Contains(':', StringComparison.Ordinal) ? $"{time:c}"
        : bool.TryParse(value, out var truth) ? $"{truth}"
        : value;

    // A table or a list is one setting.
    private static IEnumerable<string> Names(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && !KnownSettings.All.ContainsKey(name + "__NAME")
            ? element.EnumerateObject().SelectMany(part => Names(part.Value, $"{name}__{part.Name}"))
            : [name];

    private static string Text(string file) => File.ReadAllText(Path.Combine(House.Root, file));

    [GeneratedRegex(@"^\| `(?<name>Billing__\w+)` \| (`(?<value>[^`]*)`)? ?\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `(?<name>Billing__\w+)` \|[^|]*\| \*\*Secret", RegexOptions.Multiline)]
    private static partial Regex Secret();

    [GeneratedRegex(@"Billing__\w*")]
    private static partial Regex Named();
}
