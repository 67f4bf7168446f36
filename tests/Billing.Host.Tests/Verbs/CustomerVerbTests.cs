using System.Globalization;
using System.Text.Json;
using Billing.Host.Tests.Programs;
using Billing.Testing;
using Npgsql;

namespace Billing.Host.Tests.Verbs;

/// <summary>Customers at the shell, by the running cluster.</summary>
public sealed class CustomerVerbTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task A_customer_is_opened_once_edited_suspended_and_closed()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);
        string[] order =
        [
            "customer", "open", "Ann Arbor", "--email", "ann@example.com", "--class", "business", "--zone", "Europe/Madrid", "--culture", "es-ES", "--currency", "eur",
            "--street", "Calle Mayor 1", "--city", "Madrid", "--country", "es", "--tax-number", "ESB12345678", "--max-sessions", "3", "--list-usage", "Yes", "--operation", "ann", "--json",
        ];
        using var opened = JsonDocument.Parse(await DoneAsync(program, order));
        using var again = JsonDocument.Parse(await DoneAsync(program, order));
        var number = Text(opened.RootElement, "number")!;
        Assert.Equal((number, false, true), (
            Text(again.RootElement, "number"), opened.RootElement.GetProperty("wasDoneBefore").GetBoolean(), again.RootElement.GetProperty("wasDoneBefore").GetBoolean()));
        Assert.Equal(
            (1, "billing: --operation: expected a key that no other order has used"), Short(await program.DoAsync("customer", "open", "Ben", "--operation", "ann")));

        // What is not said stays, and "" takes away.
        await DoneAsync(program, "customer", "set", number, "--name", "Ann B. Arbor", "--company", "Arbor, S.A.", "--invoice-note", "Order 4711", "--city", "Toledo");
        await DoneAsync(program, "customer", "set", number.ToLowerInvariant(), "--email", "", "--tax-number", "", "--max-sessions", "0", "--list-usage", "AsClass");
        using var shown = JsonDocument.Parse(await DoneAsync(program, "customer", "show", number, "--json"));
        var ann = shown.RootElement;
        Assert.Equal(
            ("Ann B. Arbor", "Arbor, S.A.", "Order 4711", "business", "Europe/Madrid", "es-ES", "EUR"),
            (Text(ann, "name"), Text(ann, "company"), Text(ann, "invoiceNote"), Text(ann, "class"), Text(ann, "zone"), Text(ann, "culture"), Text(ann, "currency")));
        Assert.Equal(("Calle Mayor 1", "Toledo", "ES"), ann.GetProperty("address") is var address ? (Text(address, "street"), Text(address, "city"), Text(address, "country")) : default);
        Assert.All(["email", "taxNumber", "maxSessions", "listsUsage"], name => Assert.Equal(JsonValueKind.Null, ann.GetProperty(name).ValueKind));
        Assert.Contains("no balance yet", await DoneAsync(program, "customer", "show", number), StringComparison.Ordinal);

        await RefusedAsync(program, number);
        await StatusAsync(program, number);
        await program.AuditIsCleanAsync();

        await using var database = NpgsqlDataSource.Create(await program.ConnectionStringAsync());
        await using var log = database.CreateCommand(
            "select string_agg(action, ' ' order by audit_log_id) from audit_log where entity_kind = 'customer' and entity_id = $1 and by like 'shell: %'");
        log.Parameters.Add(new() { Value = opened.RootElement.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture) });
        Assert.Equal(
            "create edit edit suspend activate close activate", await log.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Customers_are_listed_and_one_is_shown_with_what_is_unpaid_and_its_coupons()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);
        await DoneAsync(program, "class", "make", "business", "--days", "30");
        await DoneAsync(program, "subscription", "begin", "--account", "bob", "--class", "business", "--tax-exempt");
        await DoneAsync(program, "coupon", "give", "Spring", "--percent", "20", "--invoices", "3", "--account", "bob");
        await DoneAsync(program, "subscription", "charge", "25", "--account", "bob", "--text", "Installation");
        var invoice = (await DoneAsync(program, "invoice", "now", "bob")).Trim().Split(' ')[^1];

        using var all = JsonDocument.Parse(await DoneAsync(program, "customer", "list", "--sort", "Name", "--descending", "--json"));
        Assert.Equal(["carol", "bob", "alice", "12125550100"], all.RootElement.EnumerateArray().Select(row => Text(row, "name")));
        using var two = JsonDocument.Parse(await DoneAsync(program, "customer", "list", "--sort", "Balance", "--limit", "2", "--json"));
        Assert.Equal(["bob", "12125550100"], two.RootElement.EnumerateArray().Select(row => Text(row, "name")));
        using var found = JsonDocument.Parse(await DoneAsync(program, "customer", "list", "--search", "BOB", "--status", "Active", "--json"));
        var bob = Assert.Single(found.RootElement.EnumerateArray());
        Assert.Equal(("-20.00", "USD", "Active", 1), (Text(bob, "balance"), Text(bob, "currency"), Text(bob, "status"), bob.GetProperty("accounts").GetInt32()));
        Assert.Equal("no customer", (await DoneAsync(program, "customer", "list", "--status", "Closed")).Trim());

        var number = Text(bob, "number")!;
        using var shown = JsonDocument.Parse(await DoneAsync(program, "customer", "show", number, "--json"));
        var balance = Assert.Single(shown.RootElement.GetProperty("balances").EnumerateArray());
        Assert.Equal(
            ("-20.00", "80.00", "100.00", "20.00", "business", true),
            (Text(balance, "posted"), Text(balance, "available"), Text(balance, "creditLimit"), Text(balance, "unpaid"), Text(balance, "class"), balance.GetProperty("isTaxExempt").GetBoolean()));
        Assert.Equal(invoice, Assert.Single(balance.GetProperty("unpaidInvoices").EnumerateArray()).GetString());
        Assert.Equal("Spring", Text(Assert.Single(balance.GetProperty("coupons").EnumerateArray()), "name"));
        var said = await DoneAsync(program, "customer", "show", number);
        Assert.All(["(Active, residential", "America/New_York", "business, pays no taxes", "1 of 3 invoices"], part => Assert.Contains(part, said, StringComparison.Ordinal));
        Assert.Equal(shown.RootElement.GetProperty("id").GetInt64(), bob.GetProperty("id").GetInt64());
    }

    private static async Task RefusedAsync(ProgramRun program, string number)
    {
        foreach (var (said, words) in new (string, string[])[]
        {
            ("--email: expected an e-mail address such as name@example.com", ["set", number, "--email", "ann"]),
            ("--zone: expected a time zone's name such as Europe/Madrid", ["set", number, "--zone", "Madrid"]),
            ("--country: expected two capital letters of ISO 3166-1, such as ES", ["set", number, "--country", "Spain"]),
            ("--max-sessions: expected 1 or more", ["set", number, "--max-sessions", "-1"]),
            ("--class: expected one of residential, business, wholesale, not \"busines\"", ["set", number, "--class", "busines"]),
            ("--class: expected one of residential, business, wholesale, not \"busines\"", ["open", "Ben", "--class", "busines"]),
            ("customer: expected a customer's id or number such as C-100007, not \"C-9\"", ["show", "C-9"]),
            ("customer: expected a customer's id or number such as C-100007, not \"99999\"", ["show", "99999"]),
            ("customer: expected a customer's id or number such as C-100007, not \"99999\"", ["set", "99999", "--name", "Nobody"]),
            ("--until: expected an instant to come, and only of a suspension", ["suspend", number, "--reason", "late", "--until", "2020-01-01"]),
            ("--until: expected a date such as 2026-12-31 or a time such as 2026-12-31T12:00:00Z, not \"soon\"", ["suspend", number, "--reason", "late", "--until", "soon"]),
            ($"customer: expected one that is suspended, and {number} is active", ["lift", number]),
            ($"customer: expected one that is closed, and {number} is active", ["reopen", number]),
        })
        {
            Assert.Equal((1, "billing: " + said), Short(await program.DoAsync(["customer", .. words])));
        }

        Assert.Equal((2, "billing: --reason: expected 1 to 500 characters"), Short(await program.DoAsync("customer", "suspend", number, "--reason", "")));
        Assert.Equal((2, "billing: --sort: expected one of Number, Name, CreatedAt, Status, Balance, not \"Age\""), Short(await program.DoAsync("customer", "list", "--sort", "Age")));
    }

    private static async Task StatusAsync(ProgramRun program, string number)
    {
        // Until midnight in Madrid.
        await DoneAsync(program, "customer", "suspend", number, "--reason", "asked for", "--until", "2099-01-01");
        using var suspended = JsonDocument.Parse(await DoneAsync(program, "customer", "show", number, "--json"));
        Assert.Equal(
            ("Suspended", "asked for", "2098-12-31T23:00:00Z"),
            (Text(suspended.RootElement, "status"), Text(suspended.RootElement, "statusReason"), Text(suspended.RootElement, "suspendedUntil")));
        Assert.Equal(
            (1, $"billing: customer: expected one that is active, and {number} is suspended"), Short(await program.DoAsync("customer", "suspend", number, "--reason", "twice")));
        Assert.Equal($"{number}: active", (await DoneAsync(program, "customer", "lift", number)).Trim());
        Assert.Equal($"{number}: nothing ends for good; nothing was changed", (await DoneAsync(program, "customer", "close", number, "--reason", "moved", "--preview")).Trim());
        Assert.Equal($"{number}: closed", (await DoneAsync(program, "customer", "close", number, "--reason", "moved")).Trim());
        Assert.Contains($"{number} Ann B. Arbor  (Closed", await DoneAsync(program, "customer", "show", number), StringComparison.Ordinal);
        Assert.Equal($"{number}: active", (await DoneAsync(program, "customer", "reopen", number)).Trim());
    }

    private static (int, string) Short(Said said) => (said.ExitCode, said.Error.Trim());

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<string> DoneAsync(ProgramRun program, params string[] words)
    {
        var (exitCode, output, error) = await program.DoAsync(words);
        Assert.True(exitCode == 0, $"{string.Join(' ', words)}: {error}");

        return output;
    }
}
