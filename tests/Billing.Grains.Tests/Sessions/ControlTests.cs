using System.Collections.Immutable;
using Billing.Contracts.Accounts;
using Billing.Contracts.Nodes;
using Billing.Contracts.Sessions;
using Billing.Core.Accounts;
using NodaTime;

namespace Billing.Grains.Tests.Sessions;

/// <summary>Control of sessions asked from outside of the silos, as a portal does; these silos have no RADIUS listener.</summary>
public sealed class ControlTests(TwoSilos silos)
{
    [Fact]
    public async Task Every_order_comes_back_with_an_answer_in_words()
    {
        var caller = await silos.CallerAsync();
        var token = Guid.CreateVersion7();
        await caller.AuthorizeAsync(token);
        var session = silos.Grains.GetGrain<ISessionControlGrain>(token);
        const string none = "this part of the cluster has no RADIUS listener";

        var done = await session.DisconnectAsync(new("c1", "admin", "testing"));
        var again = await session.DisconnectAsync(new("c1", "admin", "testing"));
        var policy = await session.ChangePolicyAsync(new("c2", "admin", "testing", "slow"));
        var test = await silos.Grains.GetGrain<INodeGrain>(caller.NodeId).TestAsync();

        Assert.Equal((ControlOutcome.NotSent, none, false), (done.Outcome, done.Words, done.WasDoneBefore));
        Assert.Equal(done with { WasDoneBefore = true }, again);
        Assert.Equal((ControlOutcome.NotSent, none), (policy.Outcome, policy.Words));
        Assert.Equal((false, none), (test.IsReachable, test.Words));
    }

    [Fact]
    public async Task A_blocked_account_is_blocked_on_every_silo_and_a_closed_one_stays_closed()
    {
        var caller = await silos.CallerAsync();
        var (token, help) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await caller.AuthorizeAsync(token);
        await caller.AuthorizeAsync(help);
        await silos.Book.ExecuteAsync("update session set is_emergency = true where session_id = $1", help);
        var account = silos.Grains.GetGrain<IAccountControlGrain>(caller.Account.AccountId);

        var closed = await account.BlockAsync(new("b1", "admin", "moved away", AccountStatus.Closed));
        var suspended = await account.BlockAsync(new("b2", "admin", "and did not pay"));

        Assert.Equal((true, AccountStatus.Closed), (closed.IsFound, closed.Status));
        Assert.Equal(token, Assert.Single(closed.Sessions).SessionId); // a call for help goes on
        Assert.Equal(AccountStatus.Closed, suspended.Status);
        Assert.Equal("moved away", (await silos.Grains.GetGrain<IAccountGrain>(caller.Account.AccountId).ViewAsync())!.StatusReason);
        Assert.Equal(1L, await silos.Book.ReadAsync<long>(
            "select count(*) from audit_log where entity_kind = 'account' and entity_id = $1::text and by = 'admin'", caller.Account.AccountId));
        Assert.Equal(AccessResult.Blocked, (await caller.AuthorizeAsync(Guid.CreateVersion7(), from: silos.From(0))).Result);
        Assert.Equal(AccessResult.Blocked, (await caller.AuthorizeAsync(Guid.CreateVersion7(), from: silos.From(1))).Result);
    }

    [Theory]
    [InlineData("", AccountStatus.Suspended)]
    [InlineData("b1", AccountStatus.Active)]
    [InlineData("b1", (AccountStatus)9)]
    public async Task An_order_that_is_none_blocks_nobody(string cause, AccountStatus status)
    {
        var caller = await silos.CallerAsync();
        var account = silos.Grains.GetGrain<IAccountControlGrain>(caller.Account.AccountId);

        await Assert.ThrowsAsync<ArgumentException>(() => account.BlockAsync(new(cause, "admin", "a mistake", status)));

        Assert.Equal(AccessResult.Granted, (await caller.AuthorizeAsync(Guid.CreateVersion7())).Result);
    }

    [Fact]
    public async Task The_gateways_health_is_the_sum_of_what_the_silos_tell()
    {
        var health = silos.Grains.GetGrain<IGatewayHealthGrain>(0);
        var at = Instant.FromUnixTimeSeconds(1_800_000_000);

        await health.ReportAsync(Silo("one", Gateway(1, "b", at, 10, -500, 3), [new(8, 98), new(1_000, 1)]));
        await health.ReportAsync(Silo("one", Gateway(1, "b", at, 12, -500, 4), [new(8, 98), new(1_000, 1)])); // its newest counts
        await health.ReportAsync(Silo("two", Gateway(1, "b", at + Duration.FromSeconds(1), 3, null, 1), [new(1_000, 1)]));
        var view = await health.ShowAsync();

        var gateway = Assert.Single(view.Gateways);
        Assert.Equal((1, "b", at + Duration.FromSeconds(1), 15d, -500L, 4L), (gateway.NodeId, gateway.Name, gateway.LastPacketAt, gateway.RequestsPerSecond, gateway.ClockOffset, gateway.Dropped));
        Assert.Equal([new ReasonCount("not enough funds", 5)], gateway.Rejects);
        Assert.Equal((15d, 1d), (view.RequestsPerSecond, view.ChargingDelayP99));
        Assert.Equal([new ReasonCount("not enough funds", 5)], view.Rejects);
        Assert.Equal(["one", "two"], view.Silos.Select(silo => silo.Silo));

        static SiloHealth Silo(string name, GatewayHealth gateway, ImmutableArray<DelayCount> delays) =>
            new(name, default, default, 1, 0, 0, 0, [gateway, new(0, "(unknown)", null, 0, null, [], [], 0)], delays);

        static GatewayHealth Gateway(int nodeId, string name, Instant at, double rate, long? offset, long rejects) =>
            new(nodeId, name, at, rate, offset, [new("not enough funds", rejects)], [new("Rejected", rejects)], 2);
    }
}
