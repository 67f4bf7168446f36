using System.Net;
using Billing.Contracts.Users;
using Billing.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Billing.Portal.Tests.Account;

/// <summary>Signing in, as people do it in a browser.</summary>
public sealed partial class SignInPageTests(PortalFixture portal)
{
    [Fact]
    public async Task Who_signs_in_comes_to_the_page_that_was_asked_for_and_signs_out_again()
    {
        await UserAsync("sign-in-1", PortalRole.ReadOnly);
        var page = await portal.OpenAsync("/admin?q=sign-in-1");
        Assert.Contains("/account/sign-in", page.Url, StringComparison.Ordinal);

        await page.SignInAsync("SIGN-in-1", Password);

        await page.ReadyAsync();
        Assert.EndsWith("/admin?q=sign-in-1", page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.ArrivesAsync("**/account/sign-in");
        await page.GotoAsync("/admin");
        Assert.Contains("/account/sign-in", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_says_the_same_whatever_was_wrong_and_also_when_the_user_is_locked()
    {
        var user = await UserAsync("sign-in-2");
        var page = await portal.OpenAsync("/account/sign-in");
        var said = new HashSet<string> { await RefusedAsync("nobody-at-all", "a-wrong-password") };

        for (var attempt = 0; attempt < 6; attempt++)
        {
            said.Add(await RefusedAsync("sign-in-2", "a-wrong-password"));
        }

        said.Add(await RefusedAsync("sign-in-2", Password));

        Assert.StartsWith("That did not work.", Assert.Single(said), StringComparison.Ordinal);
        await WithUsersAsync(async users => Assert.True(await users.IsLockedOutAsync((await users.FindByIdAsync($"{user.UserId}"))!)));

        async Task<string> RefusedAsync(string name, string password)
        {
            await page.SignInAsync(name, password);

            return await page.GetByRole(AriaRole.Alert).InnerTextAsync();
        }
    }

    [Fact]
    public async Task An_authenticator_is_set_up_and_then_asked_for_and_a_recovery_code_does_as_well()
    {
        await UserAsync("sign-in-3");
        var page = await portal.OpenAsync("/account/profile");
        await page.SignInAsync("sign-in-3", Password);
        await page.GetByRole(AriaRole.Link, new() { Name = "Set up an authenticator app" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the key" }).WaitForAsync();
        Assert.Equal(0, await page.Locator("[data-key]").CountAsync());
        await page.Field("Password").FillAsync("not-the-password");
        await page.ButtonAsync("Show the key");
        Assert.Equal("The present password is not right.", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Null((await StoredAsync("sign-in-3")).ClosedAuthenticatorKey);
        await page.Field("Password").FillAsync(Password);
        await page.ButtonAsync("Show the key");
        var left = await page.Locator("[data-key]").InnerTextAsync();
        await page.GotoAsync("/account/authenticator");
        Assert.Equal(0, await page.Locator("[data-key]").CountAsync()); // it is told once
        await page.Field("Password").FillAsync(Password);
        await page.ButtonAsync("Show the key");
        var key = await page.Locator("[data-key]").InnerTextAsync();
        Assert.NotEqual(left, key);
        await page.Field("Code of your authenticator app").FillAsync(Totp.Code(key, DateTimeOffset.UtcNow));
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
        await page.Locator("[data-codes] li").Nth(9).WaitForAsync();
        var codes = await page.Locator("[data-codes] li").AllInnerTextsAsync();
        Assert.Equal(10, codes.Count);

        var second = await portal.OpenAsync("/account/sign-in");
        await second.SignInAsync("sign-in-3", Password);
        await second.ArrivesAsync("**/account/two-factor*");
        await second.Field("Code of your authenticator app").FillAsync("000000");
        await second.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        Assert.StartsWith("This code does not work", await second.GetByRole(AriaRole.Alert).InnerTextAsync(), StringComparison.Ordinal);
        await IsReadableAsync(second, "/account/two-factor");
        await second.Field("Code of your authenticator app").FillAsync(Totp.Code(key, DateTimeOffset.UtcNow.AddSeconds(30)));
        await second.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await second.ArrivesAsync("**/admin");

        foreach (var works in (bool[])[true, false])
        {
            var third = await portal.OpenAsync("/account/sign-in");
            await third.SignInAsync("sign-in-3", Password);
            await third.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code" }).ClickAsync();
            await third.Field("Recovery code").FillAsync(codes[0]);
            await IsReadableAsync(third, "/account/recovery-code");
            await third.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await third.ArrivesAsync(works ? "**/admin" : "**/account/two-factor*");
            await third.Context.CloseAsync();
        }
    }

    [Fact]
    public async Task A_passkey_is_added_and_signs_in_without_a_password()
    {
        await UserAsync("sign-in-4");
        var page = await portal.OpenAsync("/account/sign-in");
        var port = new Uri(page.Url).Port;
        var device = await page.Context.NewCDPSessionAsync(page);
        await device.SendAsync("WebAuthn.enable");
        await device.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });

        // A passkey is of a domain, and an address of numbers is none.
        await page.GotoAsync($"http://localhost:{port}/account/sign-in?returnUrl=/account/profile");
        await page.SignInAsync("sign-in-4", Password);
        await page.Field("Name of the device").FillAsync("Test phone");
        await page.Locator("#passkey-proof").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Test phone" }).WaitForAsync();

        await page.WaitForLoadStateAsync(LoadState.NetworkIdle); // an answer that is on its way brings the cookie back
        // Failed attempts lock the password; an administrator locks the user.
        await LockAsync("sign-in-4", DateTimeOffset.MaxValue);
        await WithPasskeyAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That did not work.");
        await LockAsync("sign-in-4", DateTimeOffset.UtcNow.AddMinutes(10));
        await WithPasskeyAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Signed in as sign-in-4.");
        await LockAsync("sign-in-4", null);

        var removal = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Test phone" });
        await removal.Field("Password").FillAsync("not-the-password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Test phone" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The present password is not right.")).ToBeVisibleAsync();
        await removal.Field("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Test phone" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Test phone" })).ToHaveCountAsync(0);

        async Task WithPasskeyAsync()
        {
            await page.Context.ClearCookiesAsync();
            await page.GotoAsync($"http://localhost:{port}/account/sign-in?returnUrl=/account/profile");
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        }
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_elsewhere_and_not_the_one_that_made_it()
    {
        await UserAsync("sign-in-5", PortalRole.ReadOnly);
        var here = await portal.OpenAsync("/account/profile");
        await here.SignInAsync("sign-in-5", Password);
        var there = await portal.OpenAsync("/admin");
        await there.SignInAsync("sign-in-5", Password);
        await there.ReadyAsync();

        await here.Field("Present password").FillAsync("not-the-password");
        await here.Field("New password, 12 characters or more").FillAsync("another-fine-password");
        await here.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        Assert.Equal("The present password is not right.", await here.GetByRole(AriaRole.Alert).InnerTextAsync());
        await here.Field("Present password").FillAsync(Password);
        await here.Field("New password, 12 characters or more").FillAsync("another-fine-password");
        await here.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        await Assertions.Expect(here.Locator("main")).ToContainTextAsync("The password is changed.");

        // The open page asks by itself and signs in anew; the fixture has it ask every second.
        await Assertions.Expect(there).ToHaveURLAsync(SignInPage());
        await there.SignInAsync("sign-in-5", "another-fine-password");
        await there.ReadyAsync();
        await here.GotoAsync("/admin");
        await here.ReadyAsync();

        // As it is rendered for a page that could not be told where to go, for its connection was down.
        await here.EvaluateAsync("document.querySelector('main').innerHTML = '<a data-leave href=\"account/denied\">Go on</a>'");
        await here.ArrivesAsync("**/account/denied");
    }

    [Fact]
    public async Task A_page_whose_session_is_over_signs_in_anew_when_it_is_touched()
    {
        await UserAsync("sign-in-6", PortalRole.ReadOnly);
        var page = await portal.OpenAsync("/account/sign-in?returnUrl=/admin");
        await page.Clock.InstallAsync();
        await page.SignInAsync("sign-in-6", Password);
        await page.ReadyAsync();
        await page.Context.ClearCookiesAsync(new() { Name = "billing.session" });

        await page.Clock.FastForwardAsync("05:00");
        await page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(page).ToHaveURLAsync(SignInPage());
    }

    // As when a session is ended between the answer and the connection: the page would stay as it was sent, and look as if it lived.
    [Fact]
    public async Task A_page_whose_session_ends_before_it_lives_signs_in_anew()
    {
        await UserAsync("sign-in-7", PortalRole.ReadOnly);
        var page = await portal.OpenAsync("/account/sign-in?returnUrl=/account/profile");
        await page.SignInAsync("sign-in-7", Password);
        await page.ArrivesAsync("**/account/profile");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.RouteAsync("**/_blazor/negotiate*", async route =>
        {
            await page.Context.ClearCookiesAsync(new() { Name = "billing.session" });
            await route.FulfillAsync(new() { Status = 401 });
        });

        await page.GotoAsync("/admin");

        await Assertions.Expect(page).ToHaveURLAsync(SignInPage());
    }

    [Theory]
    [InlineData("session")]
    [InlineData("_blazor")]
    [InlineData("_blazor/negotiate?negotiateVersion=1")]
    public async Task Without_a_session_what_a_script_asks_for_is_refused_and_not_sent_elsewhere(string path)
    {
        using var client = await ClientAsync();

        var answer = path.Contains("negotiate", StringComparison.Ordinal)
            ? await client.PostAsync(path, null, TestContext.Current.CancellationToken)
            : await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("x1", "//evil.example")]
    [InlineData("x2", "https://evil.example")]
    [InlineData("x3", "/\\evil.example")]
    public async Task Signing_in_leads_to_no_other_site(string name, string address)
    {
        await UserAsync($"sign-in-{name}");
        var page = await portal.OpenAsync("/account/sign-in?returnUrl=" + Uri.EscapeDataString(address));

        await page.SignInAsync($"sign-in-{name}", Password);

        await page.ArrivesAsync("**/admin");
    }

    [Theory]
    [InlineData("account/sign-out")]
    [InlineData("account/back-to-staff")]
    [InlineData("account/sign-in-as")]
    public async Task What_another_site_sends_is_refused(string path)
    {
        using var client = await ClientAsync();

        var answer = await client.PostAsync(path, new FormUrlEncodedContent([]), TestContext.Current.CancellationToken);

        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Redirect, $"{answer.StatusCode}");
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [System.Text.RegularExpressions.GeneratedRegex("/account/sign-in")]
    private static partial System.Text.RegularExpressions.Regex SignInPage();

    private const string Password = "a-fine-long-password";

    // Pages between two forms, which the test of every page cannot reach.
    private static async Task IsReadableAsync(IPage page, string route)
    {
        await Readable.PrepareAsync(page);
        await Readable.AssertAsync(page, route, "dark");
        await Readable.AssertAsync(page, route, "light", Readable.Colours);
    }

    private async Task<HttpClient> ClientAsync() =>
        new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = (await portal.BillingAsync()).Portal };

    private async Task LockAsync(string name, DateTimeOffset? until) => await WithUsersAsync(async users =>
        Assert.True((await users.SetLockoutEndDateAsync((await users.FindByNameAsync(name))!, until)).Succeeded));

    private async Task<PortalUser> StoredAsync(string name)
    {
        PortalUser? user = null;
        await WithUsersAsync(async users => user = await users.FindByNameAsync(name));

        return user!;
    }

    private async Task<PortalUser> UserAsync(string name, params string[] roles)
    {
        var user = new PortalUser { UserName = name };
        await WithUsersAsync(async users =>
        {
            Assert.True((await users.CreateAsync(user, Password)).Succeeded);
            Assert.True((await users.AddToRolesAsync(user, roles)).Succeeded);
        });

        return user;
    }

    private async Task WithUsersAsync(Func<UserManager<PortalUser>, Task> act)
    {
        await using var scope = (await portal.BillingAsync()).Services.CreateAsyncScope();
        await act(scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>());
    }
}
