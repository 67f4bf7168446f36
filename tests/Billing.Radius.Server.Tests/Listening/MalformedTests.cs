using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>RFC 2865 3: what is no packet is counted and not answered, and the next one is served.</summary>
public sealed class MalformedTests(Stage stage)
{
    private delegate byte[] Spoil(byte[] packet);

    private static readonly Dictionary<string, Spoil> Ways = new()
    {
        ["nothing at all"] = _ => [],
        ["one octet"] = packet => packet[..1],
        ["19 octets"] = packet => packet[..19],
        ["a length of 0"] = packet => With(packet, (2, 0), (3, 0)),
        ["a length of 19"] = packet => With(packet, (2, 0), (3, 19)),
        ["a length past the datagram"] = packet => With(packet, (3, (byte)(packet[3] + 1))),
        ["a length of 65535"] = packet => With(packet, (2, 255), (3, 255)),
        ["4097 octets"] = packet => With([.. packet, .. new byte[4097 - packet.Length]], (2, 0x10), (3, 0x01)),
        ["cut within an attribute"] = packet => With(packet[..25], (3, 25)),
        ["an attribute of length 0"] = packet => With(packet, (21, 0)),
        ["an attribute of length 1"] = packet => With(packet, (21, 1)),
        ["an attribute past the end"] = packet => With(packet, (21, 255)),
        ["half an attribute at the end"] = packet => With([.. packet, 1], (3, (byte)(packet[3] + 1))),
    };

    public static TheoryData<string, bool> Cases()
    {
        var cases = new TheoryData<string, bool>();

        foreach (var way in Ways.Keys)
        {
            cases.Add(way, true);
            cases.Add(way, false);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_no_packet_gets_no_answer(string way, bool atAuth)
    {
        using var gateway = await stage.GatewayAsync();
        var packet = atAuth ? gateway.Login("alice", "wonderland") : gateway.Accounting(Status.Start, "nobody", "b1");

        await stage.RefusesAsync(gateway, Ways[way](packet), atAuth, Outcome.Malformed);

        var next = await gateway.AskAuthAsync(gateway.StatusServer());
        Assert.Equal(RadiusCode.AccessAccept, next?.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(3_000)]
    [InlineData(20_000)]
    public async Task Octets_after_the_packets_length_are_padding(int octets)
    {
        using var gateway = await stage.GatewayAsync();
        var padded = (byte[])[.. gateway.Accounting(Status.Start, "nobody", $"pad{octets}"), .. new byte[octets]];

        Assert.Equal(RadiusCode.AccountingResponse, (await gateway.AskAcctAsync(padded))?.Code);
    }

    [Fact]
    public async Task A_packet_of_4096_octets_is_one()
    {
        using var gateway = await stage.GatewayAsync();
        var packet = gateway.Accounting(Status.Start, "nobody", "full", (ref writer) =>
        {
            while (writer.Remaining > 0)
            {
                writer.Add(Attributes.ReplyMessage, new byte[Math.Min(253, writer.Remaining - 2)]);
            }
        });

        Assert.Equal(4096, packet.Length);
        Assert.Equal(RadiusCode.AccountingResponse, (await gateway.AskAcctAsync(packet))?.Code);
    }

    private static byte[] With(byte[] packet, params (int At, byte Value)[] changes)
    {
        var changed = packet.ToArray();

        foreach (var (at, value) in changes)
        {
            changed[at] = value;
        }

        return changed;
    }
}
