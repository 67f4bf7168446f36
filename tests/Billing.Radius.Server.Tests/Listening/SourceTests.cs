using System.Net;
using System.Net.Sockets;
using Billing.Radius.Server.Nodes;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>Whose a packet is, by its source address alone; and from where the answer comes.</summary>
public sealed class SourceTests(Stage stage)
{
    [Fact]
    public async Task Of_several_networks_the_longest_prefix_has_the_secret()
    {
        await Stage.AddNodeAsync(stage.Billing, "wide", "127.2.0.0/16", "wide secret");
        await Stage.AddNodeAsync(stage.Billing, "narrow", "127.2.3.0/24", "narrow secret");
        await Stage.AddNodeAsync(stage.Billing, "one", "127.2.3.4/32", "one secret");
        var user = await stage.AccountAsync();
        (string From, string Node, string Secret)[] expected =
        [
            ("127.2.9.9", "wide", "wide secret"), ("127.2.3.9", "narrow", "narrow secret"), ("127.2.3.4", "one", "one secret"),
        ];

        foreach (var (from, node, _) in expected)
        {
            foreach (var (_, owner, secret) in expected)
            {
                using var gateway = new TestGateway(stage.Billing, secret, from: IPAddress.Parse(from)) { Name = node };

                if (owner == node)
                {
                    Assert.Equal(RadiusCode.AccessAccept, (await gateway.AskAuthAsync(gateway.SignedLogin(user)))?.Code);
                    await gateway.ReportAsync(Status.Stop, "nobody", "s1");
                }
                else
                {
                    await stage.RefusesAsync(gateway, gateway.SignedLogin(user), atAuth: true, Outcome.BadMessageAuthenticator);
                    await stage.RefusesAsync(gateway, gateway.Accounting(Status.Stop, user, "s1"), atAuth: false, Outcome.BadAuthenticator);
                }
            }
        }
    }

    [Fact]
    public async Task What_a_packet_says_of_its_gateway_does_not_matter()
    {
        await Stage.AddNodeAsync(stage.Billing, "claimed", "127.4.0.1/32", "claimed secret");
        using var gateway = await stage.GatewayAsync();
        using var liar = new TestGateway(stage.Billing, "claimed secret", from: IPAddress.Parse("127.4.0.2"));
        var strangers = stage.Billing.Services.GetRequiredService<NodeRegistry>().Strangers;
        TestGateway.Fill claim = (ref writer) => writer.AddIPv4(Attributes.NasIpAddress, IPAddress.Parse("127.4.0.1"));
        var user = await stage.AccountAsync();

        Assert.Equal(RadiusCode.AccessAccept, (await gateway.AskAuthAsync(gateway.Login(user, more: claim)))?.Code);
        var before = strangers[Outcome.UnknownClient];
        liar.Throw(liar.SignedLogin(user, more: claim), atAuth: true);
        liar.Throw(liar.Accounting(Status.Start, user, "l1", claim), atAuth: false);
        await Eventually.IsAsync(() => strangers[Outcome.UnknownClient] >= before + 2, "packets of nobody are counted");
        Assert.Null(await liar.ReceiveAsync(TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public async Task A_gateway_without_a_secret_is_not_served()
    {
        await Stage.AddNodeAsync(stage.Billing, "empty", "127.4.1.1/32", "", waits: false);
        using var gateway = new TestGateway(stage.Billing, "\0", from: IPAddress.Parse("127.4.1.1"));
        var registry = stage.Billing.Services.GetRequiredService<NodeRegistry>();
        await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);

        gateway.Throw(gateway.SignedLogin("alice", "wonderland"), atAuth: true);

        Assert.Null(await gateway.ReceiveAsync(TimeSpan.FromMilliseconds(200)));
        Assert.DoesNotContain(registry.Nodes, node => node.View.Name == "empty");
    }

    [Theory]
    [InlineData(RadiusCode.AccessRequest, false)]
    [InlineData(RadiusCode.AccountingRequest, true)]
    [InlineData(RadiusCode.AccessAccept, true)]
    [InlineData(RadiusCode.AccessReject, true)]
    [InlineData(RadiusCode.AccountingResponse, false)]
    [InlineData(RadiusCode.AccessChallenge, true)]
    [InlineData(RadiusCode.StatusClient, true)]
    [InlineData(RadiusCode.DisconnectRequest, true)]
    [InlineData(RadiusCode.DisconnectRequest, false)]
    [InlineData(RadiusCode.CoaRequest, true)]
    [InlineData(RadiusCode.CoaRequest, false)]
    [InlineData((RadiusCode)0, true)]
    [InlineData((RadiusCode)255, false)]
    public async Task What_a_port_does_not_serve_gets_no_answer(RadiusCode code, bool atAuth)
    {
        using var gateway = await stage.GatewayAsync();
        var packet = gateway.Request(code, (ref writer) =>
        {
            writer.ReserveMessageAuthenticator();
            writer.AddString(Attributes.UserName, "alice");
        });

        await stage.RefusesAsync(gateway, packet, atAuth, Outcome.UnexpectedCode);
    }

    [Theory]
    //          asked        from
    [InlineData("127.0.0.1", "127.5.0.1")]
    [InlineData("127.0.0.2", "127.5.0.2")]
    [InlineData("::1", "::1")]
    public async Task The_answer_comes_from_the_address_that_was_asked(string asked, string from)
    {
        var name = $"at {asked}";
        await Stage.AddNodeAsync(stage.Billing, name, from + (from.Contains(':') ? "/128" : "/32"), "testing123");
        using var maker = new TestGateway(stage.Billing);
        var source = IPAddress.Parse(from);

        foreach (var (request, port) in new[] { (maker.StatusServer(), stage.Billing.AuthPort), (maker.Accounting(Status.Start, "nobody", "v6"), stage.Billing.AcctPort) })
        {
            // A connected socket hears nobody but whom it is connected to.
            using var socket = new Socket(source.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(source, 0));
            socket.Connect(new IPEndPoint(IPAddress.Parse(asked), port));
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await socket.SendAsync(request, patience.Token);
            var answer = new byte[4096];

            Assert.InRange(await socket.ReceiveAsync(answer, patience.Token), 20, 4096);
            Assert.Equal(request[1], answer[1]);
        }
    }
}
