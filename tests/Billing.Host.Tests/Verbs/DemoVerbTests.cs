using System.Text.Json;
using Billing.Host.Tests.Programs;
using Billing.Testing;

namespace Billing.Host.Tests.Verbs;

public sealed class DemoVerbTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Accounts_for_load_are_added_up_to_a_number_and_on_one_balance_if_asked()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);

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

    [Fact]
    public async Task A_made_up_operator_passes_the_audit_and_can_be_read()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);

        var made = await program.DoAsync("demo", "--size", "small");
        var again = await program.DoAsync("demo", "--size", "medium");
        var reads = await program.DoAsync("bench", "reads", "--times", "1", "--json");

        Assert.Equal(
            "300 accounts, 12000 transaction records of 60 days\nwith payments, invoices, vouchers, messages and an audit log", made.Output.Trim());
        Assert.Equal("there is a made-up operator already\nwith its books: nothing was added", again.Output.Trim());
        await program.AuditIsCleanAsync();
        using var cases = JsonDocument.Parse(reads.Output);
        Assert.All(
            cases.RootElement.EnumerateArray().Where(one => one.GetProperty("what").GetString() is "customers by Name" or "records" or "dashboard"),
            one => Assert.NotEqual(0, one.GetProperty("rows").GetInt32()));
    }

    private static string? Posted(JsonDocument account) => account.RootElement.GetProperty("balance").GetProperty("posted").GetString();
}
