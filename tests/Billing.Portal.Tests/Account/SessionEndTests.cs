using System.Net;
using Billing.Contracts.Users;
using Billing.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Portal.Tests.Account;

/// <summary>An ended session does not begin anew by itself, however long its cookie is not asked about elsewhere.</summary>
public sealed class SessionEndTests(PortalFixture portal) : IAsyncLifetime
{
    private RunningBilling _billing = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _billing = await portal.StartAsync(("Billing:Portal:StampCheck", "00:10:00"));

    public ValueTask DisposeAsync() => _billing.DisposeAsync();

    [Fact]
    public async Task The_pages_about_signing_in_ask_at_once_whether_it_was_ended()
    {
        using var client = await portal.ClientAsync("support", _billing);
        var living = await client.GetAsync("/account/sign-in?returnUrl=/admin", Cancel);
        Assert.Equal(HttpStatusCode.Redirect, living.StatusCode);
        Assert.True(IsRenewed(living));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/account/profile", Cancel)).StatusCode);

        await WithAsync("support", (users, user) => users.UpdateSecurityStampAsync(user));

        await AssertOverAsync(client);
    }

    // Locking and disabling end sessions by another stamp, too; what is written is enough.
    [Theory]
    [InlineData("support", true)]
    [InlineData("alice", false)]
    public async Task Who_was_locked_or_disabled_by_an_administrator_has_no_session_any_more(string name, bool isLocked)
    {
        using var client = await portal.ClientAsync(name, _billing);

        await WithAsync(name, async (users, user) =>
        {
            user.IsDisabled = !isLocked;

            return isLocked ? await users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue) : await users.UpdateAsync(user);
        });

        await AssertOverAsync(client);
    }

    // Else anybody who knows a name could end its user's session.
    [Fact]
    public async Task A_lock_by_failed_attempts_leaves_the_sessions_that_are_there()
    {
        using var client = await portal.ClientAsync("bob", _billing);

        await WithAsync("bob", (users, user) => users.SetLockoutEndDateAsync(user, DateTimeOffset.UtcNow.AddMinutes(10)));

        Assert.True(IsRenewed(await client.GetAsync("/account/sign-in", Cancel)));
    }

    private static async Task AssertOverAsync(HttpClient client)
    {
        var form = await client.GetAsync("/account/sign-in?returnUrl=/admin", Cancel);
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        Assert.False(IsRenewed(form));
        var profile = await client.GetAsync("/account/profile", Cancel);
        Assert.Contains("/account/sign-in", profile.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.False(IsRenewed(profile));
    }

    private static bool IsRenewed(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var cookies)
        && cookies.Any(cookie => cookie.StartsWith("billing.session=", StringComparison.Ordinal) && !cookie.StartsWith("billing.session=;", StringComparison.Ordinal));

    private async Task WithAsync(string name, Func<UserManager<PortalUser>, PortalUser, Task<IdentityResult>> act)
    {
        await using var scope = _billing.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        Assert.True((await act(users, (await users.FindByNameAsync(name))!)).Succeeded);
    }
}
