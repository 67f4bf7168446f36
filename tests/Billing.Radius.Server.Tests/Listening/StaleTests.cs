using Billing.Radius.Server.Nodes;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>What waited longer than its gateway waits is not worked at: those behind it are still wanted.</summary>
public sealed class StaleTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task A_request_that_is_begun_too_late_is_dropped_and_counted_and_its_repeat_is_not_taken_for_answered()
    {
        // No worker begins so early: every request has waited too long.
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync(), ("Billing:Radius:LongestWait", "00:00:00"));
        using var gateway = new TestGateway(billing);
        var counters = billing.Services.GetRequiredService<NodeRegistry>().Nodes.Single().Counters;
        var login = gateway.Login("alice", "wonderland");

        gateway.Throw(login, atAuth: true);
        await Eventually.IsAsync(() => counters[Outcome.Stale] == 1, "counted");
        gateway.Throw(login, atAuth: true);
        await Eventually.IsAsync(() => counters[Outcome.Stale] == 2, "the repeat is looked at again");

        Assert.Null(await gateway.ReceiveAsync(TimeSpan.FromMilliseconds(100)));
        Assert.Equal((0, 0, 0), (counters[Outcome.Accepted], counters[Outcome.Repeated], counters[Outcome.DuplicateInFlight]));
    }
}
