using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Forms;

/// <summary>Who may only look finds no form to fill in, and no page that makes something.</summary>
public sealed class ReadOnlyTests(PortalFixture portal)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Makers => [.. PageList.Routes.Where(route => route.EndsWith("/new", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Makers))]
    public async Task A_page_that_makes_something_is_not_opened_to_who_may_only_see(string route)
    {
        var address = await PageList.AddressAsync(route, await UsedAsync());
        using var auditor = await portal.ClientAsync("auditor");
        using var admin = await portal.ClientAsync("admin");
        using var denied = await auditor.GetAsync(address, Cancel);
        using var opened = await admin.GetAsync(address, Cancel);

        Assert.Equal((HttpStatusCode.Redirect, "/account/denied"), (denied.StatusCode, denied.Headers.Location?.AbsolutePath));
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
    }

    [Theory]
    [InlineData("/admin/plans/{PlanHeadId}")]
    [InlineData("/admin/customer-classes/{ClassHeadId}")]
    [InlineData("/admin/tariffs/{TariffId}/details")]
    [InlineData("/admin/emergency-numbers")]
    public async Task The_fields_of_a_form_are_there_to_be_read(string route)
    {
        var address = await PageList.AddressAsync(route, await UsedAsync());
        var page = await (await portal.OpenAsync(address, "auditor")).ReadyAsync();
        await Expect(page.Locator("[data-read-only]").First).ToBeVisibleAsync();
        await Expect(page.Locator("main .formgrid input:enabled, main .formgrid textarea:enabled, main .formgrid select:enabled")).ToHaveCountAsync(0);
        await Expect(page.Locator("main .formgrid input, main .formgrid textarea")).Not.ToHaveCountAsync(0);

        var mine = await (await portal.OpenAsync(address, "admin")).ReadyAsync();
        await Expect(mine.Locator("main .formgrid input:enabled, main .formgrid textarea:enabled").First).ToBeVisibleAsync();
        await Expect(mine.Locator("[data-read-only]")).ToHaveCountAsync(0);
    }

    private async Task<Testing.RunningBilling> UsedAsync()
    {
        await portal.UsedAsync();

        return await portal.BillingAsync();
    }
}
