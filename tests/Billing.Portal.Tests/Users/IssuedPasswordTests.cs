using System.Net;
using Billing.Contracts.Users;
using Billing.Core.Notifications;
using Billing.Portal.Tests.Care;
using Billing.Portal.Users;
using Billing.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Billing.Portal.Tests.Users;

/// <summary>A password that the staff made is known to the staff: it opens nothing but the choice of another, and the customer hears of it.</summary>
public sealed class IssuedPasswordTests(PortalFixture portal)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_opens_no_page_and_the_customer_is_told_of_each()
    {
        var (billing, whose) = await SonAsync();
        var made = await DeskAsync(billing, desk => desk.CreateAsync("support", whose, "issued-1", null));
        Assert.True(made.Result.Succeeded);

        using (var client = await portal.ClientAsync("issued-1"))
        {
            foreach (var path in (string[])["/my", "/my/usage", "/my/cards", "/my/bills/1/pdf"])
            {
                var answer = await client.GetAsync(path, Cancel);
                Assert.Equal((path, HttpStatusCode.Redirect), (path, answer.StatusCode));
                Assert.Contains("/account/denied", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
            }

            Assert.EndsWith("/account/profile", (await client.GetAsync("/account/denied", Cancel)).Headers.Location?.ToString(), StringComparison.Ordinal);
            Assert.EndsWith("/account/profile", (await client.GetAsync("/account/authenticator", Cancel)).Headers.Location?.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(1, await ToldAsync(billing, whose));
        var userId = (await UserAsync(billing, "issued-1")).UserId;
        await DeskAsync(billing, desk => desk.DisableAsync("support", whose, userId, isDisabled: false)); // another write of theirs is no password
        Assert.Equal(1, await ToldAsync(billing, whose));
        Assert.True((await DeskAsync(billing, desk => desk.ResetPasswordAsync("support", whose, userId))).Result.Succeeded);
        Assert.Equal(2, await ToldAsync(billing, whose));
    }

    [Fact]
    public async Task Another_one_is_chosen_and_then_everything_opens()
    {
        var (billing, whose) = await SonAsync();
        var (_, password) = await DeskAsync(billing, desk => desk.CreateAsync("support", whose, "issued-2", null));
        var page = await portal.OpenAsync("/my/usage");
        await page.SignInAsync("issued-2", password!);
        await page.ArrivesAsync("**/account/profile");
        await Expect(page.GetByText("Somebody else made your password")).ToBeVisibleAsync();
        await Expect(page.GetByText("Go to the start")).ToHaveCountAsync(0); // it would lead here again
        await Expect(page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();

        await page.Field("Present password").FillAsync(password!);
        await page.Field("New password, 12 characters or more").FillAsync(password!);
        await page.ButtonAsync("Change the password");
        await Expect(page.GetByText("Choose another password than the one that you were given.")).ToBeVisibleAsync();
        await page.Field("Present password").FillAsync(password!);
        await page.Field("New password, 12 characters or more").FillAsync("too-short");
        await page.Field("New password, 12 characters or more").EvaluateAsync("field => field.minLength = 0");
        await page.ButtonAsync("Change the password");
        await Expect(page.Locator("#password-problem")).ToBeVisibleAsync();
        Assert.True((await UserAsync(billing, "issued-2")).IsPasswordIssued);
        await page.Field("Present password").FillAsync(password!);
        await page.Field("New password, 12 characters or more").FillAsync("a-password-of-mine");
        await page.ButtonAsync("Change the password");
        await Expect(page.Locator("main")).ToContainTextAsync("The password is changed.");
        await Expect(page.Locator("main").GetByText("Go to the start")).ToBeVisibleAsync();

        await page.GotoAsync("/my");
        await page.ReadyAsync();
        Assert.EndsWith("/my", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_unlocks_after_failed_attempts_and_not_what_an_administrator_locked()
    {
        var (billing, whose) = await SonAsync();
        await DeskAsync(billing, desk => desk.CreateAsync("support", whose, "issued-3", null));
        var userId = (await UserAsync(billing, "issued-3")).UserId;

        Assert.Null((await AfterResetAsync(DateTimeOffset.UtcNow.AddMinutes(10))).LockoutEndAt);
        Assert.True((await AfterResetAsync(DateTimeOffset.MaxValue)).IsLockedByHand);

        async Task<PortalUser> AfterResetAsync(DateTimeOffset locked)
        {
            await using var scope = billing.Services.CreateAsyncScope();
            var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            await users.SetLockoutEndDateAsync((await users.FindByNameAsync("issued-3"))!, locked);
            Assert.True((await DeskAsync(billing, desk => desk.ResetPasswordAsync("support", whose, userId))).Result.Succeeded);

            return await UserAsync(billing, "issued-3");
        }
    }

    private async Task<(RunningBilling Billing, SubscriberOf Whose)> SonAsync()
    {
        var billing = await portal.BillingAsync();
        await Family.MakeAsync(billing);

        return (billing, new(null, (await Family.SonAsync(billing)).AccountId));
    }

    private static async Task<long> ToldAsync(RunningBilling billing, SubscriberOf whose)
    {
        await using var book = new Book(billing.ConnectionString, billing.Services);

        return await book.ReadAsync<long>(
            "select count(*) from notification where event = $1 and account_id = $2 and facts ->> 'user' = 'issued-1'",
            (int)NotificationEvent.PasswordIssued,
            whose.AccountId!.Value);
    }

    private static async Task<T> DeskAsync<T>(RunningBilling billing, Func<SubscriberDesk, Task<T>> act)
    {
        await using var scope = billing.Services.CreateAsyncScope();

        return await act(scope.ServiceProvider.GetRequiredService<SubscriberDesk>());
    }

    private static async Task<PortalUser> UserAsync(RunningBilling billing, string name)
    {
        await using var scope = billing.Services.CreateAsyncScope();

        return (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByNameAsync(name))!;
    }
}
