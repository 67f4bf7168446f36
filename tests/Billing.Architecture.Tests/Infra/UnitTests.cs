using System.Globalization;
using System.Text.RegularExpressions;

namespace Billing.Architecture.Tests.Infra;

/// <summary>The units of systemd, judged by systemd itself where it is.</summary>
public sealed partial class UnitTests
{
    private const string Program = "/opt/billing/Billing.Host";

    public static TheoryData<string> Units => [.. Directory.GetFiles(Path.Combine(House.Root, "infra/systemd"), "*.service").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Systemd_understands_the_unit_and_finds_it_hardened(string unit)
    {
        Assert.SkipUnless(Tool.IsHere("systemd-analyze"), "systemd is not on this machine");
        var folder = Directory.CreateTempSubdirectory("billing-units-");

        try
        {
            // It looks for the program, which is not installed here.
            var copy = Path.Combine(folder.FullName, unit);
            var text = await File.ReadAllTextAsync(Path.Combine(House.Root, "infra/systemd", unit), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(copy, text.Replace(Program, "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken);

            var (exitCode, said) = await Tool.AskAsync("systemd-analyze", "verify", "--man=no", copy);
            Assert.Equal((0, ""), (exitCode, string.Join('\n', said.Split('\n').Where(line => line.Contains(unit, StringComparison.Ordinal)))));

            (_, said) = await Tool.AskAsync("systemd-analyze", "security", "--offline=yes", "--no-pager", copy);
            var exposure = decimal.Parse(Exposure().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.True(exposure < 2.5m, said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_verb_that_a_file_starts_is_one()
    {
        var verbs = Regex.Matches(File.ReadAllText(Path.Combine(House.Root, "src/Billing.Host/Verbs/RunVerb.cs")), """new Command\("(\w+)""")
            .Select(match => match.Groups[1].Value).ToHashSet();
        var started =
            from file in Directory.GetFiles(Path.Combine(House.Root, "infra"), "*", SearchOption.AllDirectories)
            from Match verb in Started().Matches(File.ReadAllText(file))
            select verb.Groups[1].Value;

        Assert.Equal(["portal", "silo"], started.Distinct().Order());
        Assert.Subset(verbs, started.ToHashSet());
    }

    [GeneratedRegex(@"Overall exposure level .*?: ([\d.]+)")]
    private static partial Regex Exposure();

    [GeneratedRegex(@"(?:ExecStart=/opt/billing/Billing.Host |command: \[|args: \[|CMD \["")(?!postgres)(\w+)")]
    private static partial Regex Started();
}
