using Billing.Contracts.Changes;
using Billing.Contracts.Users;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Tests.Audit;

public sealed class HistoryLinkTests : BunitContext
{
    [Fact]
    public void It_leads_to_what_the_log_has_of_one_thing() =>
        Assert.Equal("admin/audit?kind=bill-run&id=May%20%26%20June", Shown(Permissions.AuditView).Find("a").GetAttribute("href"));

    [Fact]
    public void Who_may_not_read_the_log_has_no_link() => Assert.Empty(Shown(Permissions.MoneyView).FindAll("a"));

    private IRenderedComponent<HistoryLink> Shown(string permission)
    {
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();
        var user = AddAuthorization();
        user.SetAuthorized("dana");
        user.SetPolicies(permission);

        return Render<HistoryLink>(link => link.Add(it => it.Kind, EntityKinds.BillRun).Add(it => it.Id, "May & June"));
    }
}
