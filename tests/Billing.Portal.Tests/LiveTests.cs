using Billing.Testing;
using Microsoft.Playwright;

namespace Billing.Portal.Tests;

/// <summary>What a gateway reports is seen while it happens, by staff and by the subscriber, without a reload.</summary>
public sealed class LiveTests(PortalFixture portal)
{
    [Fact]
    public async Task Self_care_follows_a_call_from_its_first_second_to_its_record()
    {
        var billing = await portal.BillingAsync();
        await portal.UsedAsync();
        using var gateway = new TestGateway(billing);
        var home = await portal.OpenAsync("/my", "carol");
        await home.ReadyAsync();
        var before = await home.Locator("[data-balance]").First.InnerTextAsync();

        await DemoUsage.CallAsync(gateway, 1, "live-1", "442079460000", 0);
        await Assertions.Expect(home.GetByText("+442079460000").First).ToBeVisibleAsync();
        await DemoUsage.CallAsync(gateway, 2, "live-1", "442079460000", 600);

        await Assertions.Expect(home.Locator("[data-balance]").First).Not.ToHaveTextAsync(before);
        await Assertions.Expect(home.GetByRole(AriaRole.Link, new() { Name = "+442079460000" }).First).ToBeVisibleAsync();
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Staff_sees_a_session_begin_and_end()
    {
        var billing = await portal.BillingAsync();
        using var gateway = new TestGateway(billing);
        var sessions = await portal.OpenAsync("/admin/sessions?peer=442079461111", "admin");
        await sessions.ReadyAsync();
        await Assertions.Expect(sessions.GetByText("Nothing is running")).ToBeVisibleAsync();

        await DemoUsage.CallAsync(gateway, 1, "live-2", "442079461111", 0);
        await Assertions.Expect(sessions.GetByRole(AriaRole.Cell, new() { Name = "442079461111" })).ToBeVisibleAsync();

        await DemoUsage.CallAsync(gateway, 2, "live-2", "442079461111", 5);
        await Assertions.Expect(sessions.GetByText("Nothing is running")).ToBeVisibleAsync();
    }
}
