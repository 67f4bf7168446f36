using System.Security.Claims;
using Billing.Contracts.Users;
using Billing.Testing;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Billing.Host.Tests.Users;

/// <summary>Roles, permissions, and whom they never reach.</summary>
public sealed class RoleTests(MigratedPostgres postgres)
{
    [Theory]
    [InlineData(PortalRole.Administrator, "users.manage customers.edit money.refund audit.view", "")]
    [InlineData(PortalRole.Finance, "money.refund money.adjust invoices.issue", "users.manage nodes.edit customers.edit audit.view")]
    [InlineData(PortalRole.Support, "customers.edit customers.sign-in-as sessions.disconnect", "money.adjust money.refund users.manage")]
    [InlineData(PortalRole.ReadOnly, "customers.view audit.view", "customers.edit customers.sign-in-as money.adjust sessions.disconnect")]
    public async Task A_role_allows_what_its_holders_do_and_no_more(string role, string allowed, string denied)
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var ticket = await desk.TicketAsync(await desk.AddStaffAsync("dana", role));

        Assert.True(await desk.MayAsync(ticket, UserClaim.Staff));
        Assert.False(await desk.MayAsync(ticket, UserClaim.Subscriber));

        foreach (var permission in allowed.Split(' '))
        {
            Assert.True(await desk.MayAsync(ticket, permission), permission);
        }

        foreach (var permission in denied.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.False(await desk.MayAsync(ticket, permission), permission);
        }
    }

    [Fact]
    public async Task An_administrator_may_everything_that_there_is()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var ticket = await desk.TicketAsync(await desk.AddStaffAsync("dana", PortalRole.Administrator));

        Assert.Equal(Permissions.All, ticket.FindAll(UserClaim.Permission).Select(claim => claim.Value));
    }

    [Fact]
    public async Task What_the_schema_gives_to_roles_are_permissions_that_there_are()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);

        var roles = await desk.Query.RolesAsync(CancellationToken.None);

        Assert.Equal([PortalRole.Administrator, PortalRole.Finance, PortalRole.Support, PortalRole.ReadOnly], roles.Select(role => role.Name));
        Assert.Empty(roles.SelectMany(role => role.Permissions).Except(Permissions.All));
        Assert.All(roles.Single(role => role.Name == PortalRole.ReadOnly).Permissions, one => Assert.EndsWith(".view", one, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_subscriber_has_no_permission_and_never_gets_a_role()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var user = await desk.AddSubscriberAsync("carol");
        var ticket = await desk.TicketAsync(user);

        Assert.True(await desk.MayAsync(ticket, UserClaim.Subscriber));
        Assert.Equal($"{user.CustomerId}", ticket.FindFirstValue(UserClaim.CustomerId));

        foreach (var policy in Permissions.All.Append(UserClaim.Staff))
        {
            Assert.False(await desk.MayAsync(ticket, policy), policy);
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => desk.Users.AddToRoleAsync(user, PortalRole.Administrator));
        var failure = await Assert.ThrowsAsync<PostgresException>(() => desk.Book.ExecuteAsync(
            "insert into portal_user_role (user_id, role_id) select $1, role_id from portal_role where name = 'administrator'", user.UserId));
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, failure.SqlState);
    }

    // Whatever else went wrong: a ticket of a subscriber with a claim of a permission opens nothing.
    [Fact]
    public async Task A_permission_counts_for_the_staff_only()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var ticket = await desk.TicketAsync(await desk.AddSubscriberAsync("carol"));
        ticket.Identities.First().AddClaim(new(UserClaim.Permission, Permissions.UsersManage));

        Assert.False(await desk.MayAsync(ticket, Permissions.UsersManage));
    }

    [Fact]
    public async Task Who_has_a_role_does_not_become_a_subscriber()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var user = await desk.AddStaffAsync("dana", PortalRole.Support);
        user.CustomerId = await desk.Book.ReadAsync<long>("insert into customer (name) values ('Somebody') returning customer_id");

        await Assert.ThrowsAsync<PostgresException>(() => desk.Users.UpdateAsync(user));
    }

    [Fact]
    public async Task A_role_of_ones_own_has_the_permissions_that_it_was_given()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var role = new PortalRole { Name = "Night shift", Permissions = [Permissions.SessionsView] };
        SignInDesk.Ok(await desk.Roles.CreateAsync(role));
        SignInDesk.Ok(await desk.Roles.AddClaimAsync(role, new(UserClaim.Permission, Permissions.SessionsDisconnect)));
        SignInDesk.Ok(await desk.Roles.RemoveClaimAsync(role, new(UserClaim.Permission, Permissions.SessionsView)));
        var user = await desk.AddStaffAsync("dana", "night SHIFT", PortalRole.ReadOnly);

        var ticket = await desk.TicketAsync(user);
        Assert.True(await desk.MayAsync(ticket, Permissions.SessionsDisconnect));
        Assert.True(ticket.IsInRole("Night shift"));
        Assert.Equal(["dana"], (await desk.Users.GetUsersInRoleAsync("Night shift")).Select(one => one.UserName));
        Assert.Equal("RoleInUse", Assert.Single((await desk.Roles.DeleteAsync(role)).Errors).Code);
        SignInDesk.Ok(await desk.Users.RemoveFromRoleAsync(user, "Night shift"));
        Assert.False(await desk.MayAsync(await desk.TicketAsync(user), Permissions.SessionsDisconnect));
        SignInDesk.Ok(await desk.Roles.DeleteAsync(role));
        Assert.False(await desk.Roles.RoleExistsAsync("Night shift"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => desk.Users.AddToRoleAsync(user, "Night shift"));
    }

    [Fact]
    public async Task The_administrators_role_cannot_be_changed_and_no_permission_is_invented()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var administrator = (await desk.Roles.FindByNameAsync(PortalRole.Administrator))!;
        administrator.Name = "nobody";
        Assert.Equal("RoleFixed", Assert.Single((await desk.Roles.UpdateAsync(administrator)).Errors).Code);
        await desk.NextRequestAsync();
        administrator = (await desk.Roles.FindByNameAsync(PortalRole.Administrator))!;
        Assert.Equal("RoleFixed", Assert.Single((await desk.Roles.DeleteAsync(administrator)).Errors).Code);

        var support = (await desk.Roles.FindByNameAsync(PortalRole.Support))!;
        await Assert.ThrowsAsync<ArgumentException>(() => desk.Roles.AddClaimAsync(support, new(UserClaim.Permission, "everything")));
        await Assert.ThrowsAsync<ArgumentException>(() => desk.Roles.AddClaimAsync(support, new(ClaimTypes.Role, PortalRole.Administrator)));
        Assert.Equal("DuplicateRoleName", Assert.Single((await desk.Roles.CreateAsync(new PortalRole { Name = "SUPPORT" })).Errors).Code);
    }
}
