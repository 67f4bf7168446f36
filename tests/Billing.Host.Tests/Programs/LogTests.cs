using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Billing.Host.Tests.Programs;

/// <summary>The log of the real program, with everything in it that there is to say.</summary>
public sealed partial class LogTests
{
    private static readonly string[] Secrets = ["wonderland", "guessed-password", "testing123", "admin-wonderland-1", "guessed-at-the-portal"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task As_json_at_trace_level_each_line_is_an_object_and_none_has_a_password_or_a_secret()
    {
        await using var program = new ProgramRun();
        program.Set("Logging__Console__FormatterName", "json");

        foreach (var category in new[] { "Default", "Microsoft", "Orleans", "Npgsql", "Polly", "Billing" })
        {
            program.Set($"Logging__LogLevel__{category}", "Trace");
        }

        await program.StartAsync();
        Assert.Contains("Access-Accept", await program.RadclientAsync("auth", "User-Name=alice,User-Password=wonderland"), StringComparison.Ordinal);
        Assert.Contains("Access-Accept", await program.RadclientAsync("auth", "User-Name=alice,CHAP-Password=wonderland"), StringComparison.Ordinal);
        Assert.Contains("Access-Reject", await program.RadclientAsync("auth", "User-Name=alice,User-Password=guessed-password"), StringComparison.Ordinal);
        await SignInAsync(program.Portal, "admin", "guessed-at-the-portal");
        await SignInAsync(program.Portal, "admin", "admin-wonderland-1");
        Assert.Equal(0, (await program.StopAsync()).ExitCode);

        var lines = program.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length > 1_000, $"{lines.Length} lines are not everything");
        Assert.All(lines, line =>
        {
            using var record = JsonDocument.Parse(line);
            Assert.NotNull(record.RootElement.GetProperty("LogLevel").GetString());
        });
        Assert.All(Secrets, secret => Assert.DoesNotContain(lines, line => Reveals(line, secret)));
    }

    private static async Task SignInAsync(Uri portal, string user, string password)
    {
        using var http = new HttpClient { BaseAddress = portal };
        var page = await http.GetStringAsync("/account/sign-in", Cancel);
        var hidden = Hidden().Matches(page).Select(field => KeyValuePair.Create(field.Groups["name"].Value, field.Groups["value"].Value));
        using var form = new FormUrlEncodedContent([.. hidden, new("Form.UserName", user), new("Form.Password", password)]);
        var answer = await http.PostAsync("/account/sign-in", form, Cancel);

        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
    }

    private static bool Reveals(string text, string secret) =>
        text.Contains(secret, StringComparison.OrdinalIgnoreCase)
        || text.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), StringComparison.OrdinalIgnoreCase)
        || text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), StringComparison.Ordinal);

    [GeneratedRegex("""<input type="hidden" name="(?<name>(?!Form)[^"]+)" value="(?<value>[^"]*)" */>""")]
    private static partial Regex Hidden();
}
