using System.Text.Json;
using Billing.Host.Tests.Programs;
using Billing.Testing;
using Npgsql;

namespace Billing.Host.Tests.Verbs;

/// <summary>Money at the shell, by the running cluster.</summary>
public sealed class MoneyVerbTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Orders_are_done_once_and_seen_by_the_next_request_and_the_audit_is_clean()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);

        var done = await program.DoAsync("money", "topup", "alice", "5", "--operation", "t1", "--note", "cash");
        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        Assert.StartsWith("done: 5.00 USD, ledger entry 2, available 15.00", done.Output, StringComparison.Ordinal);
        Assert.StartsWith("was done before", (await program.DoAsync("money", "topup", "alice", "5", "--operation", "t1", "--note", "cash")).Output, StringComparison.Ordinal);
        var other = await program.DoAsync("money", "topup", "alice", "6", "--operation", "t1");
        Assert.Equal((1, "billing: nothing was done: this operation id was used for another order"), (other.ExitCode, other.Error.Trim()));

        Assert.Equal(0, (await program.DoAsync("money", "allow", "12125550100", "120", "--name", "two minutes", "--service", "voice")).ExitCode);
        Assert.Equal(0, (await program.DoAsync("money", "promote", "alice", "3", "--expires", "2099-01-01")).ExitCode);
        Assert.Equal(0, (await program.DoAsync(
            "money", "allow", "carol", "120", "--name", "pool", "--use", "voice=1", "--use", "messages=60")).ExitCode);
        Assert.StartsWith("done: 0.00 USD", (await program.DoAsync("money", "charge", "carol", "messages", "--called", "12125550199")).Output, StringComparison.Ordinal);
        using var carol = JsonDocument.Parse((await program.DoAsync("account", "show", "carol", "--json")).Output);
        Assert.Equal("60.00", Assert.Single(carol.RootElement.GetProperty("allowances").EnumerateArray()).GetProperty("remaining").GetString());
        await program.RadclientAsync("acct", "User-Name=12125550100,Called-Station-Id=12125551234,Acct-Session-Id=m1,Acct-Status-Type=Stop,Acct-Session-Time=480");

        using var voice = JsonDocument.Parse((await program.DoAsync("account", "show", "12125550100", "--json")).Output);
        Assert.Equal("4.40", voice.RootElement.GetProperty("balance").GetProperty("posted").GetString()); // 6 of 8 minutes
        var allowance = Assert.Single(voice.RootElement.GetProperty("allowances").EnumerateArray());
        Assert.Equal(("two minutes", "0.00"), (allowance.GetProperty("name").GetString(), allowance.GetProperty("remaining").GetString()));
        var ledger = (await program.DoAsync("ledger", "list", "--account", "alice")).Output;
        Assert.Contains("cash", ledger, StringComparison.Ordinal);
        Assert.Contains("t1", ledger, StringComparison.Ordinal);
        await CorrectAsync(program);
        await using var database = NpgsqlDataSource.Create(await program.ConnectionStringAsync() + ";Pooling=false");
        await using var by = database.CreateCommand("select string_agg(distinct by, ' ') from operation");
        Assert.Equal($"shell: {Environment.UserName}", await by.ExecuteScalarAsync(TestContext.Current.CancellationToken)); // as the audit log says it
        await program.AuditIsCleanAsync();
    }

    // The call of 8 minutes, of which an allowance paid two: re-rated by a rate from yesterday on, then taken back.
    private static async Task CorrectAsync(ProgramRun program)
    {
        var (from, to) = ($"{DateTime.UtcNow.AddDays(-1):yyyy-MM-dd}", $"{DateTime.UtcNow.AddDays(1):yyyy-MM-dd}");
        string[] rerate = ["xdr", "rerate", "--from", from, "--to", to, "--account", "12125550100", "--gateway", "demo", "--json"];
        using var before = JsonDocument.Parse((await program.DoAsync(rerate)).Output);
        Assert.Equal((1, 1, 0), Counts(before));
        var list = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.csv");
        await File.WriteAllTextAsync(list, $"dial code,rate per minute,interval 1,interval n,effective date\n1212,0.05,60,6,{from}\n", TestContext.Current.CancellationToken);
        var imported = await program.DoAsync("rates", "import", "Voice", list);
        File.Delete(list);
        Assert.True(imported.ExitCode == 0, imported.Error);

        // The silo has the rate when it has compiled it; until then the record costs what it costs.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        JsonDocument posted;

        while (Counts(posted = JsonDocument.Parse((await program.DoAsync([.. rerate, "--post", "--note", "mended"])).Output)).Different == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        var record = Assert.Single(posted.RootElement.GetProperty("records").EnumerateArray());
        Assert.Equal(("0.60", "0.30", "0.30"), (record.GetProperty("was").GetString(), record.GetProperty("becomes").GetString(), record.GetProperty("posted").GetString()));
        var session = record.GetProperty("sessionId").GetString()!;
        var reverted = await program.DoAsync("xdr", "revert", session, "--note", "no call", "--operation", "r1");
        Assert.True(reverted.Output.StartsWith("done: 0.30 USD, ledger entry 4, available 5.00", StringComparison.Ordinal), reverted.Output + reverted.Error);
        var again = await program.DoAsync("xdr", "revert", session);
        Assert.Equal((1, "billing: nothing was done: it was reverted or refunded before"), (again.ExitCode, again.Error.Trim()));
        using var voice = JsonDocument.Parse((await program.DoAsync("account", "show", "12125550100", "--json")).Output);
        Assert.Equal("120.00", Assert.Single(voice.RootElement.GetProperty("allowances").EnumerateArray()).GetProperty("remaining").GetString());
        Assert.Contains("Correction", (await program.DoAsync("ledger", "list", "--account", "12125550100")).Output, StringComparison.OrdinalIgnoreCase);
    }

    private static (int Looked, int Equal, int Different) Counts(JsonDocument said) => (
        said.RootElement.GetProperty("looked").GetInt32(),
        said.RootElement.GetProperty("equal").GetInt32(),
        said.RootElement.GetProperty("different").GetInt32());

    [Fact]
    public async Task A_message_of_the_demo_is_charged_at_the_shell_and_by_a_gateway_and_is_not_what_its_sender_has_first()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);

        var done = await program.DoAsync("money", "charge", "carol", "messages", "--called", "12125550199");
        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        Assert.StartsWith("done: -0.05 USD, ledger entry 2, available 19.95", done.Output, StringComparison.Ordinal);
        const string sms = "User-Name=carol,Connect-Info=SMS,Called-Station-Id=12125550199";
        Assert.Contains("Access-Accept", await program.RadclientAsync("auth", $"{sms},User-Password=carol"), StringComparison.Ordinal);
        await program.RadclientAsync("acct", $"{sms},Acct-Session-Id=m1,Acct-Status-Type=Stop");
        Assert.Equal(1, (await program.DoAsync("money", "charge", "bob", "messages", "--called", "12125550199")).ExitCode);

        using var carol = JsonDocument.Parse((await program.DoAsync("account", "show", "carol", "--json")).Output);
        Assert.Equal("19.90", carol.RootElement.GetProperty("balance").GetProperty("posted").GetString());
        using var first = JsonDocument.Parse((await program.DoAsync("rate", "explain", "--account", "carol", "--json")).Output);
        Assert.Equal("Data", first.RootElement.GetProperty("tariff").GetString());
        await program.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Bad_orders_are_refused_with_the_field_and_nothing_is_done()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);

        Assert.Equal(2, (await program.DoAsync("money", "topup", "alice", "abc")).ExitCode);
        var negative = await program.DoAsync("money", "topup", "alice", "-5");
        Assert.Equal(1, negative.ExitCode);
        Assert.Contains("expected a number above zero", negative.Error, StringComparison.Ordinal);
        using var account = JsonDocument.Parse((await program.DoAsync("account", "show", "alice", "--json")).Output);
        Assert.Equal("10.00", account.RootElement.GetProperty("balance").GetProperty("posted").GetString());
        Assert.Contains("no account is called", (await program.DoAsync("money", "topup", "nobody", "5")).Error, StringComparison.Ordinal);
    }
}
