using System.Text.RegularExpressions;

namespace Billing.Portal.Tests.Desk;

public sealed class SettingsPageTests(PortalFixture portal)
{
    // A default would be something: a document without a bank account has none.
    [Fact]
    public async Task What_is_set_to_nothing_is_not_called_a_default()
    {
        using var admin = await portal.ClientAsync("admin");
        var page = await admin.GetStringAsync("/admin/settings", TestContext.Current.CancellationToken);

        Assert.Matches(new Regex(@"<dt>Bank account</dt>\s*<dd>none</dd>"), page);
    }
}
