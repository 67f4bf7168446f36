using Billing.Testing;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>Gateways that ask for a running session again when its time is up (RFC 2865 5.29), by their profile's decision.</summary>
public sealed class ReauthorizationTests(MigratedPostgres postgres)
{
    private const string Again = """ "reauthorizesAtTimeout": true """;

    [Fact]
    public async Task A_session_that_is_asked_for_again_goes_on_as_one_and_is_refused_when_there_is_nothing_left()
    {
        await using var own = await OwnProfile.WithAsync(postgres, Again);
        var billing = own.Billing;
        using var gateway = new TestGateway(billing);
        await Stage.AddAccountAsync(billing, "again", "secret", "Prepaid data", 0.60m, 0);
        var accept = await gateway.LogInAsync("again");
        var state = accept.Find(Attributes.State);
        Assert.Equal((1u, 28), (accept.Number(Attributes.TerminationAction), state?.Length));
        await gateway.ReportAsync(Status.Start, "again", "r1", new() { Class = accept.Find(Attributes.Class) });
        await gateway.ReportAsync(Status.Interim, "again", "r1", new(60, 0, 45_000_000) { Class = accept.Find(Attributes.Class) });

        var renewed = await AgainAsync(state!);
        Assert.Equal((RadiusCode.AccessAccept, 1u), (renewed?.Code, renewed!.Number(Attributes.TerminationAction)));
        Assert.Equal(accept.Find(Attributes.Class), renewed.Find(Attributes.Class));
        Assert.Equal(state, renewed.Find(Attributes.State));
        Assert.Equal((1, 0.45m), ((await billing.BalanceAsync("again")).OpenSessions, (await billing.BalanceAsync("again")).Unsettled));

        await gateway.ReportAsync(Status.Interim, "again", "r1", new(120, 0, 60_000_000) { Class = accept.Find(Attributes.Class) });
        Assert.Equal(RadiusCode.AccessReject, (await AgainAsync(state!))?.Code);

        // Without a proof of the gateway it is nobody's session; a State of somebody else's is a login.
        Assert.Equal(
            "a request for more of a session needs a Message-Authenticator",
            (await gateway.AskAuthAsync(gateway.Login("again", more: (ref writer) => writer.Add(Attributes.State, state))))?.Text(Attributes.ReplyMessage));
        var login = await gateway.AskAuthAsync(gateway.SignedLogin("alice", "wonderland", (ref writer) => writer.AddString(Attributes.State, "other")));
        Assert.NotEqual(accept.Find(Attributes.Class), login?.Find(Attributes.Class));

        await gateway.ReportAsync(Status.Stop, "again", "r1", new(130, 0, 60_000_000) { Class = accept.Find(Attributes.Class) });
        Assert.Single(await billing.XdrsAsync("again"));
        Assert.Empty((await billing.AuditAsync()).Differences);

        Task<Answer?> AgainAsync(byte[] token) =>
            gateway.AskAuthAsync(gateway.SignedLogin("again", more: (ref writer) => writer.Add(Attributes.State, token)));
    }

    [Fact]
    public async Task A_call_ends_when_its_time_is_up()
    {
        await using var own = await OwnProfile.WithAsync(postgres, Again);
        var billing = own.Billing;
        using var gateway = new TestGateway(billing);

        var accept = await gateway.LogInAsync("12125550100", "442071234567");

        Assert.NotNull(accept.Number(Attributes.SessionTimeout));
        Assert.Null(accept.Number(Attributes.TerminationAction));
    }
}
