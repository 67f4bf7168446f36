using System.Globalization;
using System.Text.Json;
using Billing.Host.Tests.Programs;
using Billing.Testing;

namespace Billing.Host.Tests.Verbs;

/// <summary>Plans and classes at the shell, by the running cluster.</summary>
public sealed partial class PlanVerbTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task A_plan_gets_versions_and_is_retired_and_a_class_is_made_once()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);

        var made = await program.DoAsync("plan", "make", "Basic", "9.90", "--currency", "USD", "--product", "Everything", "--offer", "AsPlan");
        Assert.Equal((0, "done", ""), (made.ExitCode, made.Output.Trim(), made.Error));
        Assert.Equal(0, (await program.DoAsync("plan", "make", "Basic", "12", "--currency", "USD")).ExitCode);
        using var plans = JsonDocument.Parse((await program.DoAsync("plan", "list", "--json")).Output);
        var basic = plans.RootElement.EnumerateArray().Single(plan => plan.GetProperty("name").GetString() == "Basic");
        Assert.Equal(("12.00", 2, "AsPlan", "Everything"), (
            basic.GetProperty("fee").GetString(), basic.GetProperty("versions").GetInt32(), basic.GetProperty("offer").GetString(), basic.GetProperty("product").GetString()));
        Assert.Equal(0, (await program.DoAsync("plan", "retire", "Basic", "--currency", "USD")).ExitCode);
        Assert.Contains("retired", (await program.DoAsync("plan", "list")).Output, StringComparison.Ordinal);

        var wrong = await program.DoAsync("plan", "make", "Euro", "5", "--currency", "EUR", "--product", "Everything");
        Assert.Equal((1, "billing: ProductId: expected a product with tariffs in EUR, and this one has one in USD"), (wrong.ExitCode, wrong.Error.Trim()));
        Assert.Equal(0, (await program.DoAsync("class", "make", "business", "--days", "30", "--tax", "VAT 20 %=20")).ExitCode);
        Assert.Equal(1, (await program.DoAsync("class", "make", "business")).ExitCode);
        Assert.Contains("VAT 20 %", (await program.DoAsync("class", "list")).Output, StringComparison.Ordinal);
        await SubscribeAsync(program);
        await ClassAsync(program);
        await InvoiceAsync(program);
        await VouchersAsync(program);
        await program.AuditIsCleanAsync();
    }

    // From the first day of a payer's billing to the end of what he had.
    private static async Task SubscribeAsync(ProgramRun program)
    {
        await DoneAsync("plan", "make", "Line", "10", "--currency", "USD");
        await DoneAsync("plan", "make", "Large line", "30", "--currency", "USD");
        var early = await program.DoAsync("subscription", "add", "Line", "--account", "bob");
        Assert.Equal((1, "billing: what bob costs is not billed"), (early.ExitCode, early.Error.Trim()));
        await DoneAsync("subscription", "begin", "--account", "bob", "--class", "business");
        await DoneAsync("subscription", "add", "Line", "--account", "bob", "--operation", "first");
        await DoneAsync("subscription", "add", "Line", "--account", "bob", "--operation", "first"); // once
        var unknown = await program.DoAsync("subscription", "add", "Lime", "--account", "bob");
        Assert.StartsWith("billing: plan: expected one in USD that is sold, not \"Lime\"", unknown.Error, StringComparison.Ordinal);
        var (number, state) = await OneAsync();
        Assert.Equal("active", state);

        Assert.EndsWith("nothing was changed", (await DoneAsync("subscription", "change", number, "Large line", "--account", "bob", "--preview")).Trim(), StringComparison.Ordinal);
        Assert.Contains("Large line", await DoneAsync("subscription", "change", number, "Large line", "--account", "bob"), StringComparison.Ordinal);
        await DoneAsync("subscription", "pause", number, "--account", "bob");
        Assert.Equal((number, "paused"), await OneAsync());
        await DoneAsync("subscription", "resume", number, "--account", "bob");
        Assert.Equal((number, "active"), await OneAsync());
        await DoneAsync("subscription", "cancel", number, "--account", "bob");
        Assert.Equal((number, "ended"), await OneAsync());

        Task<string> DoneAsync(params string[] words) => PlanVerbTests.DoneAsync(program, words);

        async Task<(string Number, string State)> OneAsync()
        {
            using var list = JsonDocument.Parse(await DoneAsync("subscription", "list", "--account", "bob", "--json"));
            var one = Assert.Single(list.RootElement.EnumerateArray());

            return (one.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture), one.GetProperty("state").GetString()!);
        }
    }
}
