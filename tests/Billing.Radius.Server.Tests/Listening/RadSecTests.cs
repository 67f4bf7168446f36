using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Billing.Contracts.Nodes;
using Billing.Contracts.Sessions;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>The tests of TLS share a platform that has it; one after the other, for they are one gateway.</summary>
[CollectionDefinition(nameof(RadSec))]
public sealed class RadSec : ICollectionFixture<RadSecTests.Server>;

/// <summary>RFC 6613, 6614.</summary>
[Collection(nameof(RadSec))]
public sealed class RadSecTests(RadSecTests.Server server)
{
    private static readonly SharedSecret Secret = new("radsec"u8);

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logins_accounting_and_the_watchdog_share_a_connection()
    {
        await using var stream = await server.ConnectAsync();

        var status = await AskAsync(stream, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
        var login = await AskAsync(stream, RadiusCode.AccessRequest, 2, Login("alice", "wonderland"));
        var stop = await AskAsync(stream, RadiusCode.AccountingRequest, 3, (ref writer, _) =>
        {
            writer.AddUInt32(Attributes.AcctStatusType, Status.Stop);
            writer.AddString(Attributes.UserName, "alice");
            writer.AddString(Attributes.AcctSessionId, "tls-1");
            writer.AddUInt32(Attributes.AcctOutputOctets, 5_000_000);
            writer.Add(Attributes.Class, login.Find(Attributes.Class)!);
        });

        Assert.Equal(
            (RadiusCode.AccessAccept, RadiusCode.AccessAccept, RadiusCode.AccountingResponse), (status.Code, login.Code, stop.Code));
        Assert.Equal(9.95m, (await server.Billing.BalanceAsync("alice")).Posted);
        Assert.Empty((await server.Billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Many_requests_are_at_work_on_one_connection()
    {
        await using var stream = await server.ConnectAsync();
        var random = new Dictionary<byte, byte[]>();

        for (byte i = 0; i < 100; i++)
        {
            var request = Build(RadiusCode.AccessRequest, i, Login(i % 2 == 0 ? "bob" : $"nobody{i}", "builder"));
            random[i] = request[4..20];
            await stream.WriteAsync(request, Patience);
        }

        for (var i = 0; i < 100; i++)
        {
            var octets = (await ReceiveAsync(stream))!;
            Assert.True(random.Remove(octets[1], out var authenticator));
            Assert.Equal(octets[1] % 2 == 0 ? RadiusCode.AccessAccept : RadiusCode.AccessReject, Checked(octets, authenticator!).Code);
        }
    }

    [Theory]
    [InlineData(RadiusCode.DisconnectAck, ControlOutcome.Acknowledged)]
    [InlineData(RadiusCode.DisconnectNak, ControlOutcome.Refused)]
    public async Task A_session_is_ended_on_the_connection_that_its_gateway_opened(RadiusCode code, ControlOutcome outcome)
    {
        await using var stream = await server.ConnectAsync();
        var login = await AskAsync(stream, RadiusCode.AccessRequest, 1, Login("bob", "builder"));
        var name = $"tls-{code}";
        await AskAsync(stream, RadiusCode.AccountingRequest, 2, (ref writer, _) =>
        {
            writer.AddUInt32(Attributes.AcctStatusType, Status.Start);
            writer.AddString(Attributes.UserName, "bob");
            writer.AddString(Attributes.AcctSessionId, name);
            writer.Add(Attributes.Class, login.Find(Attributes.Class)!);
        });
        RadiusPacket.TryParse(login.Octets, out var packet);
        var session = Token.Find(packet)!.Value.SessionId;

        var order = server.Billing.Grains.GetGrain<ISessionControlGrain>(session).DisconnectAsync(new("tls", "test", "asked for"));
        var request = new Answer((await ReceiveAsync(stream))!);
        Assert.Equal((RadiusCode.DisconnectRequest, name), (request.Code, request.Text(Attributes.AcctSessionId)));
        await stream.WriteAsync(Response(code, request.Octets), Patience);

        Assert.Equal(outcome, (await order).Outcome);
    }

    [Fact]
    public async Task An_order_that_is_given_at_another_silo_goes_over_the_connection_too()
    {
        await using var other = await server.AnotherSiloAsync();
        var control = other.Services.GetRequiredService<IGatewayControl>();
        var nodeId = other.Services.GetRequiredService<NodeRegistry>().Find(IPAddress.Loopback)!.NodeId;
        var session = new ControlledSession(Guid.NewGuid(), 1, nodeId, "bob", "elsewhere-1", null, null, null);
        GatewayAnswer refused, changed;

        await using (var stream = await server.ConnectAsync())
        {
            await AskAsync(stream, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
            await Eventually.IsAsync(
                async () => await other.Grains.GetGrain<IGatewayConnectionGrain>(nodeId).FindAsync() is not null, "the cluster knows of the connection");

            var order = control.DisconnectAsync(session);
            var request = new Answer((await ReceiveAsync(stream))!);
            Assert.Equal((RadiusCode.DisconnectRequest, "elsewhere-1"), (request.Code, request.Text(Attributes.AcctSessionId)));
            await stream.WriteAsync(Response(RadiusCode.DisconnectNak, request.Octets, cause: 503), Patience);
            refused = await order;

            order = control.ChangePolicyAsync(session, "512k/2M");
            request = new Answer((await ReceiveAsync(stream))!);
            Assert.Equal(RadiusCode.CoaRequest, request.Code);
            await stream.WriteAsync(Response(RadiusCode.CoaAck, request.Octets), Patience);
            changed = await order;
        }

        Assert.Equal((ControlOutcome.Refused, 503), (refused.Outcome, refused.ErrorCause));
        Assert.Equal("the gateway knows no such session (503 Session-Context-Not-Found)", refused.Words);
        Assert.Equal((ControlOutcome.Acknowledged, 1), (changed.Outcome, changed.Tries));
        await Eventually.IsAsync(
            async () => await other.Grains.GetGrain<IGatewayConnectionGrain>(nodeId).FindAsync() is null, "the cluster knows that it ended");
    }

    [Fact]
    public async Task A_client_whose_certificate_was_taken_back_is_not_served_from_then_on()
    {
        using var stolen = Certificates.Leaf(server.Authority, "gateway");

        await using (var stream = await server.ConnectAsync(stolen))
        {
            await AskAsync(stream, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
        }

        await server.RevokeAsync(stolen);

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await using var stream = await server.ConnectAsync(stolen);
            await stream.WriteAsync(Build(RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator()), Patience);

            if (await ReceiveAsync(stream) is null)
            {
                throw new IOException("closed");
            }
        });
        await Eventually.IsAsync(() => server.Billing.Log.Lines.Any(line => line.Contains("was revoked", StringComparison.Ordinal)), "the log says why");

        // Others are.
        await using var mine = await server.ConnectAsync();
        await AskAsync(mine, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
    }

    [Fact]
    public async Task A_certificate_that_is_renewed_is_shown_to_who_connects_next_and_a_broken_file_changes_nothing()
    {
        await using var before = await server.ConnectAsync();
        var health = server.Billing.Grains.GetGrain<IGatewayHealthGrain>(0);

        await server.RenewAsync(days: 10);
        await using var after = await server.ConnectAsync();
        await server.BreakCertificateAsync();
        await using var last = await server.ConnectAsync();

        Assert.NotEqual(before.RemoteCertificate!.GetSerialNumberString(), after.RemoteCertificate!.GetSerialNumberString());
        Assert.Equal(after.RemoteCertificate.GetSerialNumberString(), last.RemoteCertificate!.GetSerialNumberString());
        var status = await AskAsync(before, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
        Assert.Equal(RadiusCode.AccessAccept, status.Code); // a connection goes on

        await Eventually.IsAsync(
            () => server.Billing.Log.Lines.Any(line => line.Contains("ends at", StringComparison.Ordinal)), "the log warns of its end");
        await Eventually.IsAsync(
            async () => (await health.ShowAsync()).Silos.Any(silo => silo.CertificateExpiresAt is { } at
                && at < NodaTime.SystemClock.Instance.GetCurrentInstant() + NodaTime.Duration.FromDays(11)),
            "the cluster tells when it ends");
        var authority = Assert.Single((await health.ShowAsync()).Silos[0].Authorities!.Value);
        Assert.StartsWith("CN=", authority.Subject, StringComparison.Ordinal);
        Assert.True(authority.ExpiresAt > NodaTime.SystemClock.Instance.GetCurrentInstant());
        await server.RenewAsync(days: 20);
    }

    [Theory]
    //          packet
    [InlineData("0101000c", true)]                                            // shorter than a header
    [InlineData("0101ffff", true)]                                            // longer than any packet
    [InlineData("0102001600000000000000000000000000000000" + "0100", true)]   // an attribute of no length
    [InlineData("0403001400000000000000000000000000000000", true)]            // not signed with the secret
    [InlineData("2804001400000000000000000000000000000000", false)]           // a code that is not served: passed over
    [InlineData("2902001600000000000000000000000000000000" + "0100", true)]   // an answer with an attribute of no length
    [InlineData("2903001400000000000000000000000000000000", false)]           // an answer that nobody waits for: it is late
    public async Task A_packet_that_is_wrong_ends_the_connection(string packet, bool ends)
    {
        await using var stream = await server.ConnectAsync();

        await stream.WriteAsync(Convert.FromHexString(packet), Patience);

        if (ends)
        {
            Assert.Null(await ReceiveAsync(stream));
        }
        else
        {
            var status = await AskAsync(stream, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
            Assert.Equal(RadiusCode.AccessAccept, status.Code);
        }
    }

    [Fact]
    public async Task An_answer_that_is_not_signed_with_the_secret_ends_the_connection()
    {
        await using var stream = await server.ConnectAsync();
        await AskAsync(stream, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
        var order = Control.DisconnectAsync(SessionOf(NodeOf(IPAddress.Loopback)));
        var answer = Response(RadiusCode.DisconnectAck, (await ReceiveAsync(stream))!);
        answer[10] ^= 1;

        await stream.WriteAsync(answer, Patience);

        Assert.Null(await ReceiveAsync(stream));
        Assert.Equal(ControlOutcome.NoAnswer, (await order).Outcome);
    }

    [Fact]
    public async Task A_gateway_whose_newer_connection_ends_is_told_over_the_older_one()
    {
        await using var older = await server.ConnectAsync();
        await AskAsync(older, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
        var node = NodeOf(IPAddress.Loopback);
        var gateways = server.Billing.Services.GetRequiredService<TlsGateways>();
        await Eventually.IsAsync(() => gateways.Find(node) is not null, "it is connected");
        var first = gateways.Find(node);

        await using (var newer = await server.ConnectAsync())
        {
            await AskAsync(newer, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
            Assert.NotSame(first, gateways.Find(node));
        }

        await Eventually.IsAsync(() => gateways.Find(node) == first, "the newer one ended");
        var order = Control.DisconnectAsync(SessionOf(node));
        await older.WriteAsync(Response(RadiusCode.DisconnectAck, (await ReceiveAsync(older))!), Patience);
        Assert.Equal(ControlOutcome.Acknowledged, (await order).Outcome);
    }

    [Fact]
    public async Task Of_several_gateways_behind_one_network_the_one_that_has_the_session_is_told()
    {
        await Stage.AddNodeAsync(server.Billing, "a network", "127.5.0.0/24", "testing123");
        await using var has = await server.ConnectAsync(from: "127.5.0.1");
        await AskAsync(has, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
        await using var hasNot = await server.ConnectAsync(from: "127.5.0.2");
        await AskAsync(hasNot, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());

        var order = Control.DisconnectAsync(SessionOf(NodeOf(IPAddress.Parse("127.5.0.1"))));
        await hasNot.WriteAsync(Response(RadiusCode.DisconnectNak, (await ReceiveAsync(hasNot))!, cause: 503), Patience);
        await has.WriteAsync(Response(RadiusCode.DisconnectAck, (await ReceiveAsync(has))!), Patience);

        Assert.Equal(ControlOutcome.Acknowledged, (await order).Outcome);
    }

    [Fact]
    public async Task Of_several_gateways_behind_one_network_at_several_silos_the_one_that_has_the_session_is_told()
    {
        await Stage.AddNodeAsync(server.Billing, "a wide network", "127.7.0.0/24", "testing123");
        var node = NodeOf(IPAddress.Parse("127.7.0.1"));
        await using var other = await server.AnotherSiloAsync();
        var there = other.Services.GetRequiredService<IGatewayControl>();
        await using var has = await server.ConnectAsync(from: "127.7.0.1");
        await AskAsync(has, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
        await using var hasNot = await server.ConnectAsync(from: "127.7.0.2", port: other.Services.GetRequiredService<RadiusListener>().BoundTls!.Port);
        await AskAsync(hasNot, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
        await Eventually.IsAsync(
            async () => (await other.Grains.GetGrain<IGatewayConnectionGrain>(node).FindAllAsync()).Length == 2, "the cluster knows of both");

        // Nobody knows which one has it: the one that is connected here is asked first.
        var order = there.DisconnectAsync(SessionOf(node));
        await hasNot.WriteAsync(Response(RadiusCode.DisconnectNak, (await ReceiveAsync(hasNot))!, cause: 503), Patience);
        await has.WriteAsync(Response(RadiusCode.DisconnectAck, (await ReceiveAsync(has))!), Patience);
        Assert.Equal(ControlOutcome.Acknowledged, (await order).Outcome);

        // It has reported it: what it refuses counts, and the others, which are silent, are not asked.
        await ReportAsync(Status.Start);
        await using var silent = await server.ConnectAsync(from: "127.7.0.3");
        await AskAsync(silent, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());

        foreach (var control in new[] { there, Control })
        {
            order = control.DisconnectAsync(SessionOf(node) with { AcctSessionId = "wide-1" });
            var request = new Answer((await ReceiveAsync(has))!);
            Assert.Equal("wide-1", request.Text(Attributes.AcctSessionId));
            await has.WriteAsync(Response(RadiusCode.DisconnectNak, request.Octets, cause: 501), Patience);
            Assert.Equal((ControlOutcome.Refused, 501), ((await order).Outcome, (await order).ErrorCause));
        }

        await ReportAsync(Status.Stop);
        Assert.False(server.Billing.Services.GetRequiredService<TlsGateways>().HasHeard(node, "wide-1"));

        async Task ReportAsync(uint status) => await AskAsync(has, RadiusCode.AccountingRequest, 2, (ref writer, _) =>
        {
            writer.AddUInt32(Attributes.AcctStatusType, status);
            writer.AddString(Attributes.UserName, "bob");
            writer.AddString(Attributes.AcctSessionId, "wide-1");
        });
    }

    [Theory]
    //          the one that has it is connected elsewhere
    [InlineData(false)]
    [InlineData(true)]
    public async Task That_a_gateway_which_counts_from_one_too_knows_no_such_session_does_not_end_the_search(bool isElsewhere)
    {
        var network = isElsewhere ? "127.11.0" : "127.12.0";
        await Stage.AddNodeAsync(server.Billing, $"a network that counts {isElsewhere}", $"{network}.0/24", "testing123");
        var node = NodeOf(IPAddress.Parse($"{network}.1"));
        await using var other = await server.AnotherSiloAsync();
        var there = other.Services.GetRequiredService<IGatewayControl>();
        await using var has = await server.ConnectAsync(
            from: $"{network}.1", port: isElsewhere ? other.Services.GetRequiredService<RadiusListener>().BoundTls!.Port : null);
        await AskAsync(has, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
        await using var hasNot = await server.ConnectAsync(from: $"{network}.2");
        await AskAsync(hasNot, RadiusCode.AccountingRequest, 2, (ref writer, _) =>
        {
            writer.AddUInt32(Attributes.AcctStatusType, Status.Start);
            writer.AddString(Attributes.UserName, "carol");
            writer.AddString(Attributes.AcctSessionId, "1");
        });
        await Eventually.IsAsync(
            async () => (await other.Grains.GetGrain<IGatewayConnectionGrain>(node).FindAllAsync()).Length == (isElsewhere ? 2 : 1),
            "the cluster knows of all");

        foreach (var control in new[] { there, Control })
        {
            var order = control.DisconnectAsync(SessionOf(node) with { AcctSessionId = "1" });
            var wrong = new Answer((await ReceiveAsync(hasNot))!);
            Assert.Equal("bob", wrong.Text(Attributes.UserName)); // by which it knows that its own session is not meant
            await hasNot.WriteAsync(Response(RadiusCode.DisconnectNak, wrong.Octets, cause: 503), Patience);
            await has.WriteAsync(Response(RadiusCode.DisconnectAck, (await ReceiveAsync(has))!), Patience);
            Assert.Equal(ControlOutcome.Acknowledged, (await order).Outcome);
        }
    }

    [Fact]
    public async Task That_a_gateway_is_silent_which_has_not_reported_the_session_does_not_end_the_search()
    {
        await Stage.AddNodeAsync(server.Billing, "a network with a silent one", "127.13.0.0/24", "testing123");
        var node = NodeOf(IPAddress.Parse("127.13.0.1"));
        await using var other = await server.AnotherSiloAsync();
        await using var has = await server.ConnectAsync(from: "127.13.0.1", port: other.Services.GetRequiredService<RadiusListener>().BoundTls!.Port);
        await AskAsync(has, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
        await using var silent = await server.ConnectAsync(from: "127.13.0.3");
        await AskAsync(silent, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
        await using var hasNot = await server.ConnectAsync(from: "127.13.0.2");
        await AskAsync(hasNot, RadiusCode.AccountingRequest, 2, (ref writer, _) =>
        {
            writer.AddUInt32(Attributes.AcctStatusType, Status.Start);
            writer.AddString(Attributes.UserName, "carol");
            writer.AddString(Attributes.AcctSessionId, "1");
        });
        await Eventually.IsAsync(
            async () => (await other.Grains.GetGrain<IGatewayConnectionGrain>(node).FindAllAsync()).Length == 2, "the cluster knows of all");

        foreach (var control in new[] { Control, other.Services.GetRequiredService<IGatewayControl>() })
        {
            var order = control.DisconnectAsync(SessionOf(node) with { AcctSessionId = "1" });
            await hasNot.WriteAsync(Response(RadiusCode.DisconnectNak, (await ReceiveAsync(hasNot))!, cause: 503), Patience);
            await has.WriteAsync(Response(RadiusCode.DisconnectAck, (await ReceiveAsync(has))!), Patience);
            Assert.Equal(ControlOutcome.Acknowledged, (await order).Outcome);
        }
    }

    [Fact]
    public async Task A_gateway_that_is_silent_does_not_keep_the_next_one_from_being_asked()
    {
        await Stage.AddNodeAsync(server.Billing, "half a network", "127.9.0.0/24", "testing123");
        await using var has = await server.ConnectAsync(from: "127.9.0.1");
        await AskAsync(has, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());
        await using var silent = await server.ConnectAsync(from: "127.9.0.2");
        await AskAsync(silent, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());

        var order = Control.DisconnectAsync(SessionOf(NodeOf(IPAddress.Parse("127.9.0.1"))));
        await ReceiveAsync(silent);
        await has.WriteAsync(Response(RadiusCode.DisconnectNak, (await ReceiveAsync(has))!, cause: 501), Patience);
        Assert.Equal((ControlOutcome.Refused, 501), ((await order).Outcome, (await order).ErrorCause));

        // Whether the one that is silent has it is not known.
        order = Control.DisconnectAsync(SessionOf(NodeOf(IPAddress.Parse("127.9.0.1"))));
        await has.WriteAsync(Response(RadiusCode.DisconnectNak, (await ReceiveAsync(has))!, cause: 503), Patience);
        Assert.Equal(ControlOutcome.NoAnswer, (await order).Outcome);
    }

    [Fact]
    public async Task A_gateway_whose_certificate_is_to_have_a_name_is_let_in_with_that_only()
    {
        await Stage.AddNodeAsync(server.Billing, "by name", "127.6.0.1/32", "testing123");
        var nodes = server.Billing.Services.GetRequiredService<NodeRegistry>();
        Node Found() => nodes.Find(IPAddress.Parse("127.6.0.1"))!;
        var grain = server.Billing.Grains.GetGrain<INodeGrain>(Found().NodeId);
        using var own = Certificates.Leaf(server.Authority, "edge.example.net");
        await using var before = await server.ConnectAsync(from: "127.6.0.1"); // any name, as long as none is set
        await AskAsync(before, RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator());

        Assert.True((await grain.SetTlsNameAsync("edge.example.net", new("test", (await grain.GetAsync())!.Version))).IsDone);
        await Eventually.IsAsync(() => Found().View.TlsName is not null, "it is known");

        await Assert.ThrowsAnyAsync<Exception>(() => LivesAsync(before)); // what was let in by another
        await using var anothers = await server.ConnectAsync(from: "127.6.0.1");
        await Assert.ThrowsAnyAsync<Exception>(() => LivesAsync(anothers));
        await using var mine = await server.ConnectAsync(own, "127.6.0.1");
        await LivesAsync(mine);
        Assert.True(Found().Counters[Outcome.NotSecured] > 0);

        static async Task LivesAsync(SslStream stream)
        {
            await stream.WriteAsync(Build(RadiusCode.StatusServer, 2, (ref writer, _) => writer.ReserveMessageAuthenticator()), Patience);
            Assert.NotNull(await ReceiveAsync(stream));
        }
    }

    private IGatewayControl Control => server.Billing.Services.GetRequiredService<IGatewayControl>();

    private int NodeOf(IPAddress address) => server.Billing.Services.GetRequiredService<NodeRegistry>().Find(address)!.NodeId;

    private static ControlledSession SessionOf(int nodeId) => new(Guid.NewGuid(), 1, nodeId, "bob", $"tls-{Guid.NewGuid():n}", null, null, null);

    [Theory]
    [InlineData(false)] // none
    [InlineData(true)]  // of another authority
    public async Task A_client_without_a_certificate_of_our_authority_is_not_served(bool hasOne)
    {
        using var strange = hasOne ? Certificates.Leaf(Certificates.Authority("Other"), "gateway") : null;

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var stream = await server.ConnectAsync(strange);
            await stream.WriteAsync(Build(RadiusCode.StatusServer, 1, (ref writer, _) => writer.ReserveMessageAuthenticator()), Patience);

            if (await ReceiveAsync(stream) is null)
            {
                throw new IOException("closed");
            }
        });
    }

    private static TestGateway.FillWith Login(string user, string password) => (ref writer, random) =>
    {
        writer.AddString(Attributes.UserName, user);
        Play.AddPassword(ref writer, Secret, random, password);
    };

    private static byte[] Build(RadiusCode code, byte identifier, TestGateway.FillWith fill)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var random = RandomNumberGenerator.GetBytes(16);
        var writer = new RadiusPacketWriter(buffer, code, identifier);
        fill(ref writer, random);

        return buffer[..writer.CompleteRequest(Secret, random)].ToArray();
    }

    private static byte[] Response(RadiusCode code, byte[] request, uint? cause = null)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var writer = new RadiusPacketWriter(buffer, code, request[1]);

        if (cause is { } number)
        {
            writer.AddUInt32(Attributes.ErrorCause, number);
        }

        return buffer[..writer.CompleteResponse(request.AsSpan(4, 16), Secret)].ToArray();
    }

    private static async Task<Answer> AskAsync(SslStream stream, RadiusCode code, byte identifier, TestGateway.FillWith fill)
    {
        var request = Build(code, identifier, fill);
        await stream.WriteAsync(request, Patience);

        return Checked((await ReceiveAsync(stream))!, request[4..20]);
    }

    private static Answer Checked(byte[] octets, byte[] authenticator)
    {
        Assert.Equal(ParseOutcome.Ok, RadiusPacket.TryParse(octets, out var packet));
        Assert.True(PacketAuthentication.VerifyResponse(packet, authenticator, Secret));

        return new(octets);
    }

    /// <returns>Null when the connection ended.</returns>
    private static async Task<byte[]?> ReceiveAsync(SslStream stream)
    {
        var header = new byte[4];

        if (await stream.ReadAtLeastAsync(header, 4, throwOnEndOfStream: false, Patience) < 4)
        {
            return null;
        }

        var octets = new byte[(header[2] << 8) | header[3]];
        header.CopyTo(octets, 0);
        await stream.ReadExactlyAsync(octets.AsMemory(4), Patience);

        return octets;
    }

    public sealed class Server : IAsyncLifetime
    {
        private readonly MigratedPostgres _postgres = new();
        private readonly string _folder = Directory.CreateTempSubdirectory("billing-radsec-").FullName;
        private X509Certificate2 _client = null!;

        public X509Certificate2 Authority { get; private set; } = null!;

        public RunningBilling Billing { get; private set; } = null!;

        public int Port { get; private set; }

        public string Folder => _folder;

        public async ValueTask InitializeAsync()
        {
            var authority = Authority = Certificates.Authority("Test");
            _client = Certificates.Leaf(authority, "gateway");
            await File.WriteAllTextAsync(Path.Combine(_folder, "ca.pem"), authority.ExportCertificatePem());
            await File.WriteAllTextAsync(Path.Combine(_folder, "client.pem"), _client.ExportCertificatePem());
            await File.WriteAllTextAsync(Path.Combine(_folder, "client.key"), _client.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
            await File.WriteAllBytesAsync(Path.Combine(_folder, "server.pfx"), Certificates.Leaf(authority, "localhost").Export(X509ContentType.Pfx, "pw"));
            await RevokeAsync();
            Port = FreePort.Tcp();
            Billing = await StartAsync(await _postgres.CreateDatabaseAsync(), Port);
            Assert.Equal(Port, Billing.Services.GetRequiredService<RadiusListener>().BoundTls?.Port);
        }

        public async ValueTask DisposeAsync()
        {
            await Billing.DisposeAsync();
            await _postgres.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        /// <summary>A second process of the same cluster.</summary>
        public Task<RunningBilling> AnotherSiloAsync() => StartAsync(Billing.ConnectionString, FreePort.Tcp());

        /// <summary>Puts another certificate in the place of ours.</summary>
        public Task RenewAsync(int days)
        {
            using var renewed = Certificates.Leaf(Authority, "localhost", days);

            return File.WriteAllBytesAsync(Path.Combine(_folder, "server.pfx"), renewed.Export(X509ContentType.Pfx, "pw"));
        }

        public Task BreakCertificateAsync() => File.WriteAllTextAsync(Path.Combine(_folder, "server.pfx"), "half of a file");

        /// <summary>Makes the authority's list say that these are taken back, and no others.</summary>
        public Task RevokeAsync(params X509Certificate2[] certificates)
        {
            var list = new CertificateRevocationListBuilder();
            Array.ForEach(certificates, certificate => list.AddEntry(certificate));
            var octets = list.Build(Authority, 1, DateTimeOffset.UtcNow.AddDays(1), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

            return File.WriteAllTextAsync(Path.Combine(_folder, "crl.pem"), PemEncoding.WriteString("X509 CRL", octets));
        }

        private Task<RunningBilling> StartAsync(string database, int port) => RunningBilling.StartAsync(
            database,
            ("Billing:Cluster:ClusterId", "radsec"),
            ("Billing:Radius:RadSec:Port", port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("Billing:Radius:RadSec:Certificate", Path.Combine(_folder, "server.pfx")),
            ("Billing:Radius:RadSec:CertificatePassword", "pw"),
            ("Billing:Radius:RadSec:WatchdogInterval", "00:00:01"),
            ("Billing:Radius:Control:FirstTimeout", "00:00:02"),
            ("Billing:Radius:RadSec:RevocationLists", Path.Combine(_folder, "crl.pem")),
            ("Billing:Radius:RadSec:ClientAuthority", Path.Combine(_folder, "ca.pem")));

        public Task<SslStream> ConnectAsync(string from = "127.0.0.1", int? port = null) => ConnectAsync(_client, from, port);

        /// <param name="port">Of another silo; null: of the first one.</param>
        public async Task<SslStream> ConnectAsync(X509Certificate2? certificate, string from = "127.0.0.1", int? port = null)
        {
            var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
            await client.ConnectAsync(IPAddress.Loopback, port ?? Port, Patience);
            var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    ClientCertificates = certificate is null ? [] : [certificate],
#pragma warning disable CA5359 // whom the client trusts is not what is tested
                    RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
                },
                Patience);

            return stream;
        }
    }
}

/// <summary>An authority, and certificates that it signed.</summary>
internal static class Certificates
{
    public static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));

        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    public static X509Certificate2 Leaf(X509Certificate2 authority, string name, int days = 20)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(days), RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);

        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx, "pw"), "pw", X509KeyStorageFlags.Exportable);
    }
}
