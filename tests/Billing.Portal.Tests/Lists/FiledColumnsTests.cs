using System.Text.RegularExpressions;
using Billing.Contracts.Changes;
using Microsoft.Playwright;
using Npgsql;

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
        await NoteAsync("test-filed", "7000001", "what the file is of");
        var lines = await SaveAsync("/admin/audit");

        Assert.Equal("Time (UTC),By,Of,What,Before,After", lines[0]);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z,", lines[1]);
    }

    [Fact]
    public async Task The_audit_log_of_a_number_is_found_whatever_has_it()
    {
        await NoteAsync("test-number", "7000002", "what is looked for");
        await NoteAsync("test-number", "7000003", "what is not looked for");
        using var admin = await portal.ClientAsync("admin");
        var found = await admin.GetStringAsync("/admin/audit?id=7000002", Cancel);

        Assert.Contains("what is looked for", found, StringComparison.Ordinal);
        Assert.DoesNotContain("what is not looked for", found, StringComparison.Ordinal);
    }

    // Whatever the list and whoever looks: no moment is written by another clock.
    [Theory]
    [InlineData("/admin/customers?q=carol", "Customer since (UTC)")]
    [InlineData("/admin/sessions?account=carol", "Heard at (UTC)")]
    [InlineData("/admin/users", "Signed in (UTC)")]
    public async Task A_moment_is_in_UTC_and_its_heading_says_so(string place, string heading)
    {
        await portal.UsedAsync();
        var lines = await SaveAsync(place);
        var index = Array.IndexOf(lines[0].Split(','), heading);

        Assert.True(index >= 0, lines[0]);
        Assert.Contains(lines[1..], line => Regex.IsMatch(line.Split(',')[index], "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"));
    }

    // Whoever saves it: a file is read by programs.
    [Fact]
    public async Task Prices_within_words_have_a_point_in_files()
    {
        await using var database = NpgsqlDataSource.Create((await portal.BillingAsync()).ConnectionString);
        await using var find = database.CreateCommand("select min(destination) from rate where tariff_id = 2 and destination ~ '^[0-9]'");
        var page = await (await portal.OpenAsync($"/admin/tariffs/2/rates/{await find.ExecuteScalarAsync(Cancel)}", "admin", locale: "es-ES")).ReadyAsync();
        var row = page.Locator("section.list tbody tr").First;
        await Assertions.Expect(row).ToContainTextAsync(new Regex("[0-9] a 0,[0-9]"));
        var lines = await LinesAsync(await page.RunAndWaitForDownloadAsync(() => page.ButtonAsync("Guardar como CSV")));

        Assert.Matches("[0-9] a 0\\.[0-9]", lines[1]);
    }

    private async Task NoteAsync(string action, string number, string sentence) =>
        await (await portal.BillingAsync()).Grains.GetGrain<IAuditLogGrain>(0).NoteAsync(new("admin", action, EntityKinds.Account, number, sentence));

    private async Task<string[]> SaveAsync(string place)
    {
        var page = await ListAsync(place);

        return await LinesAsync(await page.RunAndWaitForDownloadAsync(() => page.ButtonAsync("Save as CSV")));
    }

    private async Task<IPage> ListAsync(string place)
    {
        var page = await (await portal.OpenAsync(place, "admin")).ReadyAsync();
        await page.ListedAsync();

        return page;
    }

    private static async Task<string[]> LinesAsync(IDownload file)
    {
        var lines = await File.ReadAllLinesAsync(await file.PathAsync(), Cancel);
        lines[0] = lines[0].TrimStart('\uFEFF');

        return lines;
    }
}
