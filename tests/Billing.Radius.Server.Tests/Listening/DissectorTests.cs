using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Billing.Contracts.Nodes;
using Billing.Postgres.Nodes;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Proxying;
using Billing.Radius.Server.Tests.Control;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>What we send, looked at by a dissector that nobody here wrote: tshark.</summary>
public sealed class DissectorTests(Stage stage)
{
    private const ushort Auth = 1812;
    private const ushort Acct = 1813;
    private const ushort Coa = 3799;

    [Fact]
    public async Task Nothing_that_we_send_is_malformed()
    {
        var sent = new List<(byte[] Octets, ushort Port)>();

        foreach (var profile in new[]
        {
            "test-tool", "generic", "mikrotik", "mikrotik-old", "cisco-isg", "coova", "huawei", "huawei-prepaid", "juniper", "nokia-sr", "wimax", "wispr", "3gpp",
        })
        {
            using var gateway = await stage.GatewayAsync(profile);
            sent.Add(((await gateway.LogInAsync(await stage.AccountAsync(funds: 50))).Octets, Auth));
        }

        using var voice = await stage.GatewayAsync("cisco-voice");
        sent.Add(((await voice.LogInAsync(await stage.AccountAsync("Prepaid voice"), "12125550199")).Octets, Auth));
        sent.Add(((await voice.AuthenticateAsync("nobody", "secret"))!.Octets, Auth));
        sent.Add(((await voice.AccountAsync(Status.Start, "nobody", "d1"))!.Octets, Acct));
        sent.Add(((await voice.AskAuthAsync(voice.StatusServer()))!.Octets, Auth));
        sent.Add(((await voice.AskAuthAsync(voice.Access((ref writer, _) =>
        {
            writer.AddString(Attributes.DigestRealm, "example.com");
            writer.AddString(Attributes.DigestMethod, "INVITE");
        })))!.Octets, Auth));
        sent.Add((MsChap(voice, await voice.AskAuthAsync(voice.Access((ref writer, _) =>
        {
            writer.AddString(Attributes.UserName, "nobody");
            writer.Add(Attributes.Microsoft.ChapChallenge, new byte[16]);
            writer.Add(Attributes.Microsoft.Chap2Response, new byte[50]);
        }))), Auth));
        sent.AddRange((await ControlAsync()).Select(octets => (octets, Coa)));
        sent.AddRange((await FurtherAsync()).Select(octets => (octets, Auth)));
        sent.Add((await AddressedAsync(), Auth));
        sent.AddRange(await ProxiedAsync());

        var (lines, malformed) = await DissectAsync(sent);

        Assert.Equal([], malformed);
        Assert.Equal(sent.Select(one => one.Octets[0].ToString(System.Globalization.CultureInfo.InvariantCulture)), lines);
    }

    [Fact]
    public async Task What_is_malformed_is_seen() // so that the other test can fail
    {
        var octets = new byte[] { 2, 1, 0, 23, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 18, 1, 0 };

        Assert.NotEmpty((await DissectAsync([(octets, Auth)])).Malformed);
    }

    private static byte[] MsChap(TestGateway gateway, Answer? answer) =>
        answer?.Find(Attributes.Microsoft.ChapError) is not null ? answer.Octets : throw new InvalidDataException(gateway.Excuse);

    private async Task<IEnumerable<byte[]>> ControlAsync()
    {
        using var gateway = await ControlledGateway.OfAsync(stage, "cisco-isg");
        var user = await stage.AccountAsync();
        var session = await gateway.StartAsync(user, "d2");
        await gateway.Control(session).ChangePolicyAsync(new("dissector-1", "test", "to be looked at", "gold"));
        await gateway.Control(session).DisconnectAsync(new("dissector-2", "test", "to be looked at"));
        using var portal = await ControlledGateway.OfAsync(stage, "mikrotik-hotline");
        user = await stage.AccountAsync(funds: 0.01m);
        await portal.StartAsync(user, "d3");
        await portal.Gateway.ReportAsync(Status.Interim, user, "d3", new(60, 0, 1_000_000));

        return (await gateway.RequestsAsync(2)).Concat(await portal.RequestsAsync(1)).Select(request => request.Octets);
    }

    // More of a session, a captive portal, a login by MS-CHAP with its keys, a digest's response, a message.
    private async Task<List<byte[]>> FurtherAsync()
    {
        using var wimax = await stage.GatewayAsync("wimax");
        using var isg = await stage.GatewayAsync("cisco-isg");
        using var portal = await stage.GatewayAsync("mikrotik-hotline");
        using var sip = await stage.GatewayAsync("kamailio");
        using var messages = await stage.GatewayAsync("smsc");
        var (offer, user) = (new Rating.Offer(stage), await stage.AccountAsync());
        var first = await wimax.LogInAsync(user);
        var accepts = new List<byte[]> { Accepted(wimax, await wimax.AskAuthAsync(Access.ReturnTests.Return(wimax, first, 45_000_000))) };

        first = await isg.LogInAsync(user);
        await isg.ReportAsync(Status.Start, user, "d4", new() { Class = first.Find(Attributes.Class) });
        accepts.Add(Accepted(isg, await isg.AskAuthAsync(isg.SignedLogin(user, "cisco", (ref writer) =>
        {
            writer.AddString(Attributes.AcctSessionId, "d4");
            writer.AddString(Attributes.Cisco.ControlInfo, "QR0");
            writer.AddUInt32(Attributes.AcctOutputOctets, 50_000_000);
        }))));
        accepts.Add((await portal.LogInAsync(await stage.AccountAsync(funds: 0))).Octets);

        foreach (var profile in new[] { "cisco-isg-hotline", "huawei-hotline", "wimax-hotline" })
        {
            using var other = await stage.GatewayAsync(profile);
            accepts.Add((await other.LogInAsync(await stage.AccountAsync(funds: 0))).Octets);
        }

        var (challenge, peer) = (new byte[16], new byte[16]);
        var proof = Core.Accounts.MsChap2.Response(challenge, peer, Encoding.UTF8.GetBytes(user), Core.Accounts.MsChap2.PasswordHash("secret"));
        accepts.Add(Accepted(wimax, await wimax.AskAuthAsync(wimax.Access((ref writer, _) =>
        {
            writer.AddString(Attributes.UserName, user);
            writer.Add(Attributes.Microsoft.ChapChallenge, challenge);
            writer.Add(Attributes.Microsoft.Chap2Response, [1, 0, .. peer, .. new byte[8], .. proof]);
        }))));

        accepts.Add((await sip.LogInAsync(await stage.AccountAsync("Prepaid voice"), "12125550199")).Octets);
        var product = await offer.ProductAsync(
            await stage.Book.AddTariffAsync(Rating.Offer.Name("messages"), Core.Tariffs.Unit.Event, 1, 0.05m), "messages", Core.Tariffs.Unit.Event);
        accepts.Add((await messages.LogInAsync(await stage.AccountAsync(product), "12125550199")).Octets);

        return accepts;

        static byte[] Accepted(TestGateway gateway, Answer? answer) =>
            answer?.Code is RadiusCode.AccessAccept ? answer.Octets : throw new InvalidDataException(answer?.Text(Attributes.ReplyMessage) ?? gateway.Excuse);
    }

