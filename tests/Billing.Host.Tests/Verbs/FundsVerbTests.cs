using System.Globalization;
using System.Text.Json;
using Billing.Host.Tests.Programs;
using Billing.Testing;

namespace Billing.Host.Tests.Verbs;

/// <summary>Plans, discounts, limits and credit at the shell, by the running cluster.</summary>
public sealed class FundsVerbTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task What_is_defined_is_charged_by_and_shown()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);
        const string Voice = "12125550100";

        await DoneAsync(program, "plan", Voice, "120", "--name", "two minutes", "--service", "voice", "--every", "30-days", "--starts", "2020-01-01", "--operation", "p1");
        var again = await program.DoAsync("funds", "plan", Voice, "120", "--name", "two minutes", "--service", "voice", "--every", "30-days", "--starts", "2020-01-01", "--operation", "p1");
        Assert.StartsWith("was done before", again.Output, StringComparison.Ordinal);
        await DoneAsync(program, "discount", Voice, "--name", "volume", "--tier", "60:50", "--tier", "6000:75.5", "--service", "voice");
        await DoneAsync(program, "limit", Voice, "100");
        await DoneAsync(program, "limit", Voice, "50");
        await DoneAsync(program, "increase", Voice, "7", "--until", "2099-01-01");
        await DoneAsync(program, "credit-limit", Voice, "5");
        await program.RadclientAsync("acct", $"User-Name={Voice},Called-Station-Id=12125551234,Acct-Session-Id=f1,Acct-Status-Type=Stop,Acct-Session-Time=300");

        using var shown = JsonDocument.Parse((await program.DoAsync("funds", "show", Voice, "--json")).Output);
        var funds = shown.RootElement;
        Assert.Equal("5.00", funds.GetProperty("creditLimit").GetString());
        Assert.Equal("0.00", Assert.Single(funds.GetProperty("allowances").EnumerateArray()).GetProperty("remaining").GetString());
        Assert.Equal("30-days", Assert.Single(funds.GetProperty("plans").EnumerateArray()).GetProperty("every").GetString());
        var discount = Assert.Single(funds.GetProperty("discounts").EnumerateArray());
        Assert.Equal("75.50", discount.GetProperty("tiers")[1].GetProperty("percent").GetString());
        Assert.Equal("180.00", Assert.Single(discount.GetProperty("counters").EnumerateArray()).GetProperty("value").GetString());
        Assert.Equal("50.00", Assert.Single(funds.GetProperty("limits").EnumerateArray()).GetProperty("amount").GetString());
        Assert.Equal("7.00", Assert.Single(funds.GetProperty("increases").EnumerateArray()).GetProperty("amount").GetString());
        Assert.Contains("two minutes", (await program.DoAsync("funds", "show", Voice)).Output, StringComparison.Ordinal);
        await DoneAsync(program, "end", Voice, "two minutes");
        await DoneAsync(program, "end", Voice, discount.GetProperty("number").GetInt64().ToString(CultureInfo.InvariantCulture), "--discount");
        var ended = (await program.DoAsync("funds", "show", Voice)).Output;
        Assert.Contains("no plan", ended, StringComparison.Ordinal);
        Assert.Contains("no discount", ended, StringComparison.Ordinal);
        await DoneAsync(program, "limit", Voice, "0");
        Assert.Contains("no spending limit", (await program.DoAsync("funds", "show", Voice)).Output, StringComparison.Ordinal);
        await program.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Bad_input_names_its_field_and_nothing_is_defined()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);

        await RefusedAsync(program, 2, "--every: expected one of never, daily", "limit", "alice", "5", "--every", "hourly");
        await RefusedAsync(program, 2, "--tier: expected a threshold and a percentage", "discount", "alice", "--name", "d", "--tier", "10");
        await RefusedAsync(program, 1, "tier: expected 0 to 100 percent", "discount", "alice", "--name", "d", "--tier", "10:101");
        await RefusedAsync(program, 1, "amount: expected whole base units", "plan", "alice", "1.5", "--name", "p");
        await RefusedAsync(program, 1, "roll-over: expected 0 to 3", "plan", "alice", "1", "--name", "p", "--roll-over", "4");
        await RefusedAsync(program, 1, "--starts: expected a date", "plan", "alice", "1", "--name", "p", "--starts", "soon");
        await RefusedAsync(program, 1, "--service: expected a service that the account has", "plan", "alice", "1", "--name", "p", "--service", "fax");
        await RefusedAsync(program, 1, "--group: expected a destination group (", "plan", "alice", "1", "--name", "p", "--group", "nowhere");
        await RefusedAsync(program, 1, "--use: expected a service that the account has", "plan", "alice", "1", "--name", "p", "--use", "data=1", "--use", "fax=2");
        await RefusedAsync(program, 1, "--use: expected either --use or", "plan", "alice", "1", "--name", "p", "--service", "data", "--use", "data=1");
        await RefusedAsync(program, 2, "--use: expected service[:group[:period]]=weight", "plan", "alice", "1", "--name", "p", "--use", "data");
        await RefusedAsync(program, 1, "weight: expected", "plan", "alice", "1", "--name", "p", "--use", "data=0");
        await RefusedAsync(program, 1, "policy: expected 1 to 253 octets", "plan", "alice", "1", "--name", "p", "--then", "Limit", "--policy", new string('x', 254));
        await RefusedAsync(program, 1, "what: expected the name or number of a plan", "end", "alice", "p");
        await RefusedAsync(program, 1, "discount: expected the number of one that this balance has", "end", "alice", "12345", "--discount");
        await RefusedAsync(program, 1, "until: expected a time after", "increase", "alice", "1", "--until", "2020-01-01");
        await RefusedAsync(program, 1, "amount: expected zero to", "credit-limit", "alice", "-1");

        using var shown = JsonDocument.Parse((await program.DoAsync("funds", "show", "alice", "--json")).Output);
        Assert.Empty(shown.RootElement.GetProperty("plans").EnumerateArray());
        Assert.Empty(shown.RootElement.GetProperty("discounts").EnumerateArray());
    }

    private static async Task DoneAsync(ProgramRun program, params string[] arguments)
    {
        var said = await program.DoAsync(["funds", .. arguments]);
        Assert.Equal((0, ""), (said.ExitCode, said.Error));
        Assert.StartsWith("done, available ", said.Output, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(ProgramRun program, int exitCode, string error, params string[] arguments)
    {
        var said = await program.DoAsync(["funds", .. arguments]);
        Assert.Equal(exitCode, said.ExitCode);
        Assert.Contains(error, said.Error, StringComparison.Ordinal);
    }
}
