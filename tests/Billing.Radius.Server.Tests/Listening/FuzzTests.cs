using Billing.Radius.Server.Nodes;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Billing.Radius.Server.Tests.Listening;

/// <summary>What measures memory has the process for itself.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Whatever arrives: nothing is answered that its gateway did not sign, nothing stops the server, nothing stays.</summary>
[Collection(nameof(Alone))]
public sealed class FuzzTests(MigratedPostgres postgres)
{
    private const int Packets = 100_000;
    private const int Batch = 200;

    [Fact]
    public async Task Of_100_000_mutated_and_random_packets_none_is_answered_wrongly_and_none_is_fatal()
    {
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync());
        await Stage.AddNodeAsync(billing, "strict", "127.8.0.1/32", "testing123", policy: "yes");
        using var gateway = new TestGateway(billing, from: System.Net.IPAddress.Parse("127.8.0.1")) { Name = "strict" };
        using var other = new TestGateway(billing, "another secret");
        var counters = billing.Services.GetRequiredService<NodeRegistry>().Nodes.Single(node => node.View.Name == "strict").Counters;
        var random = new Random(20_261_125);
        var templates = Templates(gateway).Concat(Templates(other)).ToArray();
        await gateway.ReportAsync(Status.Stop, "bob", "before", new(60, 0, 1_000_000));
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var sent = 0;

        while (sent < Packets)
        {
            for (var i = 0; i < Batch; i++)
            {
                gateway.Throw(Forged(random, templates, gateway.Secret), atAuth: random.Next(2) == 0);
            }

            sent += Batch;
            await Eventually.IsAsync(() => Sum(counters) >= sent, $"all of {sent} packets are counted");
        }

