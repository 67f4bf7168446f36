using Billing.Contracts.Users;
using Billing.Testing;
using Npgsql;

namespace Billing.Host.Tests.Users;

/// <summary>Users in the database, through Identity's own manager.</summary>
public sealed class UserTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task A_user_is_found_by_name_in_any_case_by_id_and_by_address()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var added = new PortalUser
        {
            UserName = "Dana",
            Email = "dana@example.org",
            DisplayName = "Dana W.",
            Culture = "en-GB",
            TimeZone = "Europe/Lisbon",
        };
        SignInDesk.Ok(await desk.Users.CreateAsync(added, SignInDesk.Password));
        await desk.NextRequestAsync();

        var found = (await desk.Users.FindByNameAsync("dANA"))!;
        Assert.Equal(("Dana", "Dana W.", "dana@example.org", "en-GB", "Europe/Lisbon"), (found.UserName, found.DisplayName, found.Email, found.Culture, found.TimeZone));
        Assert.Equal(desk.Clock.Now, found.CreatedAt);
        Assert.Equal(added.UserId, (await desk.Users.FindByEmailAsync("DANA@example.org"))!.UserId);
        Assert.Equal(added.UserId, (await desk.Users.FindByIdAsync($"{added.UserId}"))!.UserId);
        Assert.Null(await desk.Users.FindByIdAsync("-1; drop table portal_user"));
        Assert.Null(await desk.Users.FindByNameAsync("nobody"));
        SignInDesk.Ok(await desk.Users.DeleteAsync(found));
        Assert.Null(await desk.Users.FindByNameAsync("Dana"));
    }

    [Fact]
    public async Task An_address_that_two_have_finds_neither()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        SignInDesk.Ok(await desk.Users.CreateAsync(new() { UserName = "one", Email = "home@example.org" }));
        SignInDesk.Ok(await desk.Users.CreateAsync(new() { UserName = "two", Email = "home@example.org" }));

        Assert.Null(await desk.Users.FindByEmailAsync("home@example.org"));
    }

    [Fact]
    public async Task Of_two_who_take_a_name_at_the_same_time_one_gets_it()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var store = desk.Get<Microsoft.AspNetCore.Identity.IUserStore<PortalUser>>();
        PortalUser[] users = [.. Enumerable.Range(0, 4).Select(_ => new PortalUser { UserName = "dana", NormalizedUserName = "DANA", SecurityStamp = "s" })];

        var results = await Task.WhenAll(users.Select(user => store.CreateAsync(user, CancellationToken.None)));

        Assert.Single(results, result => result.Succeeded);
        Assert.All(results.Where(result => !result.Succeeded), result => Assert.Equal("DuplicateUserName", Assert.Single(result.Errors).Code));
    }

    [Fact]
    public async Task What_was_read_before_somebody_else_wrote_is_refused()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        await desk.AddStaffAsync("dana");
        var first = await desk.FreshAsync("dana");
        var second = await desk.FreshAsync("dana");
        first.DisplayName = "First";
        second.DisplayName = "Second";

        SignInDesk.Ok(await desk.Users.UpdateAsync(first));
        Assert.Equal("ConcurrencyFailure", Assert.Single((await desk.Users.UpdateAsync(second)).Errors).Code);
        Assert.Equal("First", (await desk.FreshAsync("dana")).DisplayName);
        first.DisplayName = "Once more";
        SignInDesk.Ok(await desk.Users.UpdateAsync(first));
    }

    [Theory]
    [InlineData("a-fine-long-password", null)]
    [InlineData("admin-wonderland-1", null)]
    [InlineData("eleven-char", "PasswordTooShort")]
    [InlineData("aaaaaaaaaaab", "PasswordRequiresUniqueChars")]
    [InlineData("Password1234", "PasswordGuessable")]
    [InlineData("12125550100123", "PasswordGuessable")]
    public async Task A_password_is_long_and_not_the_first_that_anybody_would_try(string password, string? refusal)
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);

        var result = await desk.Users.CreateAsync(new() { UserName = "12125550100123" }, password);

        Assert.Equal(refusal is null ? [] : new[] { refusal }, result.Errors.Select(error => error.Code));
        Assert.Equal(refusal is null, await desk.Users.FindByNameAsync("12125550100123") is not null);
    }

    [Fact]
    public async Task A_user_is_of_one_customer_or_one_account_and_of_ones_that_there_are()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres, demo: true);
        var account = await desk.Book.ReadAsync<long>("select account_id from account where login = 'alice'");
        var customer = await desk.Book.ReadAsync<long>("select customer_id from account where login = 'alice'");

        await Assert.ThrowsAsync<PostgresException>(() => desk.Users.CreateAsync(
            new() { UserName = "both", CustomerId = customer, AccountId = account }));
        await Assert.ThrowsAsync<PostgresException>(() => desk.Users.CreateAsync(new() { UserName = "none", CustomerId = long.MaxValue }));
    }

    [Theory]
    [InlineData("admin", "admin-wonderland-1", "administrator")]
    [InlineData("finance", "finance-wonderland-1", "finance")]
    [InlineData("support", "support-wonderland-1", "support")]
    [InlineData("auditor", "auditor-wonderland-1", "read-only")]
    [InlineData("alice", "alice-wonderland-1", null)]
    [InlineData("bob", "bob-wonderland-1", null)]
    [InlineData("12125550100", "12125550100-wonderland-1", null)]
    public async Task The_demo_has_somebody_of_every_kind(string name, string password, string? role)
    {
        await using var desk = await SignInDesk.OpenAsync(postgres, demo: true);
        await desk.Get<Billing.Postgres.Demo.DemoSeed>().LoadAsync(CancellationToken.None);

        Assert.True((await desk.SignIn.PasswordSignInAsync(name, password, isPersistent: false, lockoutOnFailure: true)).Succeeded);
        var user = await desk.FreshAsync(name);
        Assert.Equal(role is null ? [] : [role], await desk.Users.GetRolesAsync(user));
        Assert.Equal(role is not null, user.IsStaff);

        if (name is "bob")
        {
            Assert.Equal(await desk.Book.ReadAsync<long>("select customer_id from account where login = 'bob'"), user.CustomerId);
        }
        else if (role is null)
        {
            Assert.Equal(await desk.Book.ReadAsync<long>("select account_id from account where login = $1", name), user.AccountId);
        }
    }
}
