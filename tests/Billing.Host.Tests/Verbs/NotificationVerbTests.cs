using System.Text.Json;
using Billing.Host.Tests.Programs;

namespace Billing.Host.Tests.Verbs;

/// <summary>What was told is listed at the shell, and its texts are changed there.</summary>
[Collection(nameof(WholePrograms))]
public sealed class NotificationVerbTests
{
    [Fact]
    public async Task What_was_told_is_listed_and_texts_are_changed()
    {
        await using var program = new ProgramRun();
        await program.StartAsync();

        // Right after its start, on a machine that is busy with others, a silo may not answer within the shell's patience.
        while ((await program.DoAsync("notification", "template", "reset", "overdue.en")).Error.Contains("no silo", StringComparison.Ordinal))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal("done\n", await DoneAsync("template", "set", "payment-received.en", "--subject", "Thanks for {amount}, {customer}"));
        Assert.StartsWith("Thanks for {amount}, {customer}\n\nDear {customer},", await DoneAsync("template", "show", "payment-received.en"), StringComparison.Ordinal);
        await RefusedAsync("Subject: expected the placeholders {amount}, {balance}", "template", "set", "payment-received.en", "--subject", "{sum}");
        await RefusedAsync("no text is called \"payment-received.xx\"", "template", "set", "payment-received.xx", "--subject", "x");
        await RefusedAsync("--body: expected a file that is there", "template", "set", "payment-received.en", "--body", "/nowhere.txt");

        await program.DoAsync("money", "topup", "alice", "5");
        JsonElement told;

        do
        {
            told = JsonDocument.Parse(await DoneAsync("list", "--customer", "C-100001", "--json")).RootElement;
        }
        while (told.GetArrayLength() == 0);

        var row = Assert.Single(told.EnumerateArray());
        Assert.Equal(
            ("payment-received", "e-mail", "not sent", "Thanks for 5.00 USD, alice", "no e-mail address is known"),
            (row.GetProperty("event").GetString(), row.GetProperty("channel").GetString(), row.GetProperty("state").GetString(),
                row.GetProperty("subject").GetString(), row.GetProperty("reason").GetString()));
        Assert.Equal("done\n", await DoneAsync("again", row.GetProperty("notificationId").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("done\n", await DoneAsync("template", "reset", "payment-received.en"));
        Assert.DoesNotContain("yours", await DoneAsync("template", "list"), StringComparison.Ordinal);
        await RefusedAsync("no notification 999 was told by webhook", "again", "999", "--channel", "webhook");
        await RefusedAsync("--customer: expected a customer's id or number", "list", "--customer", "C-9");
        await program.AuditIsCleanAsync();

        async Task<string> DoneAsync(params string[] arguments)
        {
            var said = await program.DoAsync(["notification", .. arguments]);
            Assert.Equal(("", 0), (said.Error, said.ExitCode));

            return said.Output;
        }

        async Task RefusedAsync(string message, params string[] arguments)
        {
            var said = await program.DoAsync(["notification", .. arguments]);
            Assert.Equal(1, said.ExitCode);
            Assert.Contains(message, said.Error, StringComparison.Ordinal);
        }
    }
}
