using System.Text.Json;
using Billing.Host.Tests.Programs;

namespace Billing.Host.Tests.Verbs;

[Collection(nameof(WholePrograms))]
public sealed class DemoVerbTests
{
    [Fact]
    public async Task Accounts_for_load_are_added_up_to_a_number_and_on_one_balance_if_asked()
    {
        await using var program = new ProgramRun();
        await program.StartAsync();

        Assert.Equal("1000 accounts added", (await program.DoAsync("demo", "--accounts", "1000")).Output.Trim());
        Assert.Equal("0 accounts added", (await program.DoAsync("demo", "--accounts", "1000")).Output.Trim());
        Assert.Equal("200 accounts added", (await program.DoAsync("demo", "--accounts", "1200", "--one-customer")).Output.Trim());
        var accept = await program.RadclientAsync("auth", "User-Name=user000999,User-Password=pass000999");
        Assert.Contains("Access-Accept", accept, StringComparison.Ordinal);
        await program.RadclientAsync("acct", "User-Name=user001000,Acct-Session-Id=one,Acct-Status-Type=Stop,Acct-Output-Octets=1000000");
        using var own = JsonDocument.Parse((await program.DoAsync("account", "show", "user000000", "--json")).Output);
        using var shared = JsonDocument.Parse((await program.DoAsync("account", "show", "user001199", "--json")).Output);

        Assert.Equal("1000000.00", Posted(own));
        Assert.Equal("999999999.99", Posted(shared));
        await program.AuditIsCleanAsync();
    }

    private static string? Posted(JsonDocument account) => account.RootElement.GetProperty("balance").GetProperty("posted").GetString();
}
