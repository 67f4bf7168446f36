using System.Text.Json;

namespace Billing.Host.Tests.Programs;

/// <summary>What was acknowledged is charged once and only once, though everything dies in between.</summary>
public sealed class KillTests
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    [Fact]
    public async Task Alice_pays_2_51_once_through_a_kill_of_everything_and_the_same_reports_in_another_order()
    {
        await using var program = new ProgramRun();
        await program.StartAsync();
        Assert.Contains("Access-Accept", await program.RadclientAsync("auth", "User-Name=alice,User-Password=wonderland"), Ordinal);
        string[] reports =
        [
            "User-Name=alice,Acct-Session-Id=a1,Acct-Status-Type=Start",
            "User-Name=alice,Acct-Session-Id=a1,Acct-Status-Type=Interim-Update,Acct-Session-Time=300,Acct-Input-Octets=20000000,Acct-Output-Octets=100000000",
            "User-Name=alice,Acct-Session-Id=a1,Acct-Status-Type=Stop,Acct-Session-Time=600,Acct-Input-Octets=50400000,Acct-Output-Octets=200000000",
        ];

        foreach (var report in reports)
        {
            Assert.Contains("Accounting-Response", await program.RadclientAsync("acct", report), Ordinal);
        }

        await ChargedOnceAsync(program);

        for (var round = 0; round < 2; round++)
        {
            await program.KillAsync(postgresToo: true);
            await program.StartAsync();

            // radclient picks its identifiers at random.
            foreach (var report in new[] { reports[2], reports[0], reports[1], reports[0], reports[2] }.Skip(round))
            {
                Assert.Contains("Accounting-Response", await program.RadclientAsync("acct", report), Ordinal);
            }

            await ChargedOnceAsync(program);
        }
    }

    private static async Task ChargedOnceAsync(ProgramRun program)
    {
        using var account = JsonDocument.Parse((await program.LaunchAsync("account", "show", "alice", "--json")).Output);
        var balance = account.RootElement.GetProperty("balance");
        Assert.Equal(("7.49", "7.49", "0.00"), (Text(balance, "posted"), Text(balance, "available"), Text(balance, "held")));
        using var records = JsonDocument.Parse((await program.LaunchAsync("xdr", "list", "--account", "alice", "--json")).Output);
        Assert.Equal("2.51", Text(Assert.Single(records.RootElement.EnumerateArray()), "amount"));
        await program.AuditIsCleanAsync();
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
