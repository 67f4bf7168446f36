using Billing.Contracts.Customers;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Care;

/// <summary>What subscribers change of themselves.</summary>
public sealed class MeTests(PortalFixture portal)
{
    [Fact]
    public async Task Contact_data_and_language_are_theirs_and_go_with_them_to_another_device()
    {
        var billing = await portal.BillingAsync();
        await Family.MakeAsync(billing);
        await using var scope = billing.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var son = await Family.SonAsync(billing);
        Assert.True((await users.CreateAsync(new() { UserName = "aunt", CustomerId = son.CustomerId }, "aunt-portal-1")).Succeeded);
        var page = await SignInAsync("en-GB");
        await page.GotoAsync("/my/me");
        await page.ReadyAsync();
        await Expect(page.Locator("[data-line='son-line']")).ToBeVisibleAsync(); // read by itself, above what is pressed

        await page.Field("Phone").FillAsync("+1 212 555 0199");
        await page.Field("City").FillAsync("New York");
        await page.Field("Country").FillAsync("1");
        await page.ButtonAsync("Save contact data");
        await Expect(page.GetByText("Expected: two capital letters of ISO 3166-1, such as ES")).ToBeVisibleAsync();
        await page.Field("Country").FillAsync("us");
        await page.ButtonAsync("Save contact data");
        await Expect(page.Locator("[data-told]")).ToHaveTextAsync("Your contact data are saved.");
        var stored = (await billing.Grains.GetGrain<ICustomerGrain>(son.CustomerId).GetAsync())!.Details;
        Assert.Equal(("+1 212 555 0199", "New York", "US"), (stored.Phone, stored.Address?.City, stored.Address?.Country));

        await page.FetchedAnewAsync(() => page.Choice("Language and region").SelectOptionAsync("es-ES"));
        await Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "Datos de contacto" })).ToBeVisibleAsync();
        await page.FetchedAnewAsync(() => page.Choice("Zona horaria").SelectOptionAsync("America/New_York"));
        await Expect(page.Choice("Zona horaria")).ToHaveValueAsync("America/New_York");
        var other = await SignInAsync("en-GB");
        await other.GotoAsync("/my/me");
        await Expect(other.Choice("Zona horaria")).ToHaveValueAsync("America/New_York");

        // A single line has no contact data of its own.
        using var line = await portal.ClientAsync("son-line");
        Assert.DoesNotContain("Contact data", await line.GetStringAsync("/my/me", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<Microsoft.Playwright.IPage> SignInAsync(string locale)
    {
        var page = await portal.OpenAsync("/account/sign-in", locale: locale);
        await page.SignInAsync("aunt", "aunt-portal-1");
        await page.ArrivesAsync("**/my");

        return page;
    }
}
