using Billing.Contracts.Paging;
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

        Assert.Equal(["adam bob", "Carla Dana", "erin", "Carla Dana", "adam bob"], await PagesAsync(isDescending: false));
        Assert.Equal(["erin Dana", "Carla bob", "adam", "Carla bob", "erin Dana"], await PagesAsync(isDescending: true));

        // There and back again.
        async Task<List<string>> PagesAsync(bool isDescending)
        {
            var pages = new List<string>();
            var page = await NextAsync(null);

            while (page.Next is { } next)
            {
                page = await NextAsync(next);
            }

            while (page.Previous is { } previous)
            {
                page = await NextAsync(previous);
            }

            return pages;

            async Task<Page<UserSummary>> NextAsync(string? cursor)
            {
                var one = await desk.Query.ListAsync(new(), new(UserSort.Name, isDescending, 2, cursor, IsCounted: cursor is null), CancellationToken.None);
                Assert.Equal(cursor is null ? 5 : null, one.Count?.Rows);
                pages.Add(string.Join(' ', one.Rows.Select(user => user.UserName)));

                return one;
            }
        }
    }

    [Fact]
    public async Task Who_never_signed_in_comes_first()
    {
        await using var desk = await SignInDesk.OpenAsync(postgres);

        foreach (var (name, hour) in ((string, int?)[])[("adam", 3), ("bob", null), ("carl", 1)])
        {
            var user = await desk.AddStaffAsync(name);
            user.SignedInAt = hour is { } one ? desk.Clock.Now + TimeSpan.FromHours(one) : null;
            SignInDesk.Ok(await desk.Users.UpdateAsync(user));
        }

        var first = await desk.Query.ListAsync(new(), new(UserSort.SignedIn, Size: 2), CancellationToken.None);
        var second = await desk.Query.ListAsync(new(), new(UserSort.SignedIn, Size: 2, Cursor: first.Next), CancellationToken.None);

        Assert.Equal(["bob", "carl", "adam"], first.Rows.Concat(second.Rows).Select(user => user.UserName));
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
            ' ', (await desk.Query.ListAsync(filter, new(), CancellationToken.None)).Rows.Select(user => user.UserName));
    }
}
