using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Billing.Contracts.Nodes;
using Billing.Radius.Server.Listening;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>RFC 4279, RFC 8446 2.2. The client is OpenSSL's, which nobody here wrote.</summary>
public sealed class PskStreamTests
{
    private static readonly NodeTlsKey Key = new("edge", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-tls1_3", "TLS_CHACHA20_POLY1305_SHA256")]
    [InlineData("-tls1_3", "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256")] // its default
    [InlineData("-tls1_2", "PSK-AES128-GCM-SHA256")]
    [InlineData("-tls1_2", "ECDHE-PSK-CHACHA20-POLY1305")]
    [InlineData("-tls1_2", "DHE-PSK-AES256-GCM-SHA384")]
    public async Task What_is_said_on_one_side_is_heard_on_the_other(string version, string suite)
    {
        using var listener = Listen();
        using var client = Connect(listener, version, suite, Key);
        using var accepted = await listener.AcceptTcpClientAsync(Patience);
        await using var stream = new PskStream(accepted.GetStream());
        var said = client.StandardError.ReadToEndAsync(Patience);

        try
        {
            await stream.AuthenticateAsServerAsync(Key, Patience);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            Assert.Fail($"{failure} {await said}");
        }

        // More than a record holds, both ways.
        var (sent, heard) = (new byte[40_000], new byte[40_000]);
        Random.Shared.NextBytes(sent);
        await client.StandardInput.BaseStream.WriteAsync(sent, Patience);
        await client.StandardInput.BaseStream.FlushAsync(Patience);
        await stream.ReadExactlyAsync(heard, Patience);
        Assert.Equal(sent, heard);
        var back = new byte[sent.Length];
        var reading = client.StandardOutput.BaseStream.ReadExactlyAsync(back, Patience);
        await stream.WriteAsync(sent, Patience);
        await reading;
        Assert.Equal(sent, back);

        client.Kill();
        Assert.Equal(0, await stream.ReadAsync(heard, Patience));
    }

    [Theory]
    [InlineData("-tls1_3", "TLS_AES_128_GCM_SHA256", "somebody", "")]
    [InlineData("-tls1_3", "TLS_AES_128_GCM_SHA256", "edge", "ff")]
    [InlineData("-tls1_2", "PSK-AES128-GCM-SHA256", "somebody", "")]
    [InlineData("-tls1_2", "PSK-AES128-GCM-SHA256", "edge", "ff")]
    public async Task Another_identity_or_key_is_told_so(string version, string suite, string identity, string more)
    {
        using var listener = Listen();
        using var client = Connect(listener, version, suite, new(identity, more + Key.Key));
        using var accepted = await listener.AcceptTcpClientAsync(Patience);
        await using var stream = new PskStream(accepted.GetStream());

        var failure = await Assert.ThrowsAsync<AuthenticationException>(() => stream.AuthenticateAsServerAsync(Key, Patience));

        Assert.Contains(identity == Key.Identity ? "its pre-shared key" : "the identity", failure.Message, StringComparison.Ordinal);
        accepted.Close();
        await client.WaitForExitAsync(Patience);
        Assert.Contains("alert", await client.StandardError.ReadToEndAsync(Patience), StringComparison.Ordinal);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return listener;
    }

    private static Process Connect(TcpListener listener, string version, string suite, NodeTlsKey key) => Process.Start(new ProcessStartInfo(
        "openssl",
        [
            "s_client", "-connect", $"{listener.LocalEndpoint}", version, version == "-tls1_3" ? "-ciphersuites" : "-cipher", suite,
            "-psk_identity", key.Identity, "-psk", key.Key, "-quiet", "-nocommands",
        ])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
