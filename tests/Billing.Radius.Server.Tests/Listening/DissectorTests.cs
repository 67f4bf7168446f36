using System.Buffers.Binary;
using System.Diagnostics;
using Billing.Radius.Server.Tests.Control;
using Billing.Testing;

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

        foreach (var profile in new[] { "test-tool", "generic", "mikrotik", "cisco-isg", "coova", "huawei-prepaid", "juniper", "nokia-sr", "wimax", "wispr", "3gpp" })
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
        await gateway.Control(session).DisconnectAsync(new("dissector", "test", "to be looked at"));

        return (await gateway.RequestsAsync(1)).Select(request => request.Octets);
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
