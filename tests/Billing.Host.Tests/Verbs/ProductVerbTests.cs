using System.Text.Json;
using Billing.Host.Tests.Programs;
using Billing.Testing;

namespace Billing.Host.Tests.Verbs;

/// <summary>What a product gives beside its services, at the shell.</summary>
public sealed class ProductVerbTests(MigratedPostgres postgres)
{
    private const string Product = "Everything"; // carol's

    [Fact]
    public async Task What_a_product_gives_is_charged_by_until_it_is_ended()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);

        await DoneAsync(program, "plan", Product, "2", "--name", "two messages", "--service", "messages", "--roll-over", "1");
        await DoneAsync(program, "discount", Product, "--name", "volume", "--tier", "0:50", "--service", "messages");
        Assert.StartsWith("done: -0.025 USD", await ChargeAsync(program, 3), StringComparison.Ordinal); // one of three, at 0.05 less 50 %

        await DoneAsync(program, "policy", Product, "--ordinary", "10M/10M", "--periods", "Working hours", "--window", "peak=5M/5M");
        Assert.Matches("ordinary +10M/10M *\n +peak +5M/5M", (await program.DoAsync("product", "policy", Product)).Output);
        await DoneAsync(program, "policy", Product, "--none");

        using var shown = JsonDocument.Parse((await program.DoAsync("product", "funds", Product, "--json")).Output);
        var plan = Assert.Single(shown.RootElement.GetProperty("plans").EnumerateArray());
        Assert.Equal("2.00", plan.GetProperty("terms").GetProperty("amount").GetString());
        await DoneAsync(program, "end", Product, "two messages");
        await DoneAsync(program, "end", Product, $"{shown.RootElement.GetProperty("discounts")[0].GetProperty("number").GetInt64()}", "--discount");
        Assert.StartsWith("done: -0.05 USD", await ChargeAsync(program, 1), StringComparison.Ordinal);

        var ended = (await program.DoAsync("product", "funds", Product)).Output;
        Assert.Contains("two messages", ended, StringComparison.Ordinal);
        Assert.Contains("ended", ended, StringComparison.Ordinal);
        Assert.DoesNotContain("given", ended, StringComparison.Ordinal);
        await program.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Bad_input_names_its_field_and_nothing_is_given()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);

        await RefusedAsync(program, 1, "no product is called \"Nothing\"", "plan", "Nothing", "1", "--name", "p");
        await RefusedAsync(program, 1, "--none: expected without --ordinary, --periods and --window", "policy", Product, "--none", "--window", "peak=5M/5M");
        await RefusedAsync(program, 1, "amount: expected whole base units", "plan", Product, "1.5", "--name", "p");
        await RefusedAsync(program, 1, "roll-over: expected 0 to 3", "plan", Product, "1", "--name", "p", "--roll-over", "4");
        await RefusedAsync(program, 1, "--service: expected a service that a product sells, not \"fax\"", "plan", Product, "1", "--name", "p", "--service", "fax");
        await RefusedAsync(program, 1, "--group: expected a destination group (", "discount", Product, "--name", "d", "--tier", "1:1", "--group", "nowhere");
        await RefusedAsync(program, 1, "tier: expected 0 to 100 percent", "discount", Product, "--name", "d", "--tier", "10:101");
        await RefusedAsync(program, 2, "--every: expected one of never, daily", "plan", Product, "1", "--name", "p", "--every", "hourly");
        await RefusedAsync(program, 1, "--window: expected the name of a period and its policy", "policy", Product, "--window", "peak");
        await RefusedAsync(program, 1, "--periods: expected the name or number of a period set", "policy", Product, "--periods", "Nights", "--window", "peak=1");
        await RefusedAsync(program, 1, "Windows[0].Period: expected one of the set's periods: peak", "policy", Product, "--periods", "Working hours", "--window", "noon=1");
        await RefusedAsync(program, 1, "what: expected the name or number of a discount", "end", Product, "p", "--discount");

        Assert.Equal(["no plan", "no discount"], (await program.DoAsync("product", "funds", Product)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<string> ChargeAsync(ProgramRun program, int units)
    {
        var said = await program.DoAsync("money", "charge", "carol", "messages", "--called", "12125550199", "--units", $"{units}");
        Assert.Equal((0, ""), (said.ExitCode, said.Error));

        return said.Output;
    }

    private static async Task DoneAsync(ProgramRun program, params string[] arguments)
    {
        var said = await program.DoAsync(["product", .. arguments]);
        Assert.Equal((0, ""), (said.ExitCode, said.Error));
        Assert.StartsWith("done, for every account", said.Output, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(ProgramRun program, int exitCode, string error, params string[] arguments)
    {
        var said = await program.DoAsync(["product", .. arguments]);
        Assert.Equal(exitCode, said.ExitCode);
        Assert.Contains(error, said.Error, StringComparison.Ordinal);
    }
}
