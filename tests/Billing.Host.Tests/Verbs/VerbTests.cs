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
    public async Task The_listeners_tell_of_their_gateways_and_certificates()
    {
        using var status = await JsonAsync("radius", "status");
        var silo = Assert.Single(status.RootElement.GetProperty("silos").EnumerateArray());

        Assert.Equal(JsonValueKind.Null, silo.GetProperty("certificateExpiresAt").ValueKind);
        Assert.Empty(silo.GetProperty("clientAuthorities").EnumerateArray());
        Assert.Contains("demo", status.RootElement.GetProperty("gateways").EnumerateArray().Select(gateway => Text(gateway, "name")));
        Assert.Contains("no TLS by certificate", (await looked.Program.DoAsync("radius", "status")).Output, StringComparison.Ordinal);
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
        Assert.Equal(["USD"], Texts(ones, "currency"));
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
        Assert.Equal(["USD", "USD"], Texts(entries, "currency"));
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

        Assert.Equal(["Data", "Messages", "UK evenings", "Voice"], Texts(tariffs, "name").Order());
        var rates = voice.RootElement.GetProperty("rates").EnumerateArray().ToDictionary(rate => Text(rate, "destination")!);
        Assert.Equal(["1212", "1800", "44", "4479", "900"], rates.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("0.02", Text(rates["44"], "connectFee"));
        Assert.Contains("4479", (await looked.Program.DoAsync("tariff", "show", "Voice")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_an_account_gets_a_rate_is_explained_step_by_step()
    {
        using var addOn = await JsonAsync("rate", "explain", "--account", "carol", "--called", "011442071234567", "--node", "demo", "--at", "2026-02-02T15:00:00Z");
        using var main = await JsonAsync("rate", "explain", "--account", "carol", "--called", "12125551234", "--at", "2026-02-02T15:00:00Z");
        using var forbidden = await JsonAsync("rate", "explain", "--account", "12125550100", "--called", "9001234567");
        using var help = await JsonAsync("rate", "explain", "--account", "alice", "--called", "911");
        using var data = await JsonAsync("rate", "explain", "--account", "alice");
        var said = await looked.Program.DoAsync("rate", "explain", "--account", "carol", "--called", "442071234567", "--at", "2026-02-07T15:00:00Z");

        // Monday, 10:00 in New York.
        Assert.Equal(("rated", "UK evenings", "44", "peak", "442071234567"), (
            Text(addOn.RootElement, "result"), Text(addOn.RootElement, "tariff"), Text(addOn.RootElement, "prefix"),
            Text(addOn.RootElement, "period"), Text(addOn.RootElement, "number")));
        Assert.Contains("0.04", Text(addOn.RootElement, "reason"), StringComparison.Ordinal);
        Assert.Equal(["UK landlines"], addOn.RootElement.GetProperty("destinationGroups").EnumerateArray().Select(group => group.GetString()));
        Assert.Equal(("rated", "Voice", "1212"), (Text(main.RootElement, "result"), Text(main.RootElement, "tariff"), Text(main.RootElement, "prefix")));
        Assert.Contains(
            ("add-on \"UK evenings\": tariff \"UK evenings\" for 12125551234", "no rate"),
            main.RootElement.GetProperty("steps").EnumerateArray().Select(step => (Text(step, "asked")!, Text(step, "found")!)));
        Assert.Equal(("refused", "the destination is forbidden"), (Text(forbidden.RootElement, "result"), Text(forbidden.RootElement, "reason")));
        Assert.Equal("free", Text(help.RootElement, "result"));
        Assert.Equal(("Data", "*"), (Text(data.RootElement, "tariff"), Text(data.RootElement, "prefix")));
        Assert.Equal((0, ""), (said.ExitCode, said.Error));
        Assert.Contains("rated: then 1 at 0.025 USD per 60 seconds", said.Output, StringComparison.Ordinal); // a Saturday
    }

    [Fact]
    public async Task Products_and_destinations_are_shown()
    {
        using var products = await JsonAsync("product", "show");
        using var product = await JsonAsync("product", "show", "UK evenings");
        using var mobile = await JsonAsync("destination", "find", "+447911123456");
        using var landline = await JsonAsync("destination", "find", "442071234567");

        Assert.Equal(["Everything", "Messages", "Prepaid data", "Prepaid voice", "UK evenings"], Texts(products, "name"));
        Assert.Equal(1, product.RootElement.GetProperty("product").GetProperty("addOn").GetInt64());
        var row = Assert.Single(product.RootElement.GetProperty("rating").EnumerateArray());
        Assert.Equal(("voice", "UK evenings", null), (Text(row, "service"), Text(row, "tariff"), Text(row, "accessCode")));
        Assert.Equal(("4479", "GB"), (Text(mobile.RootElement.GetProperty("destination"), "prefix"), Text(mobile.RootElement.GetProperty("destination"), "country")));
        Assert.Empty(mobile.RootElement.GetProperty("groups").EnumerateArray());
        Assert.Equal(["UK landlines"], landline.RootElement.GetProperty("groups").EnumerateArray().Select(group => group.GetString()));
        Assert.Contains("any", (await looked.Program.DoAsync("product", "show", "Everything")).Output, StringComparison.Ordinal);
        Assert.Contains("United Kingdom, mobile, GB", (await looked.Program.DoAsync("destination", "find", "447911123456")).Output, StringComparison.Ordinal);
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
    [InlineData(1, "product", "show", "nothing")]
    [InlineData(1, "destination", "find", "81312345678")]
    [InlineData(1, "rate", "explain", "--account", "nobody", "--called", "44")]
    [InlineData(1, "rate", "explain", "--account", "carol", "--called", "44", "--node", "nowhere")]
    [InlineData(2, "rate", "explain", "--called", "44")]
    [InlineData(2, "account", "show")]
    [InlineData(2, "account")]
    [InlineData(2, "account", "show", "alice", "--no-such-option")]
    [InlineData(2, "xdr", "list")]
    [InlineData(1, "xdr", "revert", "00000000-0000-0000-0000-000000000001")]
    [InlineData(2, "xdr", "revert", "a1")]
    [InlineData(1, "xdr", "rerate", "--from", "2026-02-01", "--to", "2026-01-01")]
    [InlineData(2, "ledger", "list")]
    [InlineData(2, "xdr", "list", "--account", "alice", "--limit", "many")]
    [InlineData(2, "demo", "--accounts", "-1")]
    [InlineData(2, "demo", "--accounts", "many")]
    [InlineData(2, "user", "list", "--limit", "many")]
    [InlineData(2, "rates", "import", "New", "list.csv", "--create", "--currency", "USD", "--unit", "parsec")]
    [InlineData(2, "xdr", "list", "--account", "alice", "--limit", "0")]
    [InlineData(2, "session", "list", "--limit", "-5")]
    [InlineData(2, "bill-run", "list", "--limit", "0")]
    [InlineData(2, "money", "refund", "alice", "sms-1", "--amount", "1,5")]
    [InlineData(2, "funds", "plan", "alice", "5", "--name", "Minutes", "--then", "sometimes")]
    [InlineData(2, "payment", "take", "alice", "5", "--operation", "")]
    [InlineData(2, "money", "topup", "alice", "5", "--expires", "2099-12-31")]
    [InlineData(1, "money", "allow", "alice", "5", "--name", "Slow", "--then", "Limit")]
    [InlineData(1, "money", "allow", "alice", "5", "--name", "Slow", "--policy", "64k/64k")]
    [InlineData(2, "account", "shwo", "alice")]
    [InlineData(1, "pool", "fix", "alice", "10.9")]
    [InlineData(2, "pool", "add", "", "10.0.0.0/24")]
    [InlineData(1, "realm", "add", "away.example", "--server", "10.9")]
    [InlineData(1, "realm", "add", "dana@away.example", "--server", "10.0.0.9")]
    [InlineData(2, "bill-run", "show", "")]
    [InlineData(1, "bill-run", "start", "none", "2026-01-01", "--class", "nothing")]
    [InlineData(1, "rate", "explain", "--account", "alice", "--at", "-0001-01-01")]
    [InlineData(1, "scenario", "/")]
    [InlineData(1, "rates", "export", "Voice", "--output", "/")]
    [InlineData(2, "rates", "import", "Voice", "list.csv", "--errors", "./list.csv")]
    [InlineData(2, "rates", "import", "", "list.csv", "--create", "--currency", "USD", "--unit", "second")]
    [InlineData(2, "rates", "import", "Voice", "list.csv", "--mode", "7")]
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
