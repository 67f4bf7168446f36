using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Users;
using Billing.Portal.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Billing.Portal.Tests.Users;

/// <summary>Users and roles, managed in the portal.</summary>
public sealed class UsersPageTests(PortalFixture portal)
{
    [Fact]
    public async Task A_user_is_added_signs_in_is_changed_and_locked_and_all_of_it_is_written_down()
    {
        var page = await portal.OpenAsync("/admin/users", "admin");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a user" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Field("Support").WaitForAsync(); // the roles are read by themselves, and push the button down
        await dialog.Field("User name").FillAsync("admin");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the user" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Somebody has this user name already.");
        await dialog.Field("User name").FillAsync("dana");
        await dialog.Field("Name").FillAsync("Dana Whitfield");
        await dialog.Field("Support").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the user" }).ClickAsync();
        var password = await dialog.Locator("[data-secret]").InnerTextAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        var dana = await portal.OpenAsync("/account/sign-in");
        await dana.FirstSignInAsync("dana", password, "a-password-of-mine");
        await dana.ArrivesAsync("**/admin");
        await dana.ReadyAsync();

        await page.GotoAsync("/admin/users?q=whit");
        await page.GetByText("No user fits the filter.").WaitForAsync();
        await page.GotoAsync("/admin/users?q=dana");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "dana", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "dana" }).WaitForAsync();
        await page.Field("Name").FillAsync("Dana Whitfield-Moss");
        await page.Field("E-mail").FillAsync("dana@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save name and e-mail" }).ClickAsync();
        await page.GetByText("Saved.", new() { Exact = true }).WaitForAsync();
        await Assertions.Expect(page.Locator(".lede")).ToHaveTextAsync("Dana Whitfield-Moss");
        await page.Field("Support").UncheckAsync();
        await page.Field("Finance").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the roles" }).ClickAsync();
        await page.GetByText("Saved. Open pages follow").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Lock", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Unlock" }).WaitForAsync();

        // Their open page ends, and they do not get in again.
        await Assertions.Expect(dana.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync(new() { Timeout = 180_000 });
        await dana.SignInAsync("dana", "a-password-of-mine");
        await dana.GetByRole(AriaRole.Alert).WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Unlock" }).ClickAsync();
        await page.GetByText("Unlocked.", new() { Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Set a new password" }).ClickAsync();
        var another = await page.Locator("[data-secret]").InnerTextAsync();
        await dana.FirstSignInAsync("dana", another, "another-of-mine");
        await dana.ReadyAsync();

        var user = await FindAsync("dana");
        var audit = (await portal.BillingAsync()).Services.GetRequiredService<IAuditLogQuery>();
        var notes = await audit.PageAsync(
            new(EntityKind: "user", EntityId: user.UserId.ToString(CultureInfo.InvariantCulture)), null, 10, CancellationToken.None);
        Assert.Equal(["reset-password", "unlock", "lock", "edit", "edit", "create"], notes.Select(note => note.Action));
        Assert.All(notes, note => Assert.Equal("admin", note.By));
        Assert.Equal("edit user dana: roles read-only, support → finance, read-only", notes[3].Sentence);
        Assert.Equal("edit user dana: name Dana Whitfield → Dana Whitfield-Moss, e-mail none → dana@example.com", notes[4].Sentence);
        Assert.DoesNotContain(notes, note => $"{note}".Contains(password, StringComparison.Ordinal) || $"{note}".Contains(another, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_typed_or_ticked_waits_for_its_own_button()
    {
        await using var scope = (await portal.BillingAsync()).Services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<UserDesk>();
        var name = $"draft-{Guid.NewGuid():N}";
        await desk.CreateAsync("erin", new() { UserName = name }, [PortalRole.Support, PortalRole.Finance]);
        var user = (await FindAsync(name)).UserId;
        var page = await (await portal.OpenAsync($"/admin/users/{user}", "admin")).ReadyAsync();

        await page.Field("Support").UncheckAsync();
        await page.Field("Name").FillAsync("Draft");
        await page.ButtonAsync("Save name and e-mail");
        await Assertions.Expect(page.Locator(".lede")).ToHaveTextAsync("Draft");
        await Assertions.Expect(page.Field("Support")).Not.ToBeCheckedAsync();

        await page.Field("E-mail").FillAsync("draft@example.com");
        await page.ButtonAsync("Save the roles");
        await page.GetByText("Saved. Open pages follow").WaitForAsync();
        await Assertions.Expect(page.Field("E-mail")).ToHaveValueAsync("draft@example.com");

        // What another does meanwhile is not undone by it: it is looked at first.
        Assert.True((await desk.SetRolesAsync("erin", user, [PortalRole.Finance], [PortalRole.ReadOnly])).Succeeded);
        await page.Field("Support").CheckAsync();
        await page.ButtonAsync("Save name and e-mail");
        await page.GetByText("Saved.", new() { Exact = true }).WaitForAsync();
        await Assertions.Expect(page.Field("Support")).ToBeCheckedAsync();
        await page.ButtonAsync("Save the roles");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody else changed this meanwhile.");
        await Assertions.Expect(page.Field("Support")).Not.ToBeCheckedAsync();
        var stored = (await scope.ServiceProvider.GetRequiredService<IUserQuery>().FindAsync(user, CancellationToken.None))!;
        Assert.Equal(("Draft", "draft@example.com"), (stored.DisplayName, stored.Email));
        Assert.Equal([PortalRole.ReadOnly], stored.Roles);
    }

    [Fact]
    public async Task The_last_administrator_and_oneself_are_not_locked_out()
    {
        await using var scope = (await portal.BillingAsync()).Services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<UserDesk>();
        var admin = (await FindAsync("admin")).UserId;

        Assert.Equal("LastAdministrator", Code(await desk.DisableAsync("erin", admin, isDisabled: true)));
        Assert.Equal("LastAdministrator", Code(await desk.LockAsync("erin", admin)));
        Assert.Equal("LastAdministrator", Code(await desk.SetRolesAsync("erin", admin, [PortalRole.Administrator], [PortalRole.Support])));
        Assert.Equal("Oneself", Code(await desk.LockAsync("ADMIN", admin)));

        static string Code(IdentityResult result) => Assert.Single(result.Errors).Code;
    }

    // The page of whoever saves last showed what was there before the other did.
    [Fact]
    public async Task What_another_took_away_meanwhile_is_not_given_back()
    {
        await using var scope = (await portal.BillingAsync()).Services.CreateAsyncScope();
        var (desk, roles) = (scope.ServiceProvider.GetRequiredService<UserDesk>(), scope.ServiceProvider.GetRequiredService<RoleDesk>());
        var name = $"seen-{Guid.NewGuid():N}";
        await desk.CreateAsync("erin", new() { UserName = name }, [PortalRole.Support, PortalRole.Finance]);
        var user = (await FindAsync(name)).UserId;
        string[] seen = [PortalRole.Support, PortalRole.Finance];
        Assert.True((await desk.SetRolesAsync("erin", user, seen, [PortalRole.Support])).Succeeded);

        Assert.Equal("ConcurrencyFailure", Assert.Single((await desk.SetRolesAsync("anna", user, seen, [.. seen, PortalRole.ReadOnly])).Errors).Code);

        Assert.True((await desk.DescribeAsync("erin", user, (null, null), ("Seen", null))).Succeeded);
        Assert.Equal("ConcurrencyFailure", Assert.Single((await desk.DescribeAsync("anna", user, (null, null), ("Unseen", null))).Errors).Code);

        var services = (await portal.BillingAsync()).Services;
        Assert.Equal([PortalRole.Support], (await services.GetRequiredService<IUserQuery>().FindAsync(user, CancellationToken.None))!.Roles);
        Assert.True((await roles.CreateAsync("erin", name)).Succeeded);
        var role = await RoleAsync();
        Assert.True((await roles.SetPermissionsAsync("erin", role.RoleId, role.Permissions, [Permissions.UsageView])).Succeeded);
        Assert.Equal(
            "ConcurrencyFailure",
            Assert.Single((await roles.SetPermissionsAsync("anna", role.RoleId, role.Permissions, [Permissions.MoneyView])).Errors).Code);
        Assert.Equal([Permissions.UsageView], (await RoleAsync()).Permissions);
        Assert.Equal(["erin", "erin", "erin"], (await NotesAsync("user", user)).Concat(await NotesAsync("role", role.RoleId)).Where(note => note.Action == "edit").Select(note => note.By));
        Assert.True((await roles.DeleteAsync("erin", role.RoleId)).Succeeded);

        async Task<RoleSummary> RoleAsync() =>
            (await services.GetRequiredService<IUserQuery>().RolesAsync(CancellationToken.None)).Single(one => one.Name == name);

        async Task<IReadOnlyList<AuditRecord>> NotesAsync(string kind, long id) => await services.GetRequiredService<IAuditLogQuery>().PageAsync(
            new(EntityKind: kind, EntityId: id.ToString(CultureInfo.InvariantCulture)), null, 10, CancellationToken.None);
    }

    [Fact]
    public async Task Roles_of_which_one_is_not_there_any_more_are_given_all_or_none()
    {
        await using var scope = (await portal.BillingAsync()).Services.CreateAsyncScope();
        var (desk, query) = (scope.ServiceProvider.GetRequiredService<UserDesk>(), scope.ServiceProvider.GetRequiredService<IUserQuery>());
        var name = $"all-{Guid.NewGuid():N}";
        await desk.CreateAsync("erin", new() { UserName = name }, [PortalRole.Support]);
        var user = (await FindAsync(name)).UserId;

        var result = await desk.SetRolesAsync("erin", user, [PortalRole.Support], [PortalRole.Finance, "a role that was removed", PortalRole.ReadOnly]);

        Assert.Equal("ConcurrencyFailure", Assert.Single(result.Errors).Code);
        Assert.Equal([PortalRole.Support], (await query.FindAsync(user, CancellationToken.None))!.Roles);
        Assert.Equal(["create"], await ActionsAsync(user));

        // A new user is there without them, and the log says no more than that.
        var other = $"none-{Guid.NewGuid():N}";
        Assert.False((await desk.CreateAsync("erin", new() { UserName = other }, [PortalRole.Support, "a role that was removed"])).Result.Succeeded);
        user = (await FindAsync(other)).UserId;
        Assert.Empty((await query.FindAsync(user, CancellationToken.None))!.Roles);
        Assert.Contains("\"roles\": []", (await NotesAsync(user))[0].NewJson, StringComparison.Ordinal);

        async Task<IReadOnlyList<AuditRecord>> NotesAsync(long id) => await scope.ServiceProvider.GetRequiredService<IAuditLogQuery>().PageAsync(
            new(EntityKind: "user", EntityId: id.ToString(CultureInfo.InvariantCulture)), null, 10, CancellationToken.None);

        async Task<IEnumerable<string>> ActionsAsync(long id) => (await NotesAsync(id)).Select(note => note.Action);
    }

    [Fact]
    public async Task A_role_of_ones_own_gets_permissions_and_a_fixed_one_none()
    {
        var page = await portal.OpenAsync("/admin/users/roles", "admin");
        await page.ReadyAsync();
        await page.Field("Name of the role").FillAsync("Night shift");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the role" }).ClickAsync();
        await page.Field("Night shift: Disconnect sessions").CheckAsync();
        await page.Field("Night shift: See sessions").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the permissions" }).ClickAsync();
        await page.GetByText("Saved. Open pages follow").WaitForAsync();

        await Assertions.Expect(page.Field("Administrator: Disconnect sessions")).ToBeDisabledAsync();
        await Assertions.Expect(page.Field("Administrator: Disconnect sessions")).ToBeCheckedAsync();
        var services = (await portal.BillingAsync()).Services;
        var role = (await services.GetRequiredService<IUserQuery>().RolesAsync(CancellationToken.None)).Single(one => one.Name == "Night shift");
        Assert.Equal([Permissions.SessionsView, Permissions.SessionsDisconnect], role.Permissions);
        var note = (await services.GetRequiredService<IAuditLogQuery>().PageAsync(
            new(EntityKind: "role", EntityId: role.RoleId.ToString(CultureInfo.InvariantCulture)), null, 1, CancellationToken.None))[0];
        Assert.Equal("edit role Night shift: +sessions.view, +sessions.disconnect", note.Sentence);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Night shift" }).ClickAsync();
        await page.GetByText("The role is gone.").WaitForAsync();
    }

    private async Task<PortalUser> FindAsync(string name)
    {
        await using var scope = (await portal.BillingAsync()).Services.CreateAsyncScope();

        return (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByNameAsync(name))!;
    }
}
