using Billing.Contracts.Users;
using Billing.Testing;
using Microsoft.AspNetCore.Identity;

namespace Billing.Host.Tests.Users;

/// <summary>Signing in: passwords, locks, the second factor, what ends a session.</summary>
public sealed class SignInTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task The_right_password_signs_in_with_a_cookie_that_scripts_and_other_sites_do_not_get()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        await desk.AddStaffAsync("dana");

        Assert.True((await desk.SignIn.PasswordSignInAsync("DANA", SignInDesk.Password, isPersistent: false, lockoutOnFailure: true)).Succeeded);
        var cookie = Assert.Single(await desk.NextRequestAsync()).ToLowerInvariant();

        Assert.StartsWith("billing.session=", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.Ordinal);
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=lax", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("expires", cookie, StringComparison.Ordinal);
        Assert.Equal("dana", (await desk.WhoAsync()).Principal?.Identity?.Name);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_not_used_and_a_kept_one_later()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        await desk.AddStaffAsync("dana");
        await desk.SignIn.PasswordSignInAsync("dana", SignInDesk.Password, isPersistent: false, lockoutOnFailure: true);
        await desk.NextRequestAsync();
        desk.Clock.Now += TimeSpan.FromHours(7.9);
        Assert.True((await desk.WhoAsync()).Succeeded);
        desk.Clock.Now += TimeSpan.FromHours(9);
        Assert.False((await desk.WhoAsync()).Succeeded);

        await desk.SignIn.PasswordSignInAsync("dana", SignInDesk.Password, isPersistent: true, lockoutOnFailure: true);
        Assert.Contains("expires", Assert.Single(await desk.NextRequestAsync()), StringComparison.OrdinalIgnoreCase);
        desk.Clock.Now += TimeSpan.FromDays(13);
        Assert.True((await desk.WhoAsync()).Succeeded);
        desk.Clock.Now += TimeSpan.FromDays(15);
        Assert.False((await desk.WhoAsync()).Succeeded);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_and_then_the_right_one_is_refused_too_until_it_is_unlocked()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        await desk.AddStaffAsync("dana");

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var result = await desk.SignIn.PasswordSignInAsync("dana", "wrong", isPersistent: false, lockoutOnFailure: true);
            Assert.Equal(attempt == 5, result.IsLockedOut);
            await desk.NextRequestAsync();
        }

        Assert.True((await desk.SignIn.PasswordSignInAsync("dana", SignInDesk.Password, isPersistent: false, lockoutOnFailure: true)).IsLockedOut);
        var user = await desk.FreshAsync("dana");
        Assert.InRange(user.LockoutEndAt!.Value - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10));
        SignInDesk.Ok(await desk.Users.SetLockoutEndDateAsync(user, null));
        await desk.NextRequestAsync();
        Assert.True((await desk.SignIn.PasswordSignInAsync("dana", SignInDesk.Password, isPersistent: false, lockoutOnFailure: true)).Succeeded);
    }

    [Fact]
    public async Task The_right_password_forgets_the_wrong_ones()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        await desk.AddStaffAsync("dana");

        foreach (var password in (string[])["wrong", "wrong", "wrong", "wrong", SignInDesk.Password, "wrong"])
        {
            await desk.SignIn.PasswordSignInAsync("dana", password, isPersistent: false, lockoutOnFailure: true);
            await desk.NextRequestAsync();
        }

        Assert.Equal(1, (await desk.FreshAsync("dana")).FailedCount);
    }

    // Each reads the user before any of the others wrote: a count that is read and written back would be lost.
    [Fact]
    public async Task Wrong_passwords_side_by_side_are_all_counted()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        await desk.AddStaffAsync("dana");
        var store = (IUserLockoutStore<PortalUser>)desk.Get<IUserStore<PortalUser>>();
        var readers = new List<PortalUser>();

        for (var reader = 0; reader < 4; reader++)
        {
            readers.Add(await desk.FreshAsync("dana"));
        }

        await Task.WhenAll(readers.Select(user => store.IncrementAccessFailedCountAsync(user, CancellationToken.None)));

        Assert.Equal([1, 2, 3, 4], readers.Select(user => user.FailedCount).Order());
        Assert.True((await desk.SignIn.PasswordSignInAsync("dana", "wrong", isPersistent: false, lockoutOnFailure: true)).IsLockedOut);
    }

    [Fact]
    public async Task Who_is_locked_or_disabled_by_an_administrator_stays_out()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var user = await desk.AddStaffAsync("dana");
        SignInDesk.Ok(await desk.Users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue));
        user = await desk.FreshAsync("dana");
        Assert.Equal(DateTimeOffset.MaxValue, user.LockoutEndAt);
        Assert.True((await desk.SignIn.PasswordSignInAsync("dana", SignInDesk.Password, isPersistent: false, lockoutOnFailure: true)).IsLockedOut);

        SignInDesk.Ok(await desk.Users.SetLockoutEndDateAsync(user, null));
        user.IsDisabled = true;
        SignInDesk.Ok(await desk.Users.UpdateAsync(user));
        await desk.NextRequestAsync();
        Assert.True((await desk.SignIn.PasswordSignInAsync("dana", SignInDesk.Password, isPersistent: false, lockoutOnFailure: true)).IsNotAllowed);
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_that_are_there()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var user = await desk.AddStaffAsync("dana");
        var ticket = await desk.TicketAsync(user);
        Assert.NotNull(await desk.SignIn.ValidateSecurityStampAsync(ticket));

        user = await desk.FreshAsync("dana");
        SignInDesk.Ok(await desk.Users.ChangePasswordAsync(user, SignInDesk.Password, "another-fine-password"));

        await desk.NextRequestAsync();
        Assert.Null(await desk.SignIn.ValidateSecurityStampAsync(ticket));
        Assert.False((await desk.SignIn.PasswordSignInAsync("dana", SignInDesk.Password, isPersistent: false, lockoutOnFailure: true)).Succeeded);
        Assert.True((await desk.SignIn.PasswordSignInAsync("dana", "another-fine-password", isPersistent: false, lockoutOnFailure: true)).Succeeded);
    }

    [Fact]
    public async Task A_password_is_reset_with_a_token_that_counts_once()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var user = await desk.AddStaffAsync("dana");
        var token = await desk.Users.GeneratePasswordResetTokenAsync(user);

        SignInDesk.Ok(await desk.Users.ResetPasswordAsync(user, token, "another-fine-password"));
        Assert.Equal("InvalidToken", Assert.Single((await desk.Users.ResetPasswordAsync(user, token, "a-third-fine-password")).Errors).Code);
    }
}
