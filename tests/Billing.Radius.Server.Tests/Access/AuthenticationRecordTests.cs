using Billing.Contracts.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>An account's page tells how its latest logins went.</summary>
public sealed class AuthenticationRecordTests(Stage stage)
{
    [Fact]
    public async Task Rejects_are_counted_by_reason_and_accepts_are_sessions()
    {
        using var gateway = await stage.GatewayAsync();
        using var other = await stage.GatewayAsync();
        var user = await stage.AccountAsync(funds: 0.01m);
        await gateway.IsRejectedAsync(user, password: "wrong");
        await gateway.IsRejectedAsync(user, password: "wrong");
        await other.IsRejectedAsync(user, password: "wrong");
        var accept = await gateway.LogInAsync(user);
        await gateway.IsRejectedAsync(user); // its one cent is held
        await gateway.ReportAsync(Status.Stop, user, "r1", new(10, 0, 1_000_000) { Class = accept.Find(Attributes.Class) });

        var last = await LastAsync(user, 4);

        Assert.Equal(
            [
                ("not enough funds", gateway.Name, 1), (null, gateway.Name, 1),
                ("unknown user or wrong password", other.Name, 1), ("unknown user or wrong password", gateway.Name, 2),
            ],
            last.Select(one => (one.Reason, one.Gateway, one.Count)));
        Assert.Equal([false, true, false, false], last.Select(one => one.IsAccepted));
        Assert.All(last, one => Assert.Equal(user, one.UserName));
        Assert.All(last, one => Assert.True(one.FirstAt <= one.At));
        Assert.Equal("data", last[0].Service);
        Assert.NotNull(last[1].SessionId);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_running_session_is_an_accepted_login()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        await gateway.LogInAsync(user);

        Assert.True(Assert.Single(await LastAsync(user, 1)).IsAccepted);
    }

    [Fact]
    public async Task A_name_that_is_no_accounts_is_told_with_its_gateway_and_never_with_its_password()
    {
        using var gateway = await stage.GatewayAsync();
        var name = $"Alcie-{gateway.Name}";
        await gateway.IsRejectedAsync(name, password: "sesame-open");
        await gateway.IsRejectedAsync(name, password: "sesame-open");

        IReadOnlyList<RejectRow> rows = [];
        await Eventually.IsAsync(
            async () => (rows = (await stage.Billing.Services.GetRequiredService<IAuthenticationQuery>().RejectsAsync(
                new(UserName: name, IsUnknown: true), new(IsDescending: true), TestContext.Current.CancellationToken)).Rows) is [{ Times: 2 }],
            "two rejects of that name");

        Assert.Equal((null, "unknown user or wrong password", gateway.Name, name, "data"), (
            rows[0].Account, rows[0].Reason, rows[0].Gateway, rows[0].UserName, rows[0].Service));
        Assert.Equal(0, await stage.QueryAsync<long>("select count(*) from unknown_login l where l::text like '%sesame%'"));
    }

    private async Task<IReadOnlyList<AuthenticationRecord>> LastAsync(string user, int count)
    {
        var services = stage.Billing.Services;
        var accountId = (await services.GetRequiredService<IAccountQuery>().FindAsync(user))!.Value;
        IReadOnlyList<AuthenticationRecord> last = [];
        await Eventually.IsAsync(
            async () => (last = await services.GetRequiredService<IAuthenticationQuery>().LastAsync(accountId, 20, TestContext.Current.CancellationToken)).Count == count,
            $"{count} records");

        return last;
    }
}
