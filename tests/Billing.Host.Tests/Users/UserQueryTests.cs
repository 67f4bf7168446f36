using Billing.Contracts.Users;
using Billing.Testing;

namespace Billing.Host.Tests.Users;

public sealed class UserQueryTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Pages_follow_each_other_by_name_in_both_directions()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);

        foreach (var name in (string[])["erin", "Dana", "bob", "Carla", "adam"])
        {
            await desk.AddStaffAsync(name);
        }

        Assert.Equal(["adam bob", "Carla Dana", "erin"], await PagesAsync(new()));
        Assert.Equal(["erin Dana", "Carla bob", "adam"], await PagesAsync(new(IsDescending: true)));
        Assert.Equal((5, 3), (await desk.Query.CountAsync(new(), 100, CancellationToken.None), await desk.Query.CountAsync(new(), 3, CancellationToken.None)));

        async Task<List<string>> PagesAsync(UserFilter filter)
        {
            var pages = new List<string>();
            string? after = null;

            do
            {
                var page = await desk.Query.ListAsync(filter, after, 2, CancellationToken.None);
                pages.Add(string.Join(' ', page.Users.Select(user => user.UserName)));
                after = page.Next;
            }
            while (after is not null);

            return pages;
        }
    }

    [Fact]
    public async Task A_filter_lets_through_whom_it_names()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);
        var dana = new PortalUser { UserName = "dw", DisplayName = "Dana Whitfield", Email = "whitfield@example.org" };
        SignInDesk.Ok(await desk.Users.CreateAsync(dana, SignInDesk.Password));
        SignInDesk.Ok(await desk.Users.AddToRoleAsync(dana, PortalRole.Support));
        var carol = await desk.AddSubscriberAsync("carol");
        var erin = await desk.AddStaffAsync("erin", PortalRole.Administrator);
        SignInDesk.Ok(await desk.Users.SetLockoutEndDateAsync(erin, DateTimeOffset.MaxValue));
        var adam = await desk.AddStaffAsync("adam", PortalRole.Administrator);
        adam.IsDisabled = true;
        SignInDesk.Ok(await desk.Users.UpdateAsync(adam));

        Assert.Equal("dw", await NamesAsync(new("dana w")));
        Assert.Equal("dw", await NamesAsync(new("Whit")));
        Assert.Equal("dw", await NamesAsync(new("d")));
        Assert.Equal("", await NamesAsync(new("%")));
        Assert.Equal("carol", await NamesAsync(new(IsStaff: false)));
        Assert.Equal("adam dw erin", await NamesAsync(new(IsStaff: true)));
        Assert.Equal("adam erin", await NamesAsync(new(Role: PortalRole.Administrator)));
        Assert.Equal("erin", await NamesAsync(new(State: UserState.Locked)));
        Assert.Equal("adam", await NamesAsync(new(State: UserState.Disabled)));
        Assert.Equal("carol dw", await NamesAsync(new(State: UserState.Active)));
        Assert.Equal("carol", await NamesAsync(new(CustomerId: carol.CustomerId)));
        Assert.Equal(0, await desk.Query.OtherAdministratorsAsync(erin.UserId, CancellationToken.None));
        Assert.Equal(1, await desk.Query.OtherAdministratorsAsync(adam.UserId, CancellationToken.None));
        var found = (await desk.Query.FindAsync(dana.UserId, CancellationToken.None))!;
        Assert.Equal(("Dana Whitfield", "support", UserState.Active), (found.DisplayName, Assert.Single(found.Roles), found.State));

        async Task<string> NamesAsync(UserFilter filter) => string.Join(
            ' ', (await desk.Query.ListAsync(filter, null, 100, CancellationToken.None)).Users.Select(user => user.UserName));
    }
}
