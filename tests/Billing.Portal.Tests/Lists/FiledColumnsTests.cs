using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Billing.Portal.Tests.Lists;

/// <summary>What a file says that a screen says: amounts with what they are in, and what was before.</summary>
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
    public async Task What_was_before_a_change_stands_in_the_file_of_the_audit_log()
    {
        await portal.UsedAsync();
        var lines = await SaveAsync("/admin/audit");

        Assert.Equal("Time (UTC),By,Of,What,Before,After", lines[0]);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z,", lines[1]);
    }

    // Whatever the list and whoever looks: no moment is written by another clock.
    [Theory]
    [InlineData("/admin/customers?q=carol", "Customer since (UTC)")]
    [InlineData("/admin/sessions?account=carol", "Heard of (UTC)")]
    [InlineData("/admin/users", "Signed in (UTC)")]
    public async Task A_moment_is_in_UTC_and_its_heading_says_so(string place, string heading)
    {
        await portal.UsedAsync();
        var lines = await SaveAsync(place);
        var index = Array.IndexOf(lines[0].Split(','), heading);

        Assert.True(index >= 0, lines[0]);
        Assert.Contains(lines[1..], line => Regex.IsMatch(line.Split(',')[index], "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"));
    }

    private async Task<string[]> SaveAsync(string place)
    {
        var page = await ListAsync(place);

        return await LinesAsync(await page.RunAndWaitForDownloadAsync(() => page.ButtonAsync("Save as CSV")));
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
