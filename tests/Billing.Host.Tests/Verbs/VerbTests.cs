using System.Text.Json;
using Billing.Host.Tests.Programs;

namespace Billing.Host.Tests.Verbs;

/// <summary>One server with a little history, for all tests that only look at it.</summary>
public sealed class Looked : IAsyncLifetime
{
    internal ProgramRun Program { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Program.StartAsync();
        await Program.RadclientAsync("acct", "User-Name=alice,Acct-Session-Id=h1,Acct-Status-Type=Stop,Acct-Session-Time=600,Acct-Output-Octets=250400000");
        await Program.RadclientAsync("auth", "User-Name=alice,User-Password=wonderland");
        await Program.RadclientAsync("acct", "User-Name=alice,Acct-Session-Id=h2,Acct-Status-Type=Interim-Update,Acct-Session-Time=60,Acct-Output-Octets=1500000");
        await Program.RadclientAsync("acct", "User-Name=12125550100,Called-Station-Id=12125551234,Acct-Session-Id=h3,Acct-Status-Type=Stop,Acct-Session-Time=227");
    }

    public ValueTask DisposeAsync() => Program.DisposeAsync();
}

/// <summary>The verbs that look at things, as people and as scripts use them.</summary>
[Collection(nameof(WholePrograms))]
public sealed class VerbTests(Looked looked) : IClassFixture<Looked>
{
    [Fact]
    public async Task An_account_is_shown_with_its_funds_and_what_runs()
    {
        using var account = await JsonAsync("account", "show", "alice");
        var root = account.RootElement;

        Assert.Equal(("alice", "active"), (Text(root, "id"), Text(root, "status")?.ToLowerInvariant()));
        var balance = root.GetProperty("balance");
        Assert.Equal("USD", Text(balance, "currency"));
        Assert.Equal(("7.49", "0.50", "6.97", "0.00"), (Text(balance, "posted"), Text(balance, "held"), Text(balance, "available"), Text(balance, "creditLimit")));
        var session = Assert.Single(root.GetProperty("sessions").EnumerateArray());
        Assert.Equal(("h2", "0.02", "0.50"), (Text(session, "acctSessionId"), Text(session, "charged"), Text(session, "held")));
        Assert.Equal(1_500_000, session.GetProperty("usedUnits").GetInt64());

        var shown = await looked.Program.DoAsync("account", "show", "alice");
        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
        Assert.Contains("available               6.97 USD", shown.Output, StringComparison.Ordinal);
        Assert.Contains("h2", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_are_listed_open_or_all_of_one_account_or_of_all()
    {
        using var open = await JsonAsync("session", "list");
        using var all = await JsonAsync("session", "list", "--all");
        using var ones = await JsonAsync("session", "list", "--all", "--account", "12125550100");

        Assert.Equal(["h2"], Texts(open, "acctSessionId"));
        Assert.Equal(["h1", "h2", "h3"], Texts(all, "acctSessionId").Order());
        Assert.Equal(["h3"], Texts(ones, "acctSessionId"));
        Assert.Equal(["12125551234"], Texts(ones, "calledParty"));
        Assert.Contains("h2", (await looked.Program.DoAsync("session", "list")).Output, StringComparison.Ordinal);
        Assert.Equal("no session", (await looked.Program.DoAsync("session", "list", "--account", "bob")).Output.Trim());
    }

    [Fact]
    public async Task Transaction_records_and_ledger_entries_are_listed_with_decimal_strings()
    {
        using var records = await JsonAsync("xdr", "list", "--account", "12125550100");
        using var entries = await JsonAsync("ledger", "list", "--account", "12125550100");

        var record = Assert.Single(records.RootElement.EnumerateArray());
        Assert.Equal(("0.38", "USD", "1212", "voice"), (Text(record, "amount"), Text(record, "currency"), Text(record, "destination"), Text(record, "service")));
        Assert.Equal((227, 228), (record.GetProperty("usedUnits").GetInt64(), record.GetProperty("chargedUnits").GetInt64()));
        Assert.Equal(JsonValueKind.Array, record.GetProperty("parts").ValueKind);
        Assert.Equal(["-0.38", "5.00"], Texts(entries, "amount"));
        Assert.Equal(["4.62", "5.00"], Texts(entries, "postedAfter"));
        Assert.Contains("0.38", (await looked.Program.DoAsync("xdr", "list", "--account", "12125550100")).Output, StringComparison.Ordinal);
        Assert.Contains("4.62", (await looked.Program.DoAsync("ledger", "list", "--account", "12125550100")).Output, StringComparison.Ordinal);
        using var limited = await JsonAsync("ledger", "list", "--account", "12125550100", "--limit", "1");
        Assert.Equal(["-0.38"], Texts(limited, "amount"));
    }

    [Fact]
    public async Task Tariffs_are_shown_and_one_with_its_rates()
    {
        using var tariffs = await JsonAsync("tariff", "show");
        using var voice = await JsonAsync("tariff", "show", "Voice");

        Assert.Equal(["Data", "UK evenings", "Voice"], Texts(tariffs, "name").Order());
        var rates = voice.RootElement.GetProperty("rates").EnumerateArray().ToDictionary(rate => Text(rate, "destination")!);
        Assert.Equal(["1212", "1800", "44", "4479", "900"], rates.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("0.02", Text(rates["44"], "connectFee"));
        Assert.Contains("4479", (await looked.Program.DoAsync("tariff", "show", "Voice")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_counts_what_it_looked_at()
    {
        using var audit = await JsonAsync("audit");

        Assert.True(audit.RootElement.GetProperty("isClean").GetBoolean());
        Assert.Empty(audit.RootElement.GetProperty("differences").EnumerateArray());
        Assert.Equal((2, 3), (audit.RootElement.GetProperty("records").GetInt64(), audit.RootElement.GetProperty("sessions").GetInt64()));
        await looked.Program.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(1, "account", "show", "nobody")]
    [InlineData(1, "xdr", "list", "--account", "nobody")]
    [InlineData(1, "ledger", "list", "--account", "nobody")]
    [InlineData(1, "session", "list", "--account", "nobody")]
    [InlineData(1, "tariff", "show", "nothing")]
    [InlineData(2, "account", "show")]
    [InlineData(2, "account")]
    [InlineData(2, "account", "show", "alice", "--no-such-option")]
    [InlineData(2, "xdr", "list")]
    [InlineData(2, "ledger", "list")]
    [InlineData(2, "xdr", "list", "--account", "alice", "--limit", "many")]
    [InlineData(2, "demo", "--accounts", "-1")]
    [InlineData(2, "no-such-verb")]
    [InlineData(2)]
    public async Task What_cannot_be_done_is_one_line_on_standard_error(int exitCode, params string[] arguments)
    {
        var said = await looked.Program.DoAsync(arguments);

        Assert.Equal((exitCode, ""), (said.ExitCode, said.Output));
        Assert.StartsWith("billing: ", said.Error, StringComparison.Ordinal);
        Assert.Equal(1, said.Error.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData]
    [InlineData("account")]
    [InlineData("xdr", "list")]
    [InlineData("run")]
    [InlineData("bench", "radius")]
    public async Task Help_is_no_failure(params string[] verb)
    {
        var said = await looked.Program.DoAsync([.. verb, "--help"]);

        Assert.Equal((0, ""), (said.ExitCode, said.Error));
        Assert.Contains("Usage:", said.Output, StringComparison.Ordinal);
    }

    private async Task<JsonDocument> JsonAsync(params string[] arguments)
    {
        var said = await looked.Program.DoAsync([.. arguments, "--json"]);
        Assert.Equal((0, ""), (said.ExitCode, said.Error));

        return JsonDocument.Parse(said.Output);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static IEnumerable<string?> Texts(JsonDocument list, string name) => list.RootElement.EnumerateArray().Select(item => Text(item, name));
}
