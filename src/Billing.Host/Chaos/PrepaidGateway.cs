using System.Net;
using Billing.Host.Bench;
using Billing.Radius;

namespace Billing.Host.Chaos;

/// <summary>A good gateway for people with little money: it gives nobody more than it was granted, and reports all of it.</summary>
/// <remarks>Its accounts can therefore never owe anything, whatever dies meanwhile.</remarks>
internal sealed class PrepaidGateway(IPAddress address, IReadOnlyList<RadiusServer> servers, IReadOnlyList<string> users, string password, int seed) : IDisposable
{
    private const uint Start = 1;
    private const uint Stop = 2;
    private const uint Interim = 3;

    // An authorisation that nobody starts gives its money back after 30 s: a session that does not begin before is not begun.
    private static readonly TimeSpan WhileHeld = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly ChaosGateway _gateway = new(address, servers, new(seed));
    private readonly Random _random = new(seed);
    private readonly List<SessionOutcome> _sessions = [];
    private int _begun;

    /// <summary>Every session that it began, as it knows it.</summary>
    public IReadOnlyList<SessionOutcome> Sessions => _sessions;

    public int Rejects { get; private set; }

    /// <param name="ending">No more sessions are begun; that which runs is reported to its end.</param>
    public async Task RunAsync(CancellationToken ending, CancellationToken cancellation)
    {
        while (!ending.IsCancellationRequested)
        {
            var user = users[_random.Next(users.Count)];

            if (await _gateway.LogInAsync(user, password, WhileHeld, ending) is { } answer)
            {
                await PlayAsync(user, answer, cancellation);
            }

            await Task.Delay(_random.Next(20, 200), ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _gateway.Dispose();

    private async Task PlayAsync(string user, byte[] answer, CancellationToken cancellation)
    {
        if (Granted(answer, out var token) is not { } granted)
        {
            Rejects++;

            return;
        }

        var name = FormattableString.Invariant($"prepaid-{seed}-{address}-{_begun++}");
        var (used, acknowledged) = (0ul, 0ul);

        if (!await ReportAsync(Start, WhileHeld))
        {
            _sessions.Add(new(0, name, 0, 0, SessionEnd.Open));

            return;
        }

        for (var reports = _random.Next(1, 4); reports > 0; reports--)
        {
            used += (ulong)_random.NextInt64((long)(granted - used) + 1);
            await Task.Delay(_random.Next(50, 400), CancellationToken.None);
            acknowledged = await ReportAsync(Interim, Long) ? used : acknowledged;
        }

        var isStopped = await ReportAsync(Stop, Long);
        _sessions.Add(new(0, name, used, isStopped ? used : acknowledged, isStopped ? SessionEnd.Acknowledged : SessionEnd.Unacknowledged));

        Task<bool> ReportAsync(uint status, TimeSpan within) => _gateway.AccountAsync(
            (ref RadiusPacketWriter writer) =>
            {
                writer.AddUInt32(Attributes.AcctStatusType, status);
                writer.AddString(Attributes.UserName, user);
                writer.AddString(Attributes.AcctSessionId, name);
                writer.Add(Attributes.Class, token);
                writer.AddUInt32(Attributes.AcctOutputOctets, (uint)used);
            },
            within,
            cancellation);
    }

    private static ulong? Granted(byte[] answer, out byte[] token)
    {
        RadiusPacket.TryParse(answer, out var packet);
        token = packet.TryGet(Attributes.Class, out var value) ? value.ToArray() : [];

        return packet.Code is RadiusCode.AccessAccept && packet.TryGetUInt32(Attributes.MikroTik.TotalLimit, out var octets) ? octets : null;
    }
}
