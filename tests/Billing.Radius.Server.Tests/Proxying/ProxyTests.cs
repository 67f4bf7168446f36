using System.Net;
using System.Net.Sockets;
using System.Text;
using Billing.Postgres.Nodes;
using Billing.Radius.Server.Proxying;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Proxying;

/// <summary>RFC 2865 2.3. The server of the other realm is this one: it knows us as the demo's gateway.</summary>
public sealed class ProxyTests(Stage stage)
{
    private static int _numbers;

    [Theory]
    [InlineData("secret", RadiusCode.AccessAccept)]
    [InlineData("Secret", RadiusCode.AccessReject)]
    public async Task A_login_is_passed_on_to_its_realms_server_and_answered_as_that_does(string password, RadiusCode code)
    {
        using var gateway = await stage.GatewayAsync();
        var (realm, user) = (await RealmAsync(), await stage.AccountAsync());

        var answer = await gateway.AskAuthAsync(gateway.Login($"{user}@{realm.ToUpperInvariant()}", password, (ref writer) =>
        {
            writer.AddString(Attributes.ProxyState, "the first");
            writer.AddString(Attributes.ProxyState, "the second");
        }));

        Assert.Equal(code, answer?.Code);
        Assert.Equal(["the first", "the second"], answer!.All(Attributes.ProxyState).Select(Encoding.UTF8.GetString));
        Assert.Single(answer.All(Attributes.MessageAuthenticator));
        Assert.Equal(code is RadiusCode.AccessAccept, answer.Find(Attributes.Class) is not null);
    }

    [Fact]
    public async Task CHAP_keeps_its_challenge()
    {
        using var gateway = await stage.GatewayAsync();
        var (realm, user) = (await RealmAsync(), await stage.AccountAsync());

        var answer = await gateway.AskAuthAsync(gateway.Access((ref writer, random) =>
        {
            var value = new byte[ChapPassword.Length];
            ChapPassword.Compute(1, random, "secret"u8, value);
            writer.AddString(Attributes.UserName, $"{user}@{realm}");
            writer.Add(Attributes.ChapPassword, value);
        }));

        Assert.Equal(RadiusCode.AccessAccept, answer?.Code);
    }

    [Fact]
    public async Task Keys_are_hidden_anew_for_the_gateway()
    {
        using var gateway = await stage.GatewayAsync();
        var realm = await RealmAsync();
        var user = await stage.AccountAsync(password: "clientPass", login: "user" + Interlocked.Increment(ref _numbers) + "p");
        var (challenge, peer) = (new byte[16], Convert.FromHexString("21402324255E262A28295F2B3A337C7E"));
        var credential = Response(user, challenge, peer);

        var request = gateway.Access((ref writer, _) =>
        {
            writer.AddString(Attributes.UserName, $"{user}@{realm}");
            writer.Add(Attributes.Microsoft.ChapChallenge, challenge);
            writer.Add(Attributes.Microsoft.Chap2Response, [1, 0, .. peer, .. new byte[8], .. credential]);
        });
        var accept = await gateway.AskAuthAsync(request);

        Assert.True(accept?.Code is RadiusCode.AccessAccept, accept?.Text(Attributes.ReplyMessage));
        var clear = new byte[240];
        Assert.True(SaltEncryption.TryDecrypt(accept!.Find(Attributes.Microsoft.MppeSendKey), request.AsSpan(4, 16), gateway.Secret, clear, out var length));
        Assert.Equal(16, length);
        Assert.NotNull(accept.Find(Attributes.Microsoft.Chap2Success));
    }

    [Fact]
    public async Task Whatever_is_hidden_is_hidden_anew_on_both_ways()
    {
        const string Between = "between the servers";
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var realm = await RealmAsync(((IPEndPoint)server.LocalEndPoint!).Port, secret: Between);
        using var gateway = await stage.GatewayAsync();
        var secret = new SharedSecret(Encoding.UTF8.GetBytes(Between));

        var request = gateway.Login($"somebody@{realm}", "a password", (ref writer) => writer.AddString(Attributes.ReplyMessage, "as it is"));
        var asked = gateway.AskAuthAsync(request);
        var received = new byte[4096];
        var from = await server.ReceiveFromAsync(received, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), TestContext.Current.CancellationToken);
        var passed = received[..from.ReceivedBytes];
        Assert.Equal("a password", Password(passed, secret));
        await server.SendToAsync(Accept(passed, secret), SocketFlags.None, from.RemoteEndPoint, TestContext.Current.CancellationToken);

