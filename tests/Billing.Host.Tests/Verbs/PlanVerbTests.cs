using System.Text.Json;
using Billing.Host.Tests.Programs;
using Billing.Testing;

namespace Billing.Host.Tests.Verbs;

/// <summary>Plans and classes at the shell, by the running cluster.</summary>
public sealed class PlanVerbTests(MigratedPostgres postgres)
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
        Assert.Equal((1, "billing: nothing was done: Refused 0 v0 ProductId: expected a product with tariffs in EUR, and this one has one in USD"), (wrong.ExitCode, wrong.Error.Trim()));
        Assert.Equal(0, (await program.DoAsync("class", "make", "business", "--days", "30", "--tax", "VAT 20 %=20")).ExitCode);
        Assert.Equal(1, (await program.DoAsync("class", "make", "business")).ExitCode);
        Assert.Contains("VAT 20 %", (await program.DoAsync("class", "list")).Output, StringComparison.Ordinal);
    }
}
