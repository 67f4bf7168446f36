using System.Globalization;
using System.Text.Json;
using Billing.Host.Tests.Programs;

namespace Billing.Host.Tests.Verbs;

// What the desk does besides, on the same program: vouchers, the document of an invoice, who owes, who is held back.
public sealed partial class PlanVerbTests
{
    private static async Task VouchersAsync(ProgramRun program)
    {
        string[] batch = ["voucher", "batch", "5", "--currency", "USD", "--count", "2", "--blocked", "--operation", "cards-1", "--json"];
        using var made = JsonDocument.Parse(await DoneAsync(program, batch));
        var (serial, code) = (
            Number(made.RootElement.GetProperty("vouchers")[0], "serial"), made.RootElement.GetProperty("vouchers")[0].GetProperty("code").GetString()!);
        using var again = JsonDocument.Parse(await DoneAsync(program, batch));
        Assert.Equal((true, 0), (again.RootElement.GetProperty("wasDoneBefore").GetBoolean(), again.RootElement.GetProperty("vouchers").GetArrayLength()));

        // Another expiry of a range, by the portal's order: nobody's reason or time is guessed.
        var next = (long.Parse(serial, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        using var expires = JsonDocument.Parse(await DoneAsync(program, "voucher", "expire", serial, next, "--at", "2099-01-01", "--reason", "kiosk closed", "--json"));
        Assert.Equal(("2099-01-01T00:00:00Z", "2"), (expires.RootElement.GetProperty("expiresAt").GetString(), Number(expires.RootElement, "changed")));
        Assert.Contains("2099-01-01", await DoneAsync(program, "voucher", "show", serial), StringComparison.Ordinal);
        Assert.Equal(2, (await program.DoAsync("voucher", "expire", serial, "--reason", "which?")).ExitCode);
        Assert.Equal(2, (await program.DoAsync("voucher", "expire", serial, "--at", "2099-01-01", "--never", "--reason", "both?")).ExitCode);
        Assert.Equal(1, (await program.DoAsync("voucher", "expire", serial, "--at", "2020-01-01", "--reason", "has passed")).ExitCode);
        Assert.Equal("1 voucher changed", (await DoneAsync(program, "voucher", "expire", next, "--never", "--reason", "sold after all")).Trim());
        Assert.DoesNotContain("2099", await DoneAsync(program, "voucher", "show", next), StringComparison.Ordinal);

        var early = await program.AskAsync(code + "\n", "voucher", "redeem", "alice");
        Assert.Equal((1, "billing: nothing was brought in: there is no such code, or it may not be used"), (early.ExitCode, early.Error.Trim()));
        Assert.Equal("1 voucher changed", (await DoneAsync(program, "voucher", "activate", serial)).Trim());
        using var redeemed = JsonDocument.Parse((await program.AskAsync(code + "\n", "voucher", "redeem", "alice", "--json")).Output);
        using var repeated = JsonDocument.Parse((await program.AskAsync(code + "\n", "voucher", "redeem", "alice", "--json")).Output);
        Assert.Equal(("5.00", Number(redeemed.RootElement, "sequence")), (repeated.RootElement.GetProperty("amount").GetString(), Number(repeated.RootElement, "sequence")));

        var shown = await DoneAsync(program, "voucher", "show", serial);
        Assert.Contains("used", shown, StringComparison.Ordinal);
        using var blocked = JsonDocument.Parse(await DoneAsync(program, "voucher", "list", "--batch", Number(made.RootElement, "batch"), "--state", "Blocked", "--json"));
        Assert.Single(blocked.RootElement.EnumerateArray());
        Assert.Contains("shell: ", await DoneAsync(program, "voucher", "list", "--batches"), StringComparison.Ordinal);
        Assert.DoesNotContain(code, shown + program.Errors, StringComparison.Ordinal);
    }

    private static async Task ClassAsync(ProgramRun program)
    {
        await DoneAsync(program, "class", "edit", "business", "--days", "10", "--by-runs", "--dunning", "1=Remind", "--dunning", "5=LateFee:2.50+3%", "--dunning", "20@50#3=Suspend");
        using var classes = JsonDocument.Parse(await DoneAsync(program, "class", "list", "--json"));
        var business = classes.RootElement.EnumerateArray().Single(one => one.GetProperty("name").GetString() == "business");
        Assert.Equal((10, 2, "VAT 20 %"), (
            business.GetProperty("paymentTermDays").GetInt32(), business.GetProperty("versions").GetInt32(), business.GetProperty("taxes")[0].GetString()));
        var unknown = await program.DoAsync("class", "edit", "nobody");
        Assert.Equal((1, "billing: no class is called \"nobody\"; ./billing class list lists them"), (unknown.ExitCode, unknown.Error.Trim()));

        await DoneAsync(
            program, "plan", "make", "Gold", "20", "--currency", "USD", "--activation-fee", "5", "--term", "12", "--early-end", "Fixed", "--penalty", "30", "--discount", "3=50",
            "--prorate-first", "false", "--every", "MonthlyAnniversary");
        await DoneAsync(program, "plan", "make", "Gold", "22", "--currency", "USD", "--trial", "0");

        // The first three periods at half the fee and the first one whole, as the version before said.
        var preview = await DoneAsync(program, "subscription", "add", "Gold", "--account", "bob", "--anchor-day", "1", "--preview");
        Assert.Contains("5.00", preview, StringComparison.Ordinal);
        Assert.Contains("11.00", preview, StringComparison.Ordinal);

        // From midnight in New York on.
        await DoneAsync(program, "subscription", "add", "Gold", "--account", "bob", "--from", "2099-01-01");
        using var list = JsonDocument.Parse(await DoneAsync(program, "subscription", "list", "--account", "bob", "--json"));
        Assert.Equal("2099-01-01T05:00:00Z", list.RootElement.EnumerateArray().Last().GetProperty("begins").GetString());

        var passed = DateTime.UtcNow.AddDays(-40).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string[] late = ["subscription", "add", "Gold", "--account", "bob", "--from", passed, "--preview"];
        Assert.StartsWith("billing: at: expected", (await program.DoAsync(late)).Error.Trim(), StringComparison.Ordinal);
        Assert.Contains("11.00", await DoneAsync(program, [.. late, "--backdated"]), StringComparison.Ordinal);
        var number = Number(list.RootElement.EnumerateArray().Last(), "id");
        Assert.Equal(
            (1, "billing: anchorDay: expected 1 to 31"),
            Short(await program.DoAsync("subscription", "change", number, "Gold", "--account", "bob", "--anchor-day", "32", "--new-period", "true", "--preview")));

        // On a day to come, by the customer's clock too.
        await DoneAsync(program, "subscription", "change", number, "Gold", "--account", "bob", "--pieces", "2", "--from", "2099-06-01");
        using var changed = JsonDocument.Parse(await DoneAsync(program, "subscription", "list", "--account", "bob", "--json"));
        Assert.Equal("2099-06-01T04:00:00Z", changed.RootElement.EnumerateArray().Last().GetProperty("toCome").GetProperty("at").GetString());
        Assert.Equal(
            (1, "billing: --from: expected none with --at-period-end"),
            Short(await program.DoAsync("subscription", "cancel", number, "--account", "bob", "--from", "2099-07-01", "--at-period-end")));

        // What waits for the line's first use need not wait for it.
        await DoneAsync(program, "plan", "make", "Box", "4", "--currency", "USD", "--from-first-use", "true");
        await DoneAsync(program, "subscription", "add", "Box", "--account", "bob");
        Assert.Equal(("pending", "bob"), await NewestAsync());
        using var waiting = JsonDocument.Parse(await DoneAsync(program, "subscription", "list", "--account", "bob", "--json"));
        await DoneAsync(program, "subscription", "activate", Number(waiting.RootElement.EnumerateArray().Last(), "id"), "--account", "bob");
        Assert.Equal(("active", "bob"), await NewestAsync());

        async Task<(string?, string?)> NewestAsync()
        {
            using var all = JsonDocument.Parse(await DoneAsync(program, "subscription", "list", "--account", "bob", "--json"));
            var newest = all.RootElement.EnumerateArray().Last();

            return (newest.GetProperty("state").GetString(), newest.GetProperty("account").GetString());
        }
    }

    private static async Task InvoiceAsync(ProgramRun program)
    {
        Assert.StartsWith("coupon 1: done", await DoneAsync(program, "coupon", "give", "Spring", "--percent", "20", "--invoices", "3", "--account", "bob"), StringComparison.Ordinal);
        Assert.Contains("0 of 3 invoices", await DoneAsync(program, "coupon", "list", "--account", "bob"), StringComparison.Ordinal);
        await DoneAsync(program, "coupon", "end", "1", "--account", "bob");
        string[] ofPlans = ["coupon", "give", "Summer", "--amount", "5", "--plan", "Gold", "--account", "bob"];
        Assert.Equal((1, "billing: plans: expected names of plans in USD, there is no \"Tin\""), Short(await program.DoAsync([.. ofPlans, "--plan", "Tin"])));
        Assert.StartsWith("coupon 2: done", await DoneAsync(program, ofPlans), StringComparison.Ordinal);
        Assert.Contains("once, 5.00 left; Gold", await DoneAsync(program, "coupon", "list", "--account", "bob"), StringComparison.Ordinal);
        await DoneAsync(program, "coupon", "end", "2", "--account", "bob");
        using var coupons = JsonDocument.Parse(await DoneAsync(program, "coupon", "list", "--account", "bob", "--json"));
        Assert.Equal(["ended", "ended"], coupons.RootElement.EnumerateArray().Select(one => one.GetProperty("state").GetString()));
        Assert.Equal("Gold", Assert.Single(coupons.RootElement[1].GetProperty("plans").EnumerateArray()).GetString());
        await DoneAsync(program, "subscription", "charge", "25", "--account", "bob", "--text", "Installation");
        var number = (await DoneAsync(program, "invoice", "now", "bob")).Trim().Split(' ')[^1];
        var file = Path.Combine(program.Folder, "invoice.pdf");
        await DoneAsync(program, "invoice", "pdf", number, "--out", file);
        Assert.Equal("%PDF"u8.ToArray(), (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))[..4]);

        var taken = await DoneAsync(program, "payment", "take", "bob", "10", "--transfer");
        var payment = taken[(taken.IndexOf("payment ", StringComparison.Ordinal) + 8)..].Split(',')[0];
        var there = await program.DoAsync("payment", "allocate", payment, "--to", $"{number}=1");
        Assert.Equal(1, there.ExitCode);
        Assert.StartsWith("billing: payment: expected one of which 1.00 does not settle these invoices yet", there.Error, StringComparison.Ordinal);
        Assert.Equal((2, "billing: expected --to or --undo"), Short(await program.DoAsync("payment", "allocate", payment)));

        // Whoever gives it back is told by name, as of all that is ordered here.
        await DoneAsync(program, "payment", "refund", payment, "--amount", "1", "--reason", "too much");
        using var paid = JsonDocument.Parse(await DoneAsync(program, "payment", "show", payment, "--json"));
        Assert.StartsWith("shell: ", Assert.Single(paid.RootElement.GetProperty("refunds").EnumerateArray()).GetProperty("by").GetString(), StringComparison.Ordinal);

        await DoneAsync(program, "bill-run", "start", "May", "2020-01-01", "--dry-run");
        Assert.Contains("computed", await DoneAsync(program, "bill-run", "list"), StringComparison.Ordinal);
        Assert.Equal("no draft", (await DoneAsync(program, "bill-run", "drafts", "May")).Trim());
        Assert.Equal(
            (1, "billing: bill run \"May\" has no draft of bob; ./billing bill-run drafts lists them"),
            Short(await program.DoAsync("bill-run", "hold", "May", "bob", "--reason", "look")));
        Assert.Equal("nobody", (await DoneAsync(program, "bill-run", "parked", "--retry")).Trim());
        Assert.Equal("nobody", (await DoneAsync(program, "dunning", "list", "--by-overdue")).Trim());
        Assert.Equal("no card", (await DoneAsync(program, "card", "list", "--account", "bob")).Trim());
        Assert.Equal(
            (1, "billing: nothing is paid without asking yet: --invoices WhenIssued or WhenDue begins it"),
            Short(await program.DoAsync("card", "default", "1", "--account", "bob")));
    }

    private static (int, string) Short(Said said) => (said.ExitCode, said.Error.Trim());

    private static string Number(JsonElement element, string name) => element.GetProperty(name).GetInt64().ToString(CultureInfo.InvariantCulture);

    private static async Task<string> DoneAsync(ProgramRun program, params string[] words)
    {
        var (exitCode, output, error) = await program.DoAsync(words);
        Assert.True(exitCode == 0, $"{string.Join(' ', words)}: {error}");

        return output;
    }
}
