using System.Net;
using Billing.Host.Bench;
using Billing.Radius;

namespace Billing.Host.Chaos;

/// <summary>
/// A gateway with a captive portal for people without money: they pay there, it is told to let them out, and they use what they paid for.
/// It loses what it is told, reboots, goes on under another name, and says again what it said at the portal.
/// </summary>
/// <remarks>What was used at the portal costs nobody anything, and all that is used after it is charged, once.</remarks>
internal sealed class PortalGateway(
    IPAddress address, IReadOnlyList<RadiusServer> servers, IReadOnlyList<string> users, string password, PortalDesk desk, int seed) : IDisposable
{
    private const uint Start = 1;
    private const uint Stop = 2;
    private const uint Interim = 3;
    private const uint AccountingOn = 7;

    // All of it is used, so that nobody has anything at the next login.
    private const decimal Paid = 0.20m;
    private const ulong Worth = 20_000_000;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly ChaosGateway _gateway = new(address, servers, new(seed));
    private readonly PortalOrders _orders = new(address, seed);
    private readonly Random _random = new(seed);
    private readonly List<SessionOutcome> _sessions = [];
    private int _begun;

    /// <summary>Where it takes orders.</summary>
    public int ControlPort => _orders.Port;

    /// <summary>Every session that it began, as it knows it; what was used at the portal is not in it.</summary>
    public IReadOnlyList<SessionOutcome> Sessions => _sessions;

    /// <summary>How many were let out.</summary>
    public int Lifted { get; private set; }

    /// <param name="ending">Nobody logs in any more; who was let out goes on to the end.</param>
    public async Task RunAsync(CancellationToken ending, CancellationToken cancellation)
    {
        while (!ending.IsCancellationRequested)
        {
            var user = users[_begun % users.Count];
            var name = FormattableString.Invariant($"portal-{seed}-{address}-{_begun++}");

            if (await _gateway.LogInAsync(user, password, Patience, ending) is { } answer && Read(answer) is (var isAtPortal, { Count: > 0 } classes))
            {
                await PlayAsync(new(user, name, classes), isAtPortal, ending, cancellation);
            }

            await Task.Delay(_random.Next(20, 200), ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _gateway.Dispose();
        _orders.Dispose();
    }

    private async Task PlayAsync(Stay stay, bool isAtPortal, CancellationToken ending, CancellationToken cancellation)
    {
        // What was left of an earlier payment: used as that would have been.
        if (!isAtPortal)
        {
            await ReportAsync(Start, stay, 0, cancellation);
            await UseAsync(stay, 0, cancellation);

            return;
        }

        _orders.Watch(stay.Name, whenLetOut: _random.Next(4) == 0 ? () => desk.TakeAsync(stay.User, $"take/{stay.Name}", Paid) : null);
        var (portal, what) = ((ulong)_random.Next(1, 5_000_000), _random.Next(6));

        // It pays when all that it used is acknowledged, so that the border is known to the octet.
        if (await ReportAsync(Start, stay, 0, cancellation) && await ReportAsync(Interim, stay, portal, cancellation) && what > 1)
        {
            await desk.PayAsync(stay.User, $"pay/{stay.Name}", Paid);

            if (await _orders.IsLetOutAsync(Patience, ending))
            {
                Lifted++;
                await GoOnAsync(stay, portal, cancellation);

                return;
            }
        }

        _orders.Forget();
        await (what == 0 ? ReportAsync(AccountingOn, stay, 0, cancellation) : ReportAsync(Stop, stay, portal, cancellation));
        _sessions.Add(new(0, stay.Name, 0, 0, SessionEnd.Unacknowledged));
    }

    // Nothing is used before the server knows: what is reported until then would be of the portal.
    private async Task GoOnAsync(Stay stay, ulong portal, CancellationToken cancellation)
    {
        var border = await desk.BorderAsync(stay.Name, Patience);

        if (_random.Next(2) == 0)
        {
            var next = stay with { Name = stay.Name + "+", Began = DateTimeOffset.UtcNow };
            await ReportAsync(Start, next, 0, cancellation);
            await ReportAsync(Stop, stay, portal, cancellation);
            _sessions.Add(new(0, stay.Name, 0, 0, SessionEnd.Unacknowledged));
            _orders.Watch(next.Name, whenLetOut: null);
            await UseAsync(next, 0, cancellation, isExact: border is not null);

            return;
        }

        while (border is { } seconds && stay.Seconds <= seconds + 1)
        {
            await Task.Delay(TimeSpan.FromSeconds(0.2), CancellationToken.None);
        }

        await UseAsync(stay, portal, cancellation, isExact: border is not null);
    }

    private async Task UseAsync(Stay stay, ulong before, CancellationToken cancellation, bool isExact = true)
    {
        var (used, acknowledged) = (0ul, 0ul);

        for (var reports = _random.Next(0, 3); reports > 0; reports--)
        {
            used += (ulong)_random.NextInt64((long)(Worth - used) / 2);
            acknowledged = await ReportAsync(Interim, stay, before + used, cancellation) ? used : acknowledged;

            if (before > 0 && isExact)
            {
                await ReportAsync(Interim, stay, before / 2, cancellation, seconds: 1); // of the portal's time, again
            }

            await Task.Delay(_random.Next(50, 400), CancellationToken.None);
        }

        var isStopped = await ReportAsync(Stop, stay, before + Worth, cancellation);
        _orders.Forget();
        _sessions.Add(new(
            0, stay.Name, Worth, isExact ? isStopped ? Worth : acknowledged : 0, isExact && isStopped ? SessionEnd.Acknowledged : SessionEnd.Unacknowledged));
    }

    private Task<bool> ReportAsync(uint status, Stay stay, ulong octets, CancellationToken cancellation, uint? seconds = null) => _gateway.AccountAsync(
        (ref RadiusPacketWriter writer) =>
        {
            writer.AddUInt32(Attributes.AcctStatusType, status);

            if (status is AccountingOn)
            {
                return;
            }

            writer.AddString(Attributes.UserName, stay.User);
            writer.AddString(Attributes.AcctSessionId, stay.Name);
            writer.AddUInt32(Attributes.AcctSessionTime, seconds ?? stay.Seconds);
            writer.AddUInt32(Attributes.AcctOutputOctets, (uint)octets);

            foreach (var one in stay.Classes)
            {
                writer.Add(Attributes.Class, one);
            }
        },
        Long,
        cancellation);

    // A reject has no Class.
    private static (bool IsAtPortal, IReadOnlyList<byte[]> Classes) Read(byte[] answer)
    {
        RadiusPacket.TryParse(answer, out var packet);
        var found = new List<byte[]>();

        foreach (var attribute in packet)
        {
            if (attribute.Key == Attributes.Class)
            {
                found.Add(attribute.Value.ToArray());
            }
        }

        return (packet.TryGet(Attributes.FilterId, out var group) && group.SequenceEqual("to-pay"u8), found);
    }

    private sealed record Stay(string User, string Name, IReadOnlyList<byte[]> Classes)
    {
        public DateTimeOffset Began { get; init; } = DateTimeOffset.UtcNow;

        public uint Seconds => (uint)(DateTimeOffset.UtcNow - Began).TotalSeconds;
    }
}
