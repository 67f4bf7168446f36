using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Billing.Host.Tests.Programs;

/// <summary>What the real program tells: its log, with everything in it that there is to say, and a collector.</summary>
public sealed partial class LogTests
{
    private static readonly string[] Secrets = ["wonderland", "guessed-password", "testing123", "admin-wonderland-1", "guessed-at-the-portal"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_at_trace_level_and_a_collector_get_everything_but_passwords_and_secrets()
    {
        await using var collector = await Collector.StartAsync();
        await using var program = new ProgramRun();
        program.Set("OTEL_EXPORTER_OTLP_ENDPOINT", $"{collector.Address}");
        program.Set("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        program.Set("Billing__Telemetry__TraceRatio", "1");
        program.Set("Logging__Console__FormatterName", "json");

        foreach (var category in new[] { "Default", "Microsoft", "Orleans", "Npgsql", "Polly", "Billing" })
        {
            program.Set($"Logging__LogLevel__{category}", "Trace");
        }

        await program.StartAsync();
        var accept = await program.RadclientAsync("auth", "User-Name=alice,User-Password=wonderland");
        Assert.Contains("Access-Accept", accept, StringComparison.Ordinal);
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

        // What was measured until the end, and the session's trace, under the session's id.
        Assert.Superset(new HashSet<string> { "billing.radius.requests", "billing.radius.request.duration", "billing.journal.postings" }, collector.Metrics.ToHashSet());
        var session = OurClass().Match(accept).Groups["session"].Value;
        Assert.Superset(
            new HashSet<string> { "radius Access-Request", "account authorize", "balance authorize", "journal commit" },
            collector.Spans.Where(span => span.Trace == session).Select(span => span.Name).ToHashSet());
        Assert.All(Secrets, secret => Assert.DoesNotContain(collector.Received, one => Reveals(Encoding.Latin1.GetString(one.Body), secret)));
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

    // Four letters, the session, its payer.
    [GeneratedRegex("Class = 0x62696c31(?<session>[0-9a-f]{32})")]
    private static partial Regex OurClass();

    [GeneratedRegex("""<input type="hidden" name="(?<name>(?!Form)[^"]+)" value="(?<value>[^"]*)" */>""")]
    private static partial Regex Hidden();
}