        var accept = (await asked)!;
        var authenticator = request.AsSpan(4, 16);
        Assert.Equal("tunnel", Salted(accept.Find(Attributes.TunnelPassword).AsSpan(1), authenticator, gateway.Secret));
        Assert.Equal(5, accept.Find(Attributes.TunnelPassword)![0]);
        Assert.Equal("a key of 64 octets", Salted(accept.Find(new(Attributes.WiMax.Vendor, 5)), authenticator, gateway.Secret));
        Assert.Equal("intercepted", Salted(accept.Find(new(6527, 123)), authenticator, gateway.Secret));
        var (clear, keys) = (new byte[16], new byte[128]);
        AscendSecret.Mask(accept.Find(new(529, 214)), authenticator, gateway.Secret, clear);
        Assert.Equal("ascend's secret", Encoding.UTF8.GetString(clear).TrimEnd('\0'));
        Assert.True(UserPassword.TryDecrypt(accept.Find(Attributes.Microsoft.ChapMppeKeys), authenticator, gateway.Secret, keys, out _));
        Assert.Equal(Keys, keys[..32]);
        Assert.Equal(("plain", "up to here"), (accept.Text(new(529, 1)), accept.Text(Attributes.ReplyMessage)));
    }

    [Fact]
    public async Task A_server_that_signs_its_answers_is_believed_none_that_is_not_signed()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var realm = await RealmAsync(((IPEndPoint)server.LocalEndPoint!).Port);
        using var gateway = await stage.GatewayAsync();

        Assert.Equal("unsigned", await AnsweredAsync(("unsigned", false, false))); // it may not know of it
        Assert.Equal("of EAP", await AnsweredAsync(("of EAP", true, true))); // which each signs
        Assert.Equal("unsigned", await AnsweredAsync(("unsigned", false, false)));
        Assert.Equal("signed", await AnsweredAsync(("forged, of EAP", false, true), ("signed", true, false)));
        Assert.Equal("again", await AnsweredAsync(("forged", false, false), ("again", true, true)));

        async Task<string?> AnsweredAsync(params (string Message, bool IsSigned, bool IsEap)[] answers)
        {
            var asked = gateway.AskAuthAsync(gateway.Login($"somebody@{realm}"));
            var received = new byte[4096];
            var from = await server.ReceiveFromAsync(received, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), TestContext.Current.CancellationToken);

            foreach (var (message, isSigned, isEap) in answers)
            {
                await server.SendToAsync(Reject(received[..from.ReceivedBytes], message, isSigned, isEap), SocketFlags.None, from.RemoteEndPoint, TestContext.Current.CancellationToken);
            }

            return (await asked)?.Text(Attributes.ReplyMessage);
        }

        byte[] Reject(byte[] passed, string message, bool isSigned, bool isEap)
        {
            RadiusPacket.TryParse(passed, out var request);
            var buffer = new byte[4096];
            var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessReject, request.Identifier);

            if (isSigned)
            {
                writer.ReserveMessageAuthenticator();
            }

            writer.AddString(Attributes.ReplyMessage, message);

            if (isEap)
            {
                writer.Add(Attributes.EapMessage, [4, 1, 0, 4]);
            }

            writer.TryAddAll(Attributes.ProxyState, request);

            return buffer[..writer.CompleteResponse(request.Authenticator, gateway.Secret)];
        }
    }

    [Fact]
    public async Task Accounting_is_passed_on_too()
    {
        using var gateway = await stage.GatewayAsync();
        var (realm, user) = (await RealmAsync(), await stage.AccountAsync());

        await gateway.ReportAsync(Status.Stop, $"{user}@{realm}", "proxied-1", new(60, 0, 5_000_000));

        Assert.Equal(9.95m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_server_that_is_silent_is_asked_again_with_the_same_octets_and_the_gateway_is_answered_once()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var realm = await RealmAsync(((IPEndPoint)server.LocalEndPoint!).Port);
        using var gateway = await stage.GatewayAsync();

        var asked = gateway.AskAuthAsync(gateway.Login($"somebody@{realm}"));
        var (first, second) = (new byte[4096], new byte[4096]);
        var patience = TestContext.Current.CancellationToken;
        var length = (await server.ReceiveFromAsync(first, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), patience)).ReceivedBytes;
        var again = await server.ReceiveFromAsync(second, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), patience);
        Assert.Equal(first[..length], second[..again.ReceivedBytes]);
        Assert.False(asked.IsCompleted);

        RadiusPacket.TryParse(second.AsSpan(0, again.ReceivedBytes), out var request);
        Assert.Equal(MessageAuthenticatorState.Valid, PacketAuthentication.CheckMessageAuthenticator(request, gateway.Secret));
        var buffer = new byte[4096];
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessReject, request.Identifier);
        writer.AddString(Attributes.ReplyMessage, "not here");
        writer.TryAddAll(Attributes.ProxyState, request);
        await server.SendToAsync(buffer.AsMemory(0, writer.CompleteResponse(request.Authenticator, gateway.Secret)), SocketFlags.None, again.RemoteEndPoint, patience);

        Assert.Equal("not here", (await asked)?.Text(Attributes.ReplyMessage));
        Assert.Empty((await asked)!.All(Attributes.ProxyState));
    }

    [Fact]
    public async Task The_second_server_is_asked_while_the_first_is_silent()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.9"), stage.Billing.AuthPort));
        using var gateway = await stage.GatewayAsync();
        var (realm, user) = (await RealmAsync(first: "127.0.0.9", backup: "127.0.0.1"), await stage.AccountAsync());

        Assert.Equal(RadiusCode.AccessAccept, (await gateway.AskAuthAsync(gateway.Login($"{user}@{realm}")))?.Code);
        var asked = Drain();
        Assert.Equal(RadiusCode.AccessAccept, (await gateway.AskAuthAsync(gateway.Login($"{user}@{realm}")))?.Code);

        Assert.Equal((2, 0), (asked, Drain())); // twice the first time, and then not at all for a while

        int Drain()
        {
            var count = 0;

            for (var buffer = new byte[4096]; silent.Available > 0; count++)
            {
                silent.Receive(buffer);
            }

            return count;
        }
    }

    // The LM and NT keys, with what pads them.
    private static readonly byte[] Keys = [.. Enumerable.Range(1, 24).Select(octet => (byte)octet), .. new byte[8]];

    private static byte[] Accept(byte[] passed, SharedSecret secret)
    {
        RadiusPacket.TryParse(passed, out var packet);
        var (buffer, hidden) = (new byte[4096], new byte[128]);
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessAccept, packet.Identifier);
        writer.AddSalted(Attributes.TunnelPassword, "tunnel"u8, 1, packet.Authenticator, secret, 5);
        writer.AddSalted(new(Attributes.WiMax.Vendor, 5), "a key of 64 octets"u8, 2, packet.Authenticator, secret);
        writer.AddSalted(new(6527, 123), "intercepted"u8, 3, packet.Authenticator, secret);
        AscendSecret.Mask("ascend's secret\0"u8, packet.Authenticator, secret, hidden);

        // Two of a vendor's in one envelope, only one of them hidden.
        writer.Add(new(0, 26), [0, 0, 2, 17, 1, 7, .. "plain"u8, 214, 18, .. hidden[..16]]);
        writer.Add(Attributes.Microsoft.ChapMppeKeys, hidden.AsSpan(0, UserPassword.Encrypt(Keys, packet.Authenticator, secret, hidden)));
        writer.AddString(Attributes.ReplyMessage, "up to here");
        writer.TryAddAll(Attributes.ProxyState, packet);

        return buffer[..writer.CompleteResponse(packet.Authenticator, secret)];
    }

    private static string Password(byte[] passed, SharedSecret secret)
    {
        RadiusPacket.TryParse(passed, out var packet);
        var clear = new byte[UserPassword.MaximumLength];
        Assert.True(packet.TryGet(Attributes.UserPassword, out var hidden));
        Assert.True(UserPassword.TryDecrypt(hidden, packet.Authenticator, secret, clear, out var length));

        return Encoding.UTF8.GetString(clear, 0, length);
    }

    private static string Salted(ReadOnlySpan<byte> hidden, ReadOnlySpan<byte> authenticator, SharedSecret secret)
    {
        var clear = new byte[SaltEncryption.MaximumLength + 1];
        Assert.True(SaltEncryption.TryDecrypt(hidden, authenticator, secret, clear, out var length));

        return Encoding.UTF8.GetString(clear, 1, length);
    }

    private async Task<string> RealmAsync(
        int? authPort = null, string first = "127.0.0.1", string? backup = null, string secret = "testing123")
    {
        var realm = $"realm{Interlocked.Increment(ref _numbers)}.example";
        await stage.Billing.Services.GetRequiredService<RealmStore>().SetAsync(
            realm,
            new(first, authPort ?? stage.Billing.AuthPort, stage.Billing.AcctPort, StripsName: true, backup),
            secret,
            new("test", 0));
        await stage.Billing.Services.GetRequiredService<Realms>().RefreshAsync(CancellationToken.None);

        return realm;
    }

    private static byte[] Response(string user, byte[] challenge, byte[] peer) =>
        Core.Accounts.MsChap2.Response(challenge, peer, Encoding.UTF8.GetBytes(user), Core.Accounts.MsChap2.PasswordHash("clientPass"));
}
