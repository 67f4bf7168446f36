using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Records;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;

namespace Billing.Portal.Tests.Lists;

/// <summary>What a file says that a screen says: amounts with what they are in, the cost that it is now, and what was before.</summary>
public sealed class FiledColumnsTests(PortalFixture portal)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/admin/customers?q=carol")]
    [InlineData("/admin/accounts?q=carol")]
    [InlineData("/admin/sessions?account=carol")]
    public async Task Amounts_have_their_currency(string place)
    {
        await portal.UsedAsync();
        var lines = await SaveAsync(place);

        Assert.EndsWith(",Currency", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], line => Assert.EndsWith(",USD", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cost_is_what_it_is_now_with_what_it_was_at_first()
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        var accounts = billing.Services.GetRequiredService<IAccountQuery>();
        var carol = (await accounts.FindAsync(Scope.Everything, (await accounts.FindAsync("carol"))!.Value, Cancel))!;
        var now = SystemClock.Instance.GetCurrentInstant();
        var records = await billing.Services.GetRequiredService<IXdrQuery>().ListAsync(
            Scope.OfAccount(carol.AccountId), new(now - Duration.FromDays(2), now + Duration.FromDays(1)), new(), Cancel);
        var record = records.Rows.First(row => row.Service == "voice" && row.Amount > 0 && row.Corrected == 0);
        var balance = billing.Grains.GetGrain<IBalanceGrain>(carol.BalanceId);
        Assert.Equal(OperationResult.Done, (await balance.CorrectAsync(
            new("test-filed-columns", record.SessionId, record.Part, record.Amount / 2, "half of it", "admin"))).Result);

        try
        {
            var lines = await ExportAsync($"/admin/accounts/{carol.AccountId}?tab=usage");
            var names = lines[0].Split(',');
            var (cost, first) = (Array.IndexOf(names, "Cost"), Array.IndexOf(names, "Charged at first"));
            var half = lines[1..].Select(line => line.Split(',')).Single(cells => cells[cost] != cells[first]);

            Assert.Equal(record.Amount / 2, decimal.Parse(half[cost], System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(record.Amount, decimal.Parse(half[first], System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal("Currency", names[^1]);
        }
        finally
        {
            await balance.CorrectAsync(new("test-filed-columns-back", record.SessionId, record.Part, record.Amount, "as it was", "admin"));
        }

        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task What_was_before_a_change_stands_in_the_file_of_the_audit_log()
    {
        await portal.UsedAsync();
        var lines = await SaveAsync("/admin/audit");

        Assert.Equal("Time,By,Of,What,Before,After", lines[0]);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2},", lines[1]);
    }

    private async Task<string[]> SaveAsync(string place)
    {
        var page = await ListAsync(place);

        return await LinesAsync(await page.RunAndWaitForDownloadAsync(() => page.ButtonAsync("Save as CSV")));
    }

    // Of usage nobody counts how much there is: it is a job's work.
    private async Task<string[]> ExportAsync(string place)
    {
        var page = await ListAsync(place);
        await page.ButtonAsync("Save as CSV");
        await page.WaitForURLAsync("**/admin/exports/export-*");

        return await LinesAsync(await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Save Usage records.csv" }).ClickAsync()));
    }

    private async Task<IPage> ListAsync(string place)
    {
        var page = await (await portal.OpenAsync(place, "admin")).ReadyAsync();
        await page.Locator("section.list tbody tr").First.WaitForAsync();

        return page;
    }

    private static async Task<string[]> LinesAsync(IDownload file)
    {
        var lines = await File.ReadAllLinesAsync(await file.PathAsync(), Cancel);
        lines[0] = lines[0].TrimStart('\uFEFF');

        return lines;
    }
}
