using Billing.Contracts.Sessions;

namespace Billing.Grains.Tests.Balances;

/// <summary>Gateways that come back for more in an Access-Request, with what they used as one number.</summary>
public sealed class RenewalTests(TwoSilos silos)
{
    [Theory]
    //          seconds  used  units charged
    [InlineData(true, 100, "100 2")]
    [InlineData(false, 100, "0 0")] // octets of a call
    public async Task A_quota_is_of_the_unit_that_its_service_is_measured_in(bool areSeconds, long used, string charged)
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        var report = caller.Report(ReportKind.Interim, 0) with { DurationSeconds = null, UsedUnits = used, AreUsedSeconds = areSeconds };

        Assert.Equal(ReportReply.Recorded, (await caller.Balance.RenewAsync(token, report)).Reply);

        Assert.Equal([$"2 {charged}"], await caller.SessionsAsync());
    }
}
