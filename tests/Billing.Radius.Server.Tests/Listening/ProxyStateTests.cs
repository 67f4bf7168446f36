using Billing.Testing;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>RFC 2865 5.33: proxies find in the answer what they put into the request.</summary>
public sealed class ProxyStateTests(Stage stage)
{
    private static readonly byte[][] States = [[1], [3, 2, 1], [], [1], [.. Enumerable.Range(0, 253).Select(i => (byte)i)]];

    [Theory]
    [InlineData("accept")]
    [InlineData("reject")]
    [InlineData("forbidden")]
    [InlineData("status")]
    [InlineData("accounting")]
    [InlineData("accounting status")]
    [InlineData("restart")]
    public async Task It_is_copied_unchanged_and_in_order_into_every_answer(string kind)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync("Everything", limit: 10);

        var answer = await (kind switch
        {
            "accept" => gateway.AskAuthAsync(gateway.Login(user, more: Add)),
            "reject" => gateway.AskAuthAsync(gateway.Login(user, "guess", Add)),
            "forbidden" => gateway.AskAuthAsync(gateway.Login(user, more: (ref writer) =>
            {
                writer.AddString(Attributes.CalledStationId, "9001234567");
                Add(ref writer);
            })),
            "status" => gateway.AskAuthAsync(gateway.StatusServer(Add)),
            "accounting status" => gateway.AskAcctAsync(gateway.StatusServer(Add)),
            "restart" => gateway.AskAcctAsync(gateway.Accounting(Status.On, "", "", Add)),
            _ => gateway.AskAcctAsync(gateway.Accounting(Status.Start, user, "p1", Add)),
        });

        Assert.Equal(States, answer?.All(Attributes.ProxyState));
    }

    [Fact]
    public async Task As_much_of_it_as_a_packet_holds_is_copied()
    {
        using var gateway = await stage.GatewayAsync();
        var states = Enumerable.Range(0, 15).Select(i => Enumerable.Repeat((byte)i, 253).ToArray()).ToArray();

        var answer = await gateway.AskAcctAsync(gateway.Accounting(Status.Start, "nobody", "p2", (ref writer) =>
        {
            foreach (var state in states)
            {
                writer.Add(Attributes.ProxyState, state);
            }
        }));

        Assert.Equal(states, answer?.All(Attributes.ProxyState));
    }

    private static void Add(ref RadiusPacketWriter writer)
    {
        writer.Add(Attributes.ProxyState, States[0]);
        writer.AddString(Attributes.NasIdentifier, "between");

        foreach (var state in States[1..])
        {
            writer.Add(Attributes.ProxyState, state);
        }
    }
}
