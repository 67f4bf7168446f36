using Billing.Contracts.Tariffs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Billing.Portal.Tests.Catalogue;

public sealed class CataloguePagesTests(PortalFixture portal)
{
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
