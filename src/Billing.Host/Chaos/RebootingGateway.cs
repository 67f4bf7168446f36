using System.Globalization;
using System.Net;
using System.Text;
using Billing.Host.Bench;
using Billing.Radius;

namespace Billing.Host.Chaos;

/// <summary>A gateway that loses its sessions now and then, says so by Accounting-On, and counts its names for them from the start again.</summary>
internal sealed class RebootingGateway(IPAddress address, IReadOnlyList<RadiusServer> servers, string user, int seed) : IDisposable
{
    private const uint Start = 1;
    private const uint Stop = 2;
    private const uint Interim = 3;
    private const uint AccountingOn = 7;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly ChaosGateway _gateway = new(address, servers, new(seed));
    private readonly Random _random = new(seed);
    private ulong _sent;

    /// <summary>Octets that were acknowledged over all its sessions.</summary>
    public ulong Acknowledged { get; private set; }

    /// <summary>Octets that it tried to report.</summary>
    public ulong Sent => _sent;

    public int Reboots { get; private set; }

    /// <summary>Each session in turn: its name, when it began, and the octets that were acknowledged, report by report.</summary>
    public List<string> Played { get; } = [];

    public async Task RunAsync(CancellationToken ending, CancellationToken cancellation)
    {
        while (!ending.IsCancellationRequested)
        {
            if (!await ReportAsync(AccountingOn, "", 0, cancellation))
            {
                return; // what it did before might still be open: it must not begin again under the same names
            }

            Reboots++;
            await Task.Delay(TimeSpan.FromSeconds(1.1), CancellationToken.None); // it takes longer than the second that its clock counts in

            for (var number = _random.Next(1, 4); number > 0; number--)
            {
                await PlayAsync(FormattableString.Invariant($"boot-{number}"), ending, cancellation);
            }
        }
    }

    public void Dispose() => _gateway.Dispose();

    private async Task PlayAsync(string name, CancellationToken ending, CancellationToken cancellation)
    {
        var (used, acknowledged) = (0ul, 0ul);
        var isStopped = _random.Next(3) > 0;
        var story = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{name} {DateTimeOffset.UtcNow:HH:mm:ss.fff}");
        await ReportAsync(Start, name, 0, cancellation);

        for (var reports = _random.Next(1, 4); reports > 0; reports--)
        {
            used += (ulong)_random.Next(1, 5_000_000);
            acknowledged = await ReportAsync(reports == 1 && isStopped ? Stop : Interim, name, used, cancellation) ? used : acknowledged;
            story.Append(CultureInfo.InvariantCulture, $" {acknowledged} {DateTimeOffset.UtcNow:HH:mm:ss.fff}");
            await Task.Delay(_random.Next(20, 200), ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Played.Add(story.Append(isStopped ? " stop" : "").ToString());
        Acknowledged += acknowledged;
        _sent += used;
    }

    private Task<bool> ReportAsync(uint status, string name, ulong octets, CancellationToken cancellation) => _gateway.AccountAsync(
        (ref RadiusPacketWriter writer) =>
        {
            writer.AddUInt32(Attributes.AcctStatusType, status);
            writer.AddTime(Attributes.EventTimestamp, DateTimeOffset.UtcNow);

            if (status is not AccountingOn)
            {
                writer.AddUInt32(Attributes.AcctSessionTime, 0);
                writer.AddString(Attributes.UserName, user);
                writer.AddString(Attributes.AcctSessionId, name);
                writer.AddUInt32(Attributes.AcctOutputOctets, (uint)octets);
            }
        },
        Long,
        cancellation);
}
