using System.Text;
using Billing.Contracts.Users;
using Billing.Host.Users;
using Billing.Portal.Users;
using Billing.Testing;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Billing.Host.Tests.Users;

/// <summary>The authenticator, recovery codes and passkeys.</summary>
public sealed class SecondFactorTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task With_an_authenticator_the_password_alone_does_not_sign_in()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var key = await EnrolAsync(desk, "dana");

        var result = await desk.SignIn.PasswordSignInAsync("dana", SignInDesk.Password, isPersistent: false, lockoutOnFailure: true);
        Assert.True(result.RequiresTwoFactor);
        Assert.False((await desk.WhoAsync()).Succeeded);
        Assert.False((await desk.SignIn.TwoFactorAuthenticatorSignInAsync("000000x", isPersistent: false, rememberClient: false)).Succeeded);
        await desk.NextRequestAsync();
        Assert.True((await desk.SignIn.TwoFactorAuthenticatorSignInAsync(Totp.Code(key, desk.Clock.Now), isPersistent: false, rememberClient: false)).Succeeded);
        Assert.Equal("dana", (await desk.WhoAsync()).Principal?.Identity?.Name);
    }

    // Who had the old password may know it, too.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_that_was_not_turned_on_goes_with_the_password(bool isOn)
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var user = await desk.AddStaffAsync("dana");
        SignInDesk.Ok(await desk.Users.ResetAuthenticatorKeyAsync(user));
        SignInDesk.Ok(await desk.Users.SetTwoFactorEnabledAsync(user, isOn));

        user = await desk.FreshAsync("dana");
        SignInDesk.Ok(await desk.Users.ChangePasswordAsync(user, SignInDesk.Password, "another-fine-password"));

        user = await desk.FreshAsync("dana");
        Assert.Equal(isOn, await desk.Users.GetAuthenticatorKeyAsync(user) is not null);
    }

    [Fact]
    public async Task A_code_counts_once_and_in_its_minute_and_a_half()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var key = await EnrolAsync(desk, "dana");
        var user = await desk.FreshAsync("dana");
        var step = TimeSpan.FromSeconds(30);

        Assert.False(await TryAsync(Totp.Code(key, desk.Clock.Now - 2 * step)));
        Assert.False(await TryAsync(Totp.Code(key, desk.Clock.Now + 2 * step)));
        Assert.True(await TryAsync(Totp.Code(key, desk.Clock.Now + step)));
        Assert.False(await TryAsync(Totp.Code(key, desk.Clock.Now + step)));
        Assert.False(await TryAsync(Totp.Code(key, desk.Clock.Now))); // an older one than one that was taken
        desk.Clock.Now += 3 * step;
        Assert.True(await TryAsync(Totp.Code(key, desk.Clock.Now)));

        Task<bool> TryAsync(string code) => desk.Users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, code);
    }

    [Fact]
    public async Task The_key_is_stored_closed_and_the_recovery_codes_as_hashes()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var key = await EnrolAsync(desk, "dana");
        var user = await desk.FreshAsync("dana");
        var codes = (await desk.Users.GenerateNewTwoFactorRecoveryCodesAsync(user, 10))!.ToArray();

        Assert.Equal(10, codes.Length);
        Assert.DoesNotContain(key, await desk.Book.ReadAsync<string>("select authenticator_key from portal_user"), StringComparison.Ordinal);
        var stored = await desk.Book.ReadAsync<byte[][]>("select array_agg(code_hash) from portal_recovery_code");
        Assert.All(stored, hash => Assert.DoesNotContain(Encoding.Latin1.GetString(hash), codes));
        Assert.All(stored, hash => Assert.Equal(32, hash.Length));
    }

    [Fact]
    public async Task A_recovery_code_signs_in_once_however_it_is_typed()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        await EnrolAsync(desk, "dana");
        var user = await desk.FreshAsync("dana");
        var codes = (await desk.Users.GenerateNewTwoFactorRecoveryCodesAsync(user, 10))!.ToArray();

        await desk.SignIn.PasswordSignInAsync("dana", SignInDesk.Password, isPersistent: false, lockoutOnFailure: true);
        await desk.NextRequestAsync();
        Assert.False((await desk.SignIn.TwoFactorRecoveryCodeSignInAsync("AAAAA-AAAAA")).Succeeded);
        await desk.NextRequestAsync();
        Assert.True((await desk.SignIn.TwoFactorRecoveryCodeSignInAsync(codes[0].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal))).Succeeded);
        Assert.Equal("dana", (await desk.WhoAsync()).Principal?.Identity?.Name);
        Assert.Equal(9, await desk.Users.CountRecoveryCodesAsync(user));

        var store = (IUserTwoFactorRecoveryCodeStore<PortalUser>)desk.Get<IUserStore<PortalUser>>();
        var attempts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.RedeemCodeAsync(user, codes[1], CancellationToken.None)));
        Assert.Single(attempts, isTaken => isTaken);
        user = await desk.FreshAsync("dana");
        await desk.Users.GenerateNewTwoFactorRecoveryCodesAsync(user, 10);
        store = (IUserTwoFactorRecoveryCodeStore<PortalUser>)desk.Get<IUserStore<PortalUser>>();
        Assert.False(await store.RedeemCodeAsync(user, codes[2], CancellationToken.None));
        Assert.Equal(10, await desk.Users.CountRecoveryCodesAsync(user));
    }

    [Fact]
    public async Task Forgetting_the_second_factor_leaves_the_password_and_ends_the_sessions()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        await EnrolAsync(desk, "dana");
        var user = await desk.FreshAsync("dana");
        await desk.Users.GenerateNewTwoFactorRecoveryCodesAsync(user, 10);
        SignInDesk.Ok(await desk.Users.AddOrUpdatePasskeyAsync(user, Passkey(1)));
        var ticket = await desk.TicketAsync(user);

        SignInDesk.Ok(await desk.Users.ForgetAsync(user));

        await desk.NextRequestAsync();
        Assert.Null(await desk.SignIn.ValidateSecurityStampAsync(ticket));
        Assert.Equal((0, 0), (await desk.Users.CountRecoveryCodesAsync(user), (await desk.Users.GetPasskeysAsync(user)).Count));
        user = await desk.FreshAsync("dana");
        Assert.Null(await desk.Users.GetAuthenticatorKeyAsync(user));
        Assert.True((await desk.SignIn.PasswordSignInAsync("dana", SignInDesk.Password, isPersistent: false, lockoutOnFailure: true)).Succeeded);
    }

    [Fact]
    public async Task A_passkey_is_found_by_its_credential_counts_on_and_is_removed()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var user = await desk.AddStaffAsync("dana");
        var other = await desk.AddStaffAsync("erin");
        var passkey = Passkey(1);
        passkey.Name = "Phone";
        SignInDesk.Ok(await desk.Users.AddOrUpdatePasskeyAsync(user, passkey));
        SignInDesk.Ok(await desk.Users.AddOrUpdatePasskeyAsync(user, Passkey(2)));

        await desk.NextRequestAsync();
        Assert.Equal("dana", (await desk.Users.FindByPasskeyIdAsync([1]))?.UserName);
        Assert.Null(await desk.Users.FindByPasskeyIdAsync([3]));
        Assert.Null(await desk.Users.GetPasskeyAsync(other, [1]));
        var found = (await desk.Users.GetPasskeyAsync(user, [1]))!;
        Assert.Equal(("Phone", 7u, true, false), (found.Name, found.SignCount, found.IsUserVerified, found.IsBackedUp));
        Assert.Equal(["internal", "hybrid"], found.Transports ?? []);
        Assert.Equal(passkey.PublicKey, found.PublicKey);
        found.SignCount = uint.MaxValue;
        SignInDesk.Ok(await desk.Users.AddOrUpdatePasskeyAsync(user, found));
        Assert.Equal([uint.MaxValue, 7u], (await desk.Users.GetPasskeysAsync(user)).Select(one => one.SignCount));
        await Assert.ThrowsAsync<InvalidOperationException>(() => desk.Users.AddOrUpdatePasskeyAsync(other, Passkey(1)));
        SignInDesk.Ok(await desk.Users.RemovePasskeyAsync(other, [1]));
        Assert.Equal("dana", (await desk.Users.FindByPasskeyIdAsync([1]))?.UserName);
        SignInDesk.Ok(await desk.Users.RemovePasskeyAsync(user, [1]));
        Assert.Null(await desk.Users.FindByPasskeyIdAsync([1]));
    }

    private static UserPasskeyInfo Passkey(byte id) =>
        new([id], [1, 2, 3], new(2026, 3, 2, 12, 0, id, TimeSpan.Zero), 7, ["internal", "hybrid"], true, true, false, [4], [5]);

    private static async Task<string> EnrolAsync(SignInDesk desk, string name)
    {
        var user = await desk.AddStaffAsync(name);
        SignInDesk.Ok(await desk.Users.ResetAuthenticatorKeyAsync(user));
        var key = (await desk.Users.GetAuthenticatorKeyAsync(user))!;
        SignInDesk.Ok(await desk.Users.SetTwoFactorEnabledAsync(user, true));
        await desk.NextRequestAsync();

        return key;
    }
}
