using System.Text.Json;
using Billing.Host.Tests.Programs;
using Billing.Testing;

namespace Billing.Host.Tests.Verbs;

/// <summary>Price lists, as an operator imports and exports them while the program serves.</summary>
public sealed class RatesVerbTests(MigratedPostgres postgres)
{
    private const string Good = """
        Dial Code;Country;Rate per minute (USD);Setup Fee;Interval 1;Interval N;Effective Date;Blocked
        "1 212";"New York; city";0.12;;60;6;2026-01-01;no
        +44 7700-7701;UK mobile;0.25;0.01;30;6;2026-01-01;
        900;Premium;;;;;2026-01-01;yes

        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_price_list_is_tried_refused_imported_and_exported_and_the_next_call_costs_its_price()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);
        var file = await WriteAsync(program, "list.csv", "\uFEFF" + Good.ReplaceLineEndings("\r\n"));

        // A dry run says what would be; a list with bad rows is refused whole and says why.
        using var dry = await JsonAsync(program, 0, "rates", "import", "Voice", file, "--dry-run");
        Assert.Equal((3, 0, false), (Number(dry, "ratesAdded") - 1, Number(dry, "rejected"), dry.RootElement.GetProperty("imported").GetBoolean()));
        Assert.Equal((1, 2, 1), (Number(dry, "priceUp"), Number(dry, "new"), Number(dry, "otherTerms") + Number(dry, "unchanged")));
        var bad = await WriteAsync(program, "bad.csv", Good + "49;Germany;0,10;;60;60;31/12/2026;\n1212;again;0.1;;1;1;2026-01-01;\n33;France;0.05;;1;1;;\n");
        var errors = Path.Combine(program.Folder, "errors.csv");
        var refused = await program.DoAsync("rates", "import", "Voice", bad, "--errors", errors);
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal("billing: 2 of 6 rows are bad, so nothing was imported; --skip-bad imports the others\n", refused.Error);
        Assert.Contains("has a comma", refused.Output, StringComparison.Ordinal);
        var rejected = await File.ReadAllLinesAsync(errors, Cancel);
        Assert.Equal("line;reason;Dial Code;Country;Rate per minute (USD);Setup Fee;Interval 1;Interval N;Effective Date;Blocked", rejected[0]);
        Assert.StartsWith("5;\"Effective Date \"\"31/12/2026\"\" is not a date", rejected[1], StringComparison.Ordinal);
        Assert.Contains("; Rate per minute (USD) \"\"0,10\"\" has a comma", rejected[1], StringComparison.Ordinal);
        Assert.EndsWith(";1212;again;0.1;;1;1;2026-01-01;", rejected[2], StringComparison.Ordinal);
        Assert.Equal(1, await VersionAsync(program));

        // Imported, it is the tariff's next version; the call after it costs the new price: 4 minutes at 0.12.
        var imported = await program.DoAsync("rates", "import", "Voice", file);
        Assert.Equal((0, ""), (imported.ExitCode, imported.Error));
        Assert.EndsWith("Voice is at version 2: 4 rates added, 0 removed, 5 kept\n", imported.Output, StringComparison.Ordinal);
        Assert.Contains("note: the column \"Country\" is not used", imported.Output, StringComparison.Ordinal);
        await ServesAsync(program, "Tariff Voice serves in version 2");
        await program.RadclientAsync("acct", "User-Name=12125550100,Called-Station-Id=12125551234,Acct-Session-Id=h1,Acct-Status-Type=Stop,Acct-Session-Time=240");
        Assert.Contains("\"posted\": \"4.52\"", (await program.DoAsync("account", "show", "12125550100", "--json")).Output, StringComparison.Ordinal);
        Assert.Contains("60/6 at 0.12", (await program.DoAsync("tariff", "show", "Voice")).Output, StringComparison.Ordinal);

        // What is exported is the same rates: replacing by it changes nothing.
        var exported = Path.Combine(program.Folder, "export.csv");
        Assert.Equal(0, (await program.DoAsync("rates", "export", "Voice", "--output", exported)).ExitCode);
        var again = await program.DoAsync("rates", "import", "Voice", exported, "--mode", "replace");
        Assert.EndsWith("nothing to change: Voice stays at version 2\n", again.Output, StringComparison.Ordinal);
        var old = await program.DoAsync("rates", "export", "Voice", "--as-of", "2025-06-01");
        Assert.Equal(["1212", "1800", "44", "4479", "900"], old.Output.Split('\n')[1..^1].Select(line => line.Split(',')[0]));

        // Another tariff with the same rates.
        var made = await program.DoAsync("rates", "import", "Copy", exported, "--create", "--currency", "USD", "--unit", "second");
        Assert.EndsWith("Copy is at version 1: 9 rates added, 0 removed, 0 kept\n", made.Output, StringComparison.Ordinal);
        Assert.Equal(
            (await program.DoAsync("rates", "export", "Voice")).Output, (await program.DoAsync("rates", "export", "Copy")).Output);

        // The good rows of a list with bad ones, if asked for.
        var skipped = await program.DoAsync("rates", "import", "Copy", bad, "--skip-bad", "--mode", "replace", "--effective-from", "2026-02-01");
        Assert.EndsWith("Copy is at version 2: 1 rates added, 5 removed, 4 kept\n", skipped.Output, StringComparison.Ordinal);

        // Taken back as one; the changes say who did what.
        var tried = await program.DoAsync("rates", "revert", "Copy", "2", "--dry-run");
        Assert.EndsWith("0 rates go before they are in force, 1 end now, 3 come back; 0 destinations were changed again since and stay as they are\nnothing was written\n", tried.Output, StringComparison.Ordinal);
        Assert.EndsWith("Copy is at version 3: version 2 is taken back\n", (await program.DoAsync("rates", "revert", "Copy", "2")).Output, StringComparison.Ordinal);
        Assert.Contains("nothing left to take back", (await program.DoAsync("rates", "revert", "Copy", "2")).Error, StringComparison.Ordinal);
        var changes = (await program.DoAsync("rates", "changes", "Copy")).Output;
        Assert.Contains("import bad.csv into tariff Copy: 1 added, 5 removed", changes, StringComparison.Ordinal);
        Assert.Contains("take back version 2 of tariff Copy", changes, StringComparison.Ordinal);

        // A tariff with periods has a column for the prices of each.
        var periods = await WriteAsync(program, "periods.csv", "prefix,price,price peak,intervals,effective from\n44,0.025,0.05,1/1,2020-01-01\n33,0.03,,1/1,2020-01-01\n");
        Assert.Equal(0, (await program.DoAsync("rates", "import", "UK evenings", periods)).ExitCode);
        Assert.Contains("1/1 at 0.025; peak 1/1 at 0.05 ", (await program.DoAsync("tariff", "show", "UK evenings")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await program.DoAsync("rates", "export", "UK evenings", "--output", exported)).ExitCode);
        var same = await program.DoAsync("rates", "import", "UK evenings", exported, "--mode", "replace");
        Assert.EndsWith("nothing to change: UK evenings stays at version 2\n", same.Output, StringComparison.Ordinal);
        await program.AuditIsCleanAsync();

        await BadUseAsync(program, file);
    }

    private static async Task BadUseAsync(ProgramRun program, string file)
    {
        var broken = await WriteAsync(program, "quote.csv", "prefix,price,country\n44,0.1,\"UK\n49,0.2,DE\n");
        var empty = await WriteAsync(program, "empty.csv", "");
        var heads = await WriteAsync(program, "heads.csv", "prefix,price\n");
        var latin = Path.Combine(program.Folder, "latin.csv");
        await File.WriteAllBytesAsync(latin, [.. "prefix,price\n44,0.1\n"u8, 0xE9], Cancel);

        foreach (var (exitCode, reason, arguments) in new (int, string, string[])[]
        {
            (1, "no tariff is called \"Nothing\"", ["import", "Nothing", file]),
            (1, "cannot be read", ["import", "Voice", file + "x"]),
            (1, "is empty", ["import", "Voice", empty]),
            (1, "has no rates", ["import", "Voice", heads, "--mode", "replace"]),
            (1, "is not UTF-8", ["import", "Voice", latin]),
            (1, "1 of 1 rows are bad", ["import", "Voice", broken]),
            (1, "no price unit", ["import", "Bytes", heads, "--create", "--currency", "USD", "--unit", "byte"]),
            (1, "there is a tariff \"Voice\" already", ["import", "Voice", file, "--create", "--currency", "USD", "--unit", "second"]),
            (2, "--create needs --currency and --unit", ["import", "New", file, "--create"]),
            (2, "is not a currency", ["import", "New", file, "--create", "--currency", "usd", "--unit", "second"]),
            (2, "is not a date", ["import", "Voice", file, "--effective-from", "31/12/2026"]),
            (1, "no tariff is called \"Nothing\"", ["export", "Nothing"]),
        })
        {
            var said = await program.DoAsync(["rates", .. arguments]);
            Assert.True(exitCode == said.ExitCode, $"{string.Join(' ', arguments)}: {said}");
            Assert.Contains(reason, said.Error, StringComparison.Ordinal);
            Assert.Equal(1, said.Error.Count(c => c == '\n'));
        }

        Assert.Equal(2, await VersionAsync(program));
    }

    private static async Task<string> WriteAsync(ProgramRun program, string name, string text)
    {
        var path = Path.Combine(program.Folder, name);
        await File.WriteAllTextAsync(path, text, Cancel);

        return path;
    }

    private static async Task<int> VersionAsync(ProgramRun program)
    {
        using var tariff = await JsonAsync(program, 0, "tariff", "show", "Voice");

        return tariff.RootElement.GetProperty("tariff").GetProperty("version").GetInt32();
    }

    private static async Task ServesAsync(ProgramRun program, string logged)
    {
        while (!program.Errors.Contains(logged, StringComparison.Ordinal))
        {
            await Task.Delay(10, Cancel);
        }
    }

    private static async Task<JsonDocument> JsonAsync(ProgramRun program, int exitCode, params string[] arguments)
    {
        var said = await program.DoAsync([.. arguments, "--json"]);
        Assert.Equal((exitCode, ""), (said.ExitCode, said.Error));

        return JsonDocument.Parse(said.Output);
    }

    private static int Number(JsonDocument result, string name) => result.RootElement.TryGetProperty(name, out var own) && own.ValueKind is JsonValueKind.Number
        ? own.GetInt32()
        : result.RootElement.GetProperty("counts").GetProperty(name).GetInt32();
}
