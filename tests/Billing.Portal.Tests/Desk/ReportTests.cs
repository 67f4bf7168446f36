using System.Text.RegularExpressions;
using Billing.Contracts.Reports;
using Billing.Portal.Reports;
using Microsoft.Playwright;
using NodaTime;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Desk;

public sealed class ReportTests(PortalFixture portal)
{
    private static readonly LocalDate Monday = new(2026, 11, 2);

    [Fact]
    public void Nine_lines_are_shown_and_the_others_together_and_nothing_is_lost()
    {
        var cells = Enumerable.Range(1, 12).Select(n => new ReportCell(Monday.PlusDays(n % 3), $"g{n:00}", 1, 60, n)).Append(new(Monday, "", 1, 60, 100)).ToList();
        var table = ReportTable.Of(cells, ReportMeasure.Charged, Monday, Monday.PlusDays(6), ReportStep.Week, 1);

        Assert.Equal(10, table.Lines.Count);
        Assert.Equal("g12", table.Lines[0].Name);
        Assert.Equal((null, 100 + 1 + 2 + 3), (table.Lines[9].Name, table.Lines[9].Total));
        Assert.Equal(178, table.Total.Total);
        Assert.Equal(table.Total.Values.Sum(), table.Lines.Sum(line => line.Values.Sum()));
    }

    [Fact]
    public void An_average_is_that_of_the_sums_in_the_unit_that_people_think_in()
    {
        ReportCell[] cells = [new(Monday, "a", 1, 60, 0.10m), new(Monday.PlusDays(1), "a", 1, 540, 0.20m)];
        var table = ReportTable.Of(cells, ReportMeasure.AveragePrice, Monday, Monday.PlusDays(1), ReportStep.Day, 60);

        Assert.Equal([0.10m, 0.2m / 9], table.Lines[0].Values);
        Assert.Equal(0.03m, table.Lines[0].Total);
    }

    [Fact]
    public async Task What_was_charged_is_told_by_service_and_by_product_and_saved()
    {
        await portal.BillingAsync();
        await portal.UsedAsync();
        var page = await (await portal.OpenAsync("/admin/reports", "admin")).ReadyAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Data" })).ToBeVisibleAsync();
        await Expect(page.GetByText("No margin is told")).ToBeVisibleAsync();
        await Expect(page.Locator("table.cards tfoot td[data-label='Together']")).ToHaveCountAsync(1); // on a phone it has no other head

        // The days that count are there to be changed; without one it is the usual one again.
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        var from = page.Field("From");
        await Expect(from).ToHaveValueAsync(today.PlusDays(-29).ToString("uuuu-MM-dd", null));
        await Expect(page.Field("To")).ToHaveValueAsync(today.ToString("uuuu-MM-dd", null));
        await from.FillAsync(today.PlusDays(-3).ToString("uuuu-MM-dd", null));
        await Expect(page).ToHaveURLAsync(new Regex("from="));
        await from.FillAsync("");
        await Expect(from).ToHaveValueAsync(today.PlusDays(-29).ToString("uuuu-MM-dd", null));
        await page.Locator(".filterbar select").Nth(1).SelectOptionAsync("Product");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Everything" })).ToBeVisibleAsync();
        await page.Locator(".filterbar select").First.SelectOptionAsync("Usage");
        await Expect(page.Locator("[data-unit]")).ToHaveTextAsync("MB");
        Assert.Contains("measure=Usage", page.Url, StringComparison.Ordinal);
        Assert.Contains("by=Product", page.Url, StringComparison.Ordinal);

        var file = await page.RunAndWaitForDownloadAsync(() => page.ButtonAsync("Save CSV"));
        var saved = await File.ReadAllTextAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Contains("\"Everything\"", saved, StringComparison.Ordinal);

        // Kept under a name, as a view of a list is.
        await page.ButtonAsync("Keep this view…");
        await page.GetByRole(AriaRole.Dialog).Field("Name").FillAsync("Megabytes");
        await page.ButtonAsync("Keep the view");
        await Expect(page).ToHaveURLAsync(new Regex("view=[0-9]+"));
        await page.GetByRole(AriaRole.Combobox, new() { Name = "View" }).SelectOptionAsync("All, as it comes");
        await Expect(page.Locator("[data-unit]")).Not.ToHaveTextAsync("MB");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "View" }).SelectOptionAsync("Megabytes");
        await Expect(page.Locator("[data-unit]")).ToHaveTextAsync("MB");

        await page.Locator(".filterbar select").First.SelectOptionAsync("Payments");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Reports");
        await page.GotoAsync("/admin/reports?from=2020-01-02&to=2020-01-01");
        await Expect(page.GetByText("The last day must not be before the first")).ToBeVisibleAsync();
    }
}
