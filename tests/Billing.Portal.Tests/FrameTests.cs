using Microsoft.Playwright;

namespace Billing.Portal.Tests;

public sealed class FrameTests(PortalFixture portal)
{
    [Fact]
    public async Task A_page_that_is_not_there_says_so()
    {
        var page = await portal.OpenAsync("/account/not-found");

        Assert.Equal("There is no such page", await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync());
    }

    [Theory]
    [InlineData("_framework/blazor.web.js")]
    [InlineData("_content/MudBlazor/MudBlazor.min.css")]
    [InlineData("_content/Billing.Portal/fonts/IBMPlexSans-Regular.woff2")]
    public async Task What_a_page_is_made_of_is_served_to_anybody(string path)
    {
        var billing = await portal.BillingAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = billing.Portal };

        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
    }
}
