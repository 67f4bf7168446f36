using System.Text.Json;
using Billing.Host.Tests.Programs;
using Billing.Testing;

namespace Billing.Host.Tests.Verbs;

/// <summary>What was told is listed at the shell, and its texts are changed there.</summary>
public sealed class NotificationVerbTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task What_was_told_is_listed_and_texts_are_changed()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);

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

        // On a machine that is busy with others a silo may not answer within the shell's patience; then nothing was done.
        async Task<Said> SayAsync(string[] arguments)
        {
            var said = await program.DoAsync(["notification", .. arguments]);

            for (var i = 0; i < 10 && said.Error.Contains("no silo", StringComparison.Ordinal); i++)
            {
                said = await program.DoAsync(["notification", .. arguments]);
            }

            return said;
        }

        async Task<string> DoneAsync(params string[] arguments)
        {
            var said = await SayAsync(arguments);
            Assert.Equal(("", 0), (said.Error, said.ExitCode));

            return said.Output;
        }

        async Task RefusedAsync(string message, params string[] arguments)
        {
            var said = await SayAsync(arguments);
            Assert.Equal(1, said.ExitCode);
            Assert.Contains(message, said.Error, StringComparison.Ordinal);
        }
    }
}