    // An address, a prefix of the link and one to delegate, each of a pool.
    private async Task<byte[]> AddressedAsync()
    {
        using var gateway = await stage.GatewayAsync();
        var nodes = stage.Billing.Services.GetRequiredService<NodeRegistry>();
        var node = nodes.Nodes.Single(one => one.View.Name == gateway.Name).NodeId;

        foreach (var (kind, network) in new[]
        {
            (PoolKind.Addresses, "10.202.0.0/30"), (PoolKind.LinkPrefixes, "2001:db8:d155::/63/64"), (PoolKind.DelegatedPrefixes, "2001:db8:d156::/55/56"),
        })
        {
            var made = await stage.Billing.Grains.GetGrain<IPoolGrain>($"dissected {kind}").SetAsync(new([network], [], [node], kind), new("test", 0));
            Assert.True(made.IsDone, $"{made}");
        }

        await Eventually.IsAsync(
            () => nodes.Find(node)?.View is { AddressPoolId: not null, LinkPoolId: not null, DelegatedPoolId: not null }, "the pools are known");
        var accept = await gateway.LogInAsync(await stage.AccountAsync());
        Assert.NotNull(accept.Find(Attributes.FramedIpAddress));
        Assert.NotNull(accept.Find(Attributes.DelegatedIpv6Prefix));

        return accept.Octets;
    }

    // What another realm's server is sent, a login and a report; it answers neither.
    private async Task<List<(byte[] Octets, ushort Port)>> ProxiedAsync()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)server.LocalEndPoint!).Port;
        await stage.Billing.Services.GetRequiredService<RealmStore>().SetAsync(
            "dissected.example", new("127.0.0.1", port, port, StripsName: true, null), "testing123", new("test", 0));
        await stage.Billing.Services.GetRequiredService<Realms>().RefreshAsync(CancellationToken.None);
        using var gateway = await stage.GatewayAsync();
        var sent = new List<(byte[], ushort)>();

        foreach (var (request, isLogin) in new[]
        {
            (gateway.Login("somebody@dissected.example"), true), (gateway.Accounting(Status.Start, "somebody@dissected.example", "d5"), false),
        })
        {
            gateway.Throw(request, atAuth: isLogin);
            var buffer = new byte[4096];

            // The first may be asked again while the second is on its way.
            do
            {
                var length = await server.ReceiveAsync(buffer, SocketFlags.None, TestContext.Current.CancellationToken);

                if (buffer[0] == request[0])
                {
                    sent.Add((buffer[..length], isLogin ? Auth : Acct));
                }
            }
            while (buffer[0] != request[0]);
        }

        return sent;
    }

    // A file of raw IPv4 packets, as a capture has them.
    private static async Task<(string[] Codes, string[] Malformed)> DissectAsync(IEnumerable<(byte[] Octets, ushort Port)> sent)
    {
        var file = Path.GetTempFileName();

        try
        {
            await using (var capture = File.Create(file))
            {
                capture.Write([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 101, 0, 0, 0]);

                foreach (var (octets, port) in sent)
                {
                    var packet = new byte[28 + octets.Length];
                    (packet[0], packet[8], packet[9]) = (0x45, 64, 17);
                    BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
                    ((byte[])[127, 0, 0, 1, 127, 0, 0, 1]).CopyTo(packet, 12);
                    BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20), port);
                    BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), port);
                    BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(24), (ushort)(8 + octets.Length));
                    octets.CopyTo(packet, 28);
                    var header = new byte[16];
                    BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), packet.Length);
                    BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), packet.Length);
                    capture.Write(header);
                    capture.Write(packet);
                }
            }

            return (await ListAsync(file, "radius", "radius.code"), await ListAsync(file, "_ws.malformed || _ws.expert.severity >= 0x800000", "frame.number"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string[]> ListAsync(string file, string filter, string field)
    {
        using var tshark = Process.Start(new ProcessStartInfo("tshark", ["-r", file, "-o", "radius.shared_secret:testing123", "-Y", filter, "-T", "fields", "-e", field])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        _ = tshark.StandardError.ReadToEndAsync();
        var text = await tshark.StandardOutput.ReadToEndAsync();
        await tshark.WaitForExitAsync();

        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
