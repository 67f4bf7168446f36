using Billing.Portal.Layouts;

namespace Billing.Portal.Tests;

/// <summary>Which item of the rail is marked.</summary>
public sealed class RailTests
{
    // What belongs to several lists is reached from each of them.
    private static readonly string[] Nowhere = ["/admin/me", "/admin/operations/{OperationId}"];

    [Fact]
    public void Every_page_of_the_desk_is_under_one_item_of_the_rail()
    {
        var items = Rail.Groups.SelectMany(group => group.Items).ToArray();

        Assert.All(
            PageList.Routes.Where(route => route.StartsWith("/admin", StringComparison.Ordinal)).Except(Nowhere),
            route => Assert.Single(items, item => item.LeadsTo(route.TrimStart('/'))));
    }
}