        // Not one answer to any of them, and a right request is served as before.
        Assert.Null(await gateway.ReceiveAsync(TimeSpan.FromMilliseconds(200)));
        Assert.Equal((0, 1, 0), (counters[Outcome.Accepted] + counters[Outcome.Rejected], counters[Outcome.Accounted], counters[Outcome.Failed]));
        Assert.Equal(RadiusCode.AccessAccept, (await gateway.AskAuthAsync(gateway.SignedLogin("alice", "wonderland")))?.Code);
        await gateway.ReportAsync(Status.Stop, "bob", "before", new(60, 0, 1_000_000));
        await gateway.ReportAsync(Status.Stop, "bob", "after", new(60, 0, 1_000_000));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 8L << 20);
        Assert.Equal(-0.02m, (await billing.BalanceAsync("bob")).Posted);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Of_signed_packets_with_any_attributes_each_report_is_answered()
    {
        var log = new LogLines();
        await using var billing = await RunningBilling.StartAsync(
            await postgres.CreateDatabaseAsync(),
            logging =>
            {
                logging.ClearProviders();
                logging.SetMinimumLevel(LogLevel.Warning);
                logging.AddProvider(log);
            },
            ("Billing:Radius:RejectDelay", "00:00:00"),
            ("Billing:Radius:MostFailuresPerMinute", "1000000"));
        using var gateway = new TestGateway(billing);
        var counters = billing.Services.GetRequiredService<NodeRegistry>().Nodes.Single().Counters;
        var random = new Random(20_261_126);

        for (var i = 0; i < 3_000; i++)
        {
            var isAuth = random.Next(3) == 0;
            var packet = gateway.Request(
                isAuth ? RadiusCode.AccessRequest : RadiusCode.AccountingRequest,
                (ref writer) =>
                {
                    writer.ReserveMessageAuthenticator();
                    AddAnything(random, ref writer);
                });
            var answer = await (isAuth ? gateway.AskAuthAsync(packet) : gateway.AskAcctAsync(packet));
            Assert.True(answer is not null, $"packet {i} of the seed is not answered: {Convert.ToHexString(packet)} {string.Join('\n', log.Lines)}");
        }

        Assert.Equal(0, counters[Outcome.Failed]);
        await gateway.LogInAsync("bob", password: "builder");
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    private static void AddAnything(Random random, ref RadiusPacketWriter writer)
    {
        AttributeKey[] known =
        [
            Attributes.UserName, Attributes.UserPassword, Attributes.ChapPassword, Attributes.ChapChallenge, Attributes.AcctStatusType,
            Attributes.AcctSessionId, Attributes.AcctSessionTime, Attributes.AcctInputOctets, Attributes.AcctOutputOctets,
            Attributes.AcctInputGigawords, Attributes.AcctOutputGigawords, Attributes.EventTimestamp, Attributes.AcctDelayTime,
            Attributes.Class, Attributes.CalledStationId, Attributes.CallingStationId, Attributes.FramedIpAddress,
            Attributes.AcctTerminateCause, Attributes.ProxyState, Attributes.VendorSpecific, Attributes.MikroTik.TotalLimit,
        ];

        for (var count = random.Next(20); count > 0; count--)
        {
            var key = random.Next(4) == 0 ? new(0, (uint)random.Next(1, 256)) : known[random.Next(known.Length)];

            if (key == Attributes.MessageAuthenticator)
            {
                continue; // a second one is a forgery
            }

            switch (random.Next(5))
            {
                case 0:
                    writer.AddUInt32(key, (uint)random.Next(16));
                    break;
                case 1:
                    writer.AddUInt32(key, (uint)random.NextInt64(1L << 32));
                    break;
                case 2:
                    writer.AddString(key, random.Next(2) == 0 ? "alice" : "12125550100");
                    break;
                case 3:
                    writer.AddTime(key, DateTimeOffset.UtcNow.AddSeconds(random.Next(-100_000, 1_000)));
                    break;
                default:
                    var value = new byte[random.Next(0, 60)];
                    random.NextBytes(value);
                    writer.TryAdd(key, value);
                    break;
            }
        }
    }

    private static IEnumerable<byte[]> Templates(TestGateway gateway) =>
    [
        gateway.Login("alice", "wonderland"),
        gateway.SignedLogin("alice", "wonderland", (ref writer) => writer.Add(Attributes.ProxyState, [1, 2, 3])),
        gateway.StatusServer(),
        gateway.Accounting(Status.Start, "alice", "f1"),
        gateway.Accounting(Status.Interim, "alice", "f1", new Usage(300, 5, 120_000_000) { Gigawords = true, Class = new byte[20] }.Write),
        gateway.Accounting(Status.Stop, "alice", "f1", new Usage(600, 5, 250_400_000) { EventAt = DateTimeOffset.UtcNow }.Write),
        gateway.Accounting(Status.On, "", ""),
        gateway.Request(RadiusCode.CoaRequest, (ref writer) => writer.AddString(Attributes.UserName, "alice")),
        gateway.Request(RadiusCode.DisconnectRequest, (ref writer) => writer.AddString(Attributes.AcctSessionId, "f1")),
    ];

    // Anything but what the secret's owner could have made.
    private static byte[] Forged(Random random, byte[][] templates, SharedSecret secret)
    {
        while (true)
        {
            var packet = random.Next(5) == 0 ? Noise(random) : Mutated(random, templates[random.Next(templates.Length)]);

            if (!IsSigned(packet, secret))
            {
                return packet;
            }
        }
    }

    private static bool IsSigned(byte[] datagram, SharedSecret secret) =>
        RadiusPacket.TryParse(datagram, out var packet) is ParseOutcome.Ok
        && (PacketAuthentication.VerifyAccountingRequest(packet, secret)
            || PacketAuthentication.CheckMessageAuthenticator(packet, secret) is MessageAuthenticatorState.Valid);

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(0, random.Next(2) == 0 ? 64 : 5_000)];
        random.NextBytes(noise);

        if (noise.Length > 20 && random.Next(2) == 0)
        {
            noise[0] = (byte)random.Next(16);
            (noise[2], noise[3]) = ((byte)(noise.Length >> 8), (byte)(noise.Length & 255));
        }

        return noise;
    }

    private static byte[] Mutated(Random random, byte[] template)
    {
        var packet = template.ToList();

        for (var times = random.Next(1, 6); times > 0; times--)
        {
            var at = packet.Count == 0 ? 0 : random.Next(packet.Count);

            switch (random.Next(packet.Count == 0 ? 1 : 8))
            {
                case 0:
                    packet.Insert(at, (byte)random.Next(256));
                    break;
                case 1:
                    packet.RemoveAt(at);
                    break;
                case 2:
                    packet[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    packet[at] = (byte)random.Next(256);
                    break;
                case 4:
                    packet.RemoveRange(at, packet.Count - at);
                    break;
                case 5:
                    packet[0] = (byte)random.Next(256);
                    break;
                case 6 when packet.Count >= 4:
                    (packet[2], packet[3]) = ((byte)random.Next(20), (byte)random.Next(256));
                    break;
                case 7 when packet.Count >= 4: // the length as it now is, so that what follows is looked at
                    (packet[2], packet[3]) = ((byte)(packet.Count >> 8), (byte)(packet.Count & 255));
                    break;
            }
        }

        return [.. packet];
    }

    private static long Sum(PacketCounters counters) => Enum.GetValues<Outcome>().Sum(outcome => counters[outcome]);
}
