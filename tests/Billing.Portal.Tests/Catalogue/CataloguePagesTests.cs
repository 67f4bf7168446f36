using Billing.Contracts.Tariffs;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Billing.Portal.Tests.Catalogue;

public sealed class CataloguePagesTests(PortalFixture portal)
{
    [Theory]
    [InlineData("/admin/tariffs", "Tariffs and rates")]
    [InlineData("/admin/tariffs/{Voice}", "Voice")]
    [InlineData("/admin/tariffs/{Voice}/details", "Voice")]
    [InlineData("/admin/tariffs/{Voice}/compare", "Voice")]
    [InlineData("/admin/tariffs/{Voice}/bulk", "Voice")]
    [InlineData("/admin/tariffs/{Voice}/import", "Voice")]
    [InlineData("/admin/tariffs/{Voice}/rates/44", "44")]
    [InlineData("/admin/products", "Products")]
    [InlineData("/admin/products/1", null)]
    [InlineData("/admin/products/1/edit", null)]
    [InlineData("/admin/products/new", "New product")]
    [InlineData("/admin/periods", "Rate periods")]
    [InlineData("/admin/periods/new", "New calendar")]
    [InlineData("/admin/destinations", "Destinations")]
    [InlineData("/admin/destination-groups", "Destination groups")]
    [InlineData("/admin/destination-groups/1", null)]
    [InlineData("/admin/destination-groups/new", "New group")]
    [InlineData("/admin/gateways", "Gateways")]
    [InlineData("/admin/gateways/1", null)]
    [InlineData("/admin/gateways/1/edit", null)]
    [InlineData("/admin/gateways/new", "New gateway")]
    [InlineData("/admin/node-groups", "Node groups")]
    [InlineData("/admin/emergency-numbers", "Emergency numbers")]
    [InlineData("/admin/test-rating", "Test rating")]
    public async Task A_page_is_shown_without_what_keeps_people_out(string path, string? title)
    {
        var page = await portal.OpenAsync(await PathAsync(path), "admin");
        await page.ReadyAsync();

        var heading = await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync();
        await page.GetByText("Loading…").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        var violations = (await page.RunAxe()).Violations.Where(one => one.Impact is "serious" or "critical");

        Assert.StartsWith(title ?? "", heading, StringComparison.Ordinal);
        Assert.DoesNotContain(heading, new[] { "This page could not be shown", "No such product", "No such gateway", "No such group" });
        Assert.Empty(violations.Select(one => $"{one.Id}: {string.Join(", ", one.Nodes.Select(node => node.Html))}"));
    }

    [Theory]
    [InlineData("/admin/tariffs/{Voice}")]
    [InlineData("/admin/gateways")]
    [InlineData("/admin/test-rating")]
    [InlineData("/admin/products/1/edit")]
    public async Task A_phone_scrolls_no_page_sideways(string path)
    {
        var page = await portal.OpenAsync(await PathAsync(path), "admin", isPhone: true);
        await page.ReadyAsync();

        Assert.True(await page.EvaluateAsync<bool>("document.scrollingElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task Who_may_only_look_is_not_offered_changes()
    {
        var page = await portal.OpenAsync(await PathAsync("/admin/tariffs/{Voice}"), "auditor");
        await page.ReadyAsync();

        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Add rate" }).CountAsync());
    }

    private async Task<string> PathAsync(string path) => path.Replace(
        "{Voice}", (await portal.TariffIdAsync("Voice")).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}

internal static class CatalogueData
{
    public static async Task<long> TariffIdAsync(this PortalFixture portal, string name)
    {
        var tariffs = (await portal.BillingAsync()).Services.GetRequiredService<ITariffQuery>();

        return (await tariffs.ListAsync(new(), new(Size: 100), CancellationToken.None)).Rows.First(tariff => tariff.Name == name).TariffId;
    }
}
