using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Billing.Contracts.Nodes;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Proxying;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>RFC 6614 2.3, RFC 4279: TLS by a pre-shared key. The client is OpenSSL's, which nobody here wrote.</summary>
[Collection(nameof(RadSec))]
public sealed class PskTests(RadSecTests.Server server)
{
    private const string Address = "127.3.0.1";
    private const string Key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private Node Node => server.Billing.Services.GetRequiredService<NodeRegistry>().Find(IPAddress.Parse(Address))!;

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-tls1_3", "TLS_AES_128_GCM_SHA256")]
    [InlineData("-tls1_2", "PSK-AES128-GCM-SHA256")]
    [InlineData("-tls1_2", "ECDHE-PSK-CHACHA20-POLY1305")]
    public async Task A_gateway_with_the_key_logs_in_and_reports(string version, string suites)
    {
        await NodeAsync();
        var user = $"psk-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await Stage.AddAccountAsync(server.Billing, user, "secret", "Prepaid data", 10, 0);
        using var client = Connect(version, suites, "edge-psk", Key);

        try
        {
            var accept = await AskAsync(client, RadiusCode.AccessRequest, 1, (ref writer, random) =>
            {
                writer.AddString(Attributes.UserName, user);
                Play.AddPassword(ref writer, ServerConnection.Secret, random, "secret");
            });
            Assert.True(accept?.Code is RadiusCode.AccessAccept, $"{accept?.Text(Attributes.ReplyMessage)} {server.Billing.Log.Lines.LastOrDefault()}");
            var stop = await AskAsync(client, RadiusCode.AccountingRequest, 2, (ref writer, _) =>
            {
                writer.AddUInt32(Attributes.AcctStatusType, Status.Stop);
                writer.AddString(Attributes.UserName, user);
                writer.AddString(Attributes.AcctSessionId, user);
                writer.AddUInt32(Attributes.AcctOutputOctets, 5_000_000);
                writer.Add(Attributes.Class, accept!.Find(Attributes.Class)!);
            });

            Assert.Equal(RadiusCode.AccountingResponse, stop?.Code);
            Assert.Equal(9.95m, (await server.Billing.BalanceAsync(user)).Posted);
        }
        finally
        {
            client.Kill();
        }
    }

    [Theory]
    [InlineData("-tls1_3", "somebody", Key)]
    [InlineData("-tls1_3", "edge-psk", "ff" + Key)]
    [InlineData("-tls1_2", "somebody", Key)]
    [InlineData("-tls1_2", "edge-psk", "ff" + Key)]
    public async Task Another_identity_or_key_is_refused_and_counted(string version, string identity, string key)
    {
        var node = await NodeAsync();
        var before = node.Counters[Outcome.NotSecured];
        using var client = Connect(version, version == "-tls1_3" ? "TLS_AES_128_GCM_SHA256" : "PSK-AES128-GCM-SHA256", identity, key);

        try
        {
            await Eventually.IsAsync(() => node.Counters[Outcome.NotSecured] > before, "counted");
            Assert.Equal(0, await client.StandardOutput.BaseStream.ReadAsync(new byte[1], Patience));
            await Eventually.IsAsync(
                () => server.Billing.Log.Lines.Any(line => line.Contains("edge-psk is not let in by TLS", StringComparison.Ordinal)), "the log says who");
            Assert.DoesNotContain(server.Billing.Log.Lines, line => line.Contains(Key, StringComparison.OrdinalIgnoreCase));
        }
        finally
        {
            client.Kill();
        }
    }

    [Fact]
    public async Task A_key_that_is_taken_back_ends_its_connections()
    {
        await NodeAsync();
        using var client = Connect("-tls1_3", "TLS_AES_128_GCM_SHA256", "edge-psk", Key);

        try
        {
            Assert.Equal(RadiusCode.AccessAccept, (await AskAsync(client, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator()))?.Code);

            await SetKeyAsync(null, null);

            Assert.Null(await AskAsync(client, RadiusCode.StatusServer, 2, (ref writer, _) => writer.ReserveMessageAuthenticator()));
        }
        finally
        {
            client.Kill();
        }
    }

    /// <summary>It is the only one at its address.</summary>
    private async Task<Node> NodeAsync()
    {
        if (Node is not { View.Name: "edge-psk" })
        {
            await Stage.AddNodeAsync(server.Billing, "edge-psk", $"{Address}/32", "testing123");
        }

        if (Node.View.TlsKey is null)
        {
            await SetKeyAsync("edge-psk", Key);
        }

        return Node;
    }

    private async Task SetKeyAsync(string? identity, string? key)
    {
        var grain = server.Billing.Grains.GetGrain<INodeGrain>(Node.NodeId);
        Assert.True((await grain.SetTlsKeyAsync(identity, key, new("test", (await grain.GetAsync())!.Version))).IsDone);
        await Eventually.IsAsync(() => Node.View.TlsKey?.Key == key, "it is known");
    }

    private Process Connect(string version, string suites, string identity, string key) => Process.Start(new ProcessStartInfo(
        "openssl",
        [
            "s_client", "-connect", $"127.0.0.1:{server.Port}", "-bind", Address, version, version == "-tls1_3" ? "-ciphersuites" : "-cipher", suites,
            "-psk_identity", identity, "-psk", key, "-quiet", "-nocommands",
        ])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <returns>Null when the connection ended.</returns>
    private static async Task<Answer?> AskAsync(Process client, RadiusCode code, byte identifier, TestGateway.FillWith fill)
    {
        try
        {
            await client.StandardInput.BaseStream.WriteAsync(Build(code, identifier, fill), Patience);
            await client.StandardInput.BaseStream.FlushAsync(Patience);
        }
        catch (IOException)
        {
            return null;
        }

        var (stream, header) = (client.StandardOutput.BaseStream, new byte[4]);

        if (await stream.ReadAtLeastAsync(header, 4, throwOnEndOfStream: false, Patience) < 4)
        {
            return null;
        }

        var octets = new byte[(header[2] << 8) | header[3]];
        header.CopyTo(octets, 0);
        await stream.ReadExactlyAsync(octets.AsMemory(4), Patience);

        return new(octets);
    }

    private static byte[] Build(RadiusCode code, byte identifier, TestGateway.FillWith fill)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var random = RandomNumberGenerator.GetBytes(16);
        var writer = new RadiusPacketWriter(buffer, code, identifier);
        fill(ref writer, random);

        return buffer[..writer.CompleteRequest(ServerConnection.Secret, random)].ToArray();
    }
}
