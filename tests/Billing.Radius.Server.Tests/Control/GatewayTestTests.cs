using Billing.Contracts.Nodes;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>Whether a gateway takes Disconnect-Requests is found out without ending anything.</summary>
public sealed class GatewayTestTests(Stage stage)
{
    [Theory]
    [InlineData(503u, true, "it works: the gateway answered that it knows no such session, which there is not (503 Session-Context-Not-Found)")]
    [InlineData(501u, true, "it can be reached: of a session that there is not it says: the gateway is configured to refuse it (501 Administratively-Prohibited)")]
    [InlineData(0u, true, "it can be reached, but says that it ended a session that there is not: it may not look")]
    public async Task A_gateway_that_answers_can_be_reached(uint cause, bool isReachable, string words)
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        nas.Port.Answers = (_, request) => [cause == 0 ? nas.Port.Ack(request) : nas.Port.Nak(request, cause)];

        var reply = await stage.Billing.Grains.GetGrain<INodeGrain>(await nas.NodeIdAsync()).TestAsync();

        Assert.Equal((isReachable, words), (reply.IsReachable, reply.Words));
        var request = Assert.Single(await nas.RequestsAsync(1));
        Assert.Equal(RadiusCode.DisconnectRequest, request.Code);
        Assert.StartsWith("billing-test-", request.Text(Attributes.AcctSessionId), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_with_another_secret_cannot()
    {
        using var nas = await ControlledGateway.OfAsync(stage, secret: "another");

        var reply = await stage.Billing.Grains.GetGrain<INodeGrain>(await nas.NodeIdAsync()).TestAsync();

        Assert.False(reply.IsReachable);
        Assert.EndsWith("something came that is not signed with our secret", reply.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_there_is_not_cannot() => Assert.Equal(
        (false, "this gateway is not configured any more"),
        await stage.Billing.Grains.GetGrain<INodeGrain>(int.MaxValue).TestAsync() is var reply ? (reply.IsReachable, reply.Words) : default);
}
