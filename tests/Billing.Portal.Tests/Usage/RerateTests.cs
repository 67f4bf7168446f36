using System.Text.RegularExpressions;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Radius;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Usage;

/// <summary>Calls that a gateway reported are made right at the desk: a rate is mended, and one call is taken back.</summary>
public sealed class RerateTests(PortalFixture portal)
{
    [Fact]
    public async Task A_mended_rate_is_posted_after_its_dry_run_and_a_call_is_reverted()
    {
        var billing = await portal.BillingAsync();
        await using var book = new Book(billing.ConnectionString, billing.Services);
        var tariff = await book.AddTariffAsync("Mended rates", Unit.Second, 60, 1);
        var login = "mended";
        var accountId = await book.AddAccountAsync(login, await book.AddBalanceAsync(funds: 20), tariff, "voice", Unit.Second);
        using var gateway = new TestGateway(billing);
        await CallAsync(gateway, login, "m1", 120);
        await CallAsync(gateway, login, "m2", 300);
        await MendAsync(billing, tariff, 0.25m);

        // The dry run: seven minutes at 1.00 become 0.25 each.
        var page = await portal.OpenAsync($"/admin/usage?account={accountId}", "finance");
        await page.ReadyAsync();
        await page.ButtonAsync("Re-rate these…");
        await page.ArrivesAsync("**/admin/usage/rerating/**");
        await Expect(page.Locator("[data-different]")).ToHaveTextAsync("2");
        await Expect(page.Locator("[data-only]")).ToHaveTextAsync("Account: mended"); // whose they are is said before they are posted
        await Expect(page.Locator("[data-totals] tbody tr")).ToContainTextAsync("−5.25");
        Assert.Equal(13m, (await billing.BalanceAsync(login)).Posted);

        // It is there after a reload, and posts when a person says why.
        await page.ReloadAsync();
        await page.ReadyAsync();
        await page.ButtonAsync("Post 2 corrections…");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("5.25");
        await page.GetByRole(AriaRole.Dialog).Field("Reason").FillAsync("rate mended");
        await page.ButtonAsync("Post 2 corrections");
        await Expect(page.Locator("[data-posted]")).ToHaveTextAsync("2");
        Assert.Equal(18.25m, (await billing.BalanceAsync(login)).Posted);

        // Among the jobs it is called by its days as people write them.
        await page.GotoAsync("/admin/jobs?kind=Rerating");
        await page.ReadyAsync();
        await Expect(page.Locator("section.list tbody tr").First.Locator("td").First).ToHaveTextAsync(new Regex("^[0-9]{1,2} [A-Z][a-z]+ [0-9]{4} – [0-9]{1,2} [A-Z][a-z]+ [0-9]{4}$"));

        // A second one has nothing to do.
        await page.GotoAsync($"/admin/usage?account={accountId}");
        await page.ReadyAsync();
        await page.ButtonAsync("Re-rate these…");
        await Expect(page.GetByText("Nothing to do")).ToBeVisibleAsync();

        await RevertAsync(page, accountId);
        Assert.Equal(19.5m, (await billing.BalanceAsync(login)).Posted);
        Assert.Equal(["0.50000 of 2.00000", "0.00000 of 5.00000"], await FiledAsync(page, accountId));
        var account = await billing.Services.GetRequiredService<IAccountQuery>().FindAsync(Contracts.Scope.Everything, accountId, CancellationToken.None);
        await page.GotoAsync($"/admin/customers/{account!.CustomerId}?tab=statement");
        await Expect(page.GetByText("Correction of usage rate mended").First).ToBeVisibleAsync();
        await Expect(page.GetByText("Correction of usage no call")).ToBeVisibleAsync();
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    // The longer call, whole.
    private static async Task RevertAsync(IPage page, long accountId)
    {
        await page.GotoAsync($"/admin/usage?account={accountId}");
        await page.ReadyAsync();
        await Expect(page.Locator(".kpis")).ToBeVisibleAsync(); // counted by themselves, above the list
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "charged 5.00" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Locator("[data-costs-now]")).ToContainTextAsync("1.25");
        await page.GetByText("All that it said at the end").ClickAsync();
        await Expect(page.GetByText("Acct-Session-Time = 300")).ToBeVisibleAsync();
        await page.ButtonAsync("Re-rate…");
        await Expect(page.GetByText("It costs by the rates as they are now already. Nothing to do.")).ToBeVisibleAsync();
        await page.ButtonAsync("Revert…");
        await page.GetByRole(AriaRole.Dialog).Field("Reason, shown in the ledger").FillAsync("no call");
        await page.ButtonAsync("Give back 1.25\u00a0USD");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Done");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(page.Locator("[data-costs-now]")).ToContainTextAsync("0.00");
        await Expect(page.Locator("[data-corrections] tbody tr")).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Revert…" })).ToHaveCountAsync(0);
    }

    // What each call costs by the file of the list, and what it was charged at first.
    private static async Task<string[]> FiledAsync(IPage page, long accountId)
    {
        await page.GotoAsync($"/admin/usage?account={accountId}");
        await page.ReadyAsync();
        await Expect(page.Locator(".kpis")).ToBeVisibleAsync(); // counted by themselves, above the list
        await page.ListedAsync();
        var file = await page.RunAndWaitForDownloadAsync(() => page.ButtonAsync("Save as CSV"));
        var rows = (await File.ReadAllLinesAsync(await file.PathAsync(), TestContext.Current.CancellationToken)).Select(line => line.Split(',')).ToArray();
        var (cost, first) = (Array.IndexOf(rows[0], "Cost"), Array.IndexOf(rows[0], "Charged at first"));

        return [.. rows[1..].Select(row => $"{row[cost]} of {row[first]}").OrderBy(told => told[^7..], StringComparer.Ordinal)];
    }

    private static async Task MendAsync(RunningBilling billing, long tariff, decimal price)
    {
        var grain = billing.Grains.GetGrain<ITariffGrain>(tariff);
        var yesterday = Instant.FromUnixTimeSeconds(SystemClock.Instance.GetCurrentInstant().ToUnixTimeSeconds()) - Duration.FromDays(1);
        var head = await grain.HeadAsync();
        var reply = await grain.SetRatesAsync([new("*", yesterday, price, "60/60", 60)], new Edit("admin", head!.Version));
        Assert.True(reply.IsDone, reply.ToString());

        while ((await grain.FindAsync("1212", yesterday + Duration.FromHours(1)))?.EffectiveFrom != yesterday)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken); // until its silo has compiled it
        }
    }

    private static async Task CallAsync(TestGateway gateway, string login, string id, uint seconds)
    {
        foreach (var (status, used) in new[] { (1u, 0u), (2u, seconds) })
        {
            Assert.NotNull(await gateway.AccountAsync(status, login, id, (ref RadiusPacketWriter writer) =>
            {
                writer.AddString(Attributes.CalledStationId, "12125550177");
                writer.AddUInt32(Attributes.AcctSessionTime, used);
            }));
        }
    }
}
