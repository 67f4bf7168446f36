using System.Collections.Concurrent;
using System.Net;
using Billing.Contracts.Nodes;
using Billing.Postgres.Nodes;
using Billing.Radius.Server.Proxying;
using Billing.Radius.Server.Tests.Listening;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Proxying;

/// <summary>RFC 6613, 6614 from our side: to another realm's server, which is this platform itself or a made-up one.</summary>
[Collection(nameof(RadSec))]
public sealed class RealmTlsTests(RadSecTests.Server server) : IAsyncDisposable
{
    private static int _numbers;

    private readonly List<string> _realms = [];
    private readonly TestGateway _gateway = new(server.Billing);

    private RealmStore Store => server.Billing.Services.GetRequiredService<RealmStore>();

    [Fact]
    public async Task Logins_and_accounting_go_to_the_realms_server_by_TLS()
    {
        var (realm, user) = (await RealmAsync(server.Port, "localhost"), await AccountAsync());

        var accept = await EventuallyAsync($"{user}@{realm}", "secret");
        Assert.True(accept.Code is RadiusCode.AccessAccept, accept.Text(Attributes.ReplyMessage));
        Assert.Equal(RadiusCode.AccessReject, (await _gateway.AskAuthAsync(_gateway.Login($"{user}@{realm}", "Secret")))?.Code);
        await _gateway.ReportAsync(Status.Stop, $"{user}@{realm}", "by-tls-1", new(60, 0, 5_000_000) { Class = accept.Find(Attributes.Class) });

        Assert.Equal(9.95m, (await server.Billing.BalanceAsync(user)).Posted);
        Assert.Empty((await server.Billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_server_that_is_down_at_first_is_used_when_it_comes()
    {
        var port = FreePort.Tcp();
        var realm = await RealmAsync(port);
        _gateway.Patience = TimeSpan.FromSeconds(1.2);
        Assert.Null(await _gateway.AskAuthAsync(_gateway.Login($"somebody@{realm}")));

        using var home = new HomeServer(Certificate(), (connection, packet) => connection.SendAsync(HomeServer.Answer(RadiusCode.AccessReject, packet, "not here")), port);

        Assert.Equal("not here", (await EventuallyAsync($"somebody@{realm}")).Text(Attributes.ReplyMessage));
        Assert.Contains(Said(port), line => line.Contains("it is tried again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_waits_on_a_connection_that_is_cut_is_asked_once_more_on_the_next()
    {
        var asked = new ConcurrentQueue<int>();
        using var home = new HomeServer(Certificate(), async (connection, packet) =>
        {
            asked.Enqueue(connection.Number);

            if (connection.Number == 1)
            {
                connection.Cut();
            }
            else
            {
                await connection.SendAsync(HomeServer.Answer(RadiusCode.AccessReject, packet, "the second"));
            }
        });
        var realm = await RealmAsync(home);

        var answer = await _gateway.AskAuthAsync(_gateway.Login($"somebody@{realm}"));

        Assert.Equal("the second", answer?.Text(Attributes.ReplyMessage));
        Assert.Equal([1, 2], asked);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_asked_whether_it_lives_and_then_given_up()
    {
        using var home = new HomeServer(Certificate(), (_, _) => Task.CompletedTask);
        await RealmAsync(home);

        home.IsDeaf = true;

        await Eventually.IsAsync(() => home.Ended > 0, "the connection is ended");
        await Eventually.IsAsync( // it is said when our end of it is closed, which is not first
            () => Said(home.Port).Any(line => line.Contains("did not answer Status-Server", StringComparison.Ordinal)), "the log says why");
    }

    [Theory]
    //          whose              for          expected      said
    [InlineData("Other authority", "localhost", "localhost", "chain")]
    [InlineData("Test", "localhost", "radius.example", "NameMismatch")]
    public async Task A_server_with_a_wrong_certificate_is_refused_and_said(string authority, string subject, string expected, string said)
    {
        using var certificate = authority == "Test" ? Certificates.Leaf(server.Authority, subject) : Certificates.Leaf(Certificates.Authority(authority), subject);
        var served = 0;
        using var home = new HomeServer(certificate, (_, _) => Task.FromResult(served++));
        await RealmAsync(home.Port, expected);

        await Eventually.IsAsync(() => Said(home.Port).Any(line => line.Contains(said, StringComparison.Ordinal)), $"the log says {said}");

        Assert.Equal(0, served);
    }

    [Theory]
    //          what it sends to a login
    [InlineData("0301ffff")]                                 // longer than any packet
    [InlineData("0000001600000000000000000000000000000000" + "0100")] // an attribute of no length
    [InlineData("0300001400000000000000000000000000000000")] // an answer that is not signed with the secret
    [InlineData("2800001400000000000000000000000000000000")] // a request that is not
    public async Task A_packet_that_is_wrong_ends_the_connection(string octets)
    {
        var wrong = Convert.FromHexString(octets);
        using var home = new HomeServer(Certificate(), (connection, packet) =>
        {
            wrong[1] = packet[1];

            return connection.SendAsync(connection.Number == 1 ? wrong : HomeServer.Answer(RadiusCode.AccessReject, packet, "put right"));
        });
        var realm = await RealmAsync(home);

        var answer = await _gateway.AskAuthAsync(_gateway.Login($"somebody@{realm}"));

        Assert.Equal((2, "put right"), (home.Connections, answer?.Text(Attributes.ReplyMessage)));
        await Eventually.IsAsync(() => home.Ended == 1, "the first has ended");
    }

    [Fact]
    public async Task More_requests_than_identifiers_wait_for_one()
    {
        var held = new ConcurrentQueue<byte[]>();
        var most = 0;
        var isFull = new TaskCompletionSource();
        using var home = new HomeServer(Certificate(), async (connection, packet) =>
        {
            held.Enqueue(packet);
            most = int.Max(most, held.Count);

            if (held.Count == 255 || isFull.Task.IsCompleted)
            {
                // The newest first: answers come in any order.
                foreach (var request in held.Reverse().ToArray())
                {
                    await connection.SendAsync(HomeServer.Answer(RadiusCode.AccessReject, request));
                }

                held.Clear();
                isFull.TrySetResult();
            }
        });
        var realm = await RealmAsync(home);
        using var other = new TestGateway(server.Billing);
        using var third = new TestGateway(server.Billing);
        TestGateway[] gateways = [_gateway, other, third];

        foreach (var gateway in gateways)
        {
            for (var i = 0; i < 100; i++)
            {
                gateway.Throw(gateway.Login($"user{i}@{realm}"), atAuth: true);
            }
        }

        foreach (var gateway in gateways)
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.True(await gateway.ReceiveAsync(gateway.Patience) is not null, $"answer {i} of {gateway.Excuse}");
            }
        }

        Assert.Equal(255, most);
        Assert.Equal(1, home.Connections);
    }

    [Fact]
    public async Task The_second_server_is_asked_while_the_first_is_away()
    {
        var (realm, user) = (await RealmAsync(server.Port, "localhost", first: "127.0.0.9", backup: "127.0.0.1"), await AccountAsync());

        Assert.Equal(RadiusCode.AccessAccept, (await EventuallyAsync($"{user}@{realm}", "secret")).Code);
    }

    [Fact]
    public async Task A_server_that_orders_is_told_that_this_is_not_supported()
    {
        var answered = new TaskCompletionSource<byte[]>();
        using var home = new HomeServer(Certificate(), async (connection, packet) =>
        {
            if (packet[0] == (byte)RadiusCode.AccessRequest)
            {
                await connection.SendAsync(Order());
            }
            else
            {
                answered.TrySetResult(packet);
            }
        });
        var realm = await RealmAsync(home);

        _gateway.Throw(_gateway.Login($"somebody@{realm}"), atAuth: true);

        var answer = new Answer(await answered.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal((RadiusCode.DisconnectNak, 406u), (answer.Code, answer.Number(Attributes.ErrorCause)));

        static byte[] Order()
        {
            Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
            var writer = new RadiusPacketWriter(buffer, RadiusCode.DisconnectRequest, 7);
            writer.AddString(Attributes.AcctSessionId, "1");

            return buffer[..writer.CompleteRequest(ServerConnection.Secret, default)].ToArray();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _gateway.Dispose();

        foreach (var realm in _realms)
        {
            await Store.RemoveAsync(realm, new("test", (await Store.GetAsync(realm))!.Version));
        }

        await server.Billing.Services.GetRequiredService<Realms>().RefreshAsync(CancellationToken.None);
    }

    private System.Security.Cryptography.X509Certificates.X509Certificate2 Certificate() => Certificates.Leaf(server.Authority, "localhost");

    private string[] Said(int port) => [.. server.Billing.Log.Lines.Where(line => line.Contains($":{port} (", StringComparison.Ordinal))];

    /// <summary>A realm of that server, which is connected.</summary>
    private async Task<string> RealmAsync(HomeServer home)
    {
        var realm = await RealmAsync(home.Port);
        await Eventually.IsAsync(() => home.Connections > 0, "it is connected");

        return realm;
    }

    /// <param name="name">Empty: its certificate is for its address.</param>
    private async Task<string> RealmAsync(int port, string name = "", string first = "127.0.0.1", string? backup = null)
    {
        var realm = $"tls{Interlocked.Increment(ref _numbers)}.example";
        // Nobody is at the UDP ports.
        await Store.SetAsync(realm, new(first, 1, 1, StripsName: true, backup, new(port, name)), null, new("test", 0));
        _realms.Add(realm);
        await server.Billing.Services.GetRequiredService<Realms>().RefreshAsync(CancellationToken.None);

        return realm;
    }

    private async Task<string> AccountAsync()
    {
        var login = $"by-tls{Interlocked.Increment(ref _numbers)}";
        await Stage.AddAccountAsync(server.Billing, login, "secret", "Prepaid data", 10, 0);

        return login;
    }

    /// <summary>The first answer: the connection may not be there yet.</summary>
    private async Task<Answer> EventuallyAsync(string user, string password = "secret")
    {
        Answer? answer = null;
        _gateway.Patience = TimeSpan.FromSeconds(1.5);
        await Eventually.IsAsync(async () => (answer = await _gateway.AskAuthAsync(_gateway.Login(user, password))) is not null, "an answer");
        _gateway.Patience = TimeSpan.FromSeconds(30);

        return answer!;
    }
}
