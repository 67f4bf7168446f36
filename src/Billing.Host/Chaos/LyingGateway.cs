using System.Net;
using Billing.Host.Bench;
using Billing.Radius;

namespace Billing.Host.Chaos;

/// <summary>A gateway whose word is worth nothing: absurd counters and clocks, any order, wrong secrets, noise. It may cost its
/// accounts money; it must cost nobody else anything, and leave books that balance.</summary>
internal sealed class LyingGateway(IPAddress address, IReadOnlyList<RadiusServer> servers, IReadOnlyList<string> users, int seed) : IDisposable
{
    private static readonly uint[] Statuses = [1, 2, 3, 3, 3, 7, 8, 15, 99];
    private static readonly uint[] Counters = [0, 1, 999_999, 50_000_000, int.MaxValue, uint.MaxValue];

    // Before and after everything, the year 2000, and about now.
    private static readonly uint[] Times = [0, 1, 946_684_800, int.MaxValue, uint.MaxValue];

    private readonly Random _random = new(seed);
    private readonly ChaosGateway _gateway = new(address, servers, new(seed));
    private readonly ChaosGateway _stranger = new(address, servers, new(seed + 1), "not the secret");
    private readonly Queue<byte[]> _late = new();

    public long Lies { get; private set; }

    public async Task RunAsync(CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            Throw();
            Lies++;
            await Task.Delay(_random.Next(5, 60), ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _gateway.Dispose();
        _stranger.Dispose();
    }

    private void Throw()
    {
        switch (_random.Next(8))
        {
            case 0:
                var noise = new byte[_random.Next(1, 200)];
                _random.NextBytes(noise);
                _gateway.Throw(noise, isAccounting: _random.Next(2) == 0);
                break;

            case 1:
                _stranger.Throw(_stranger.Accounting(Lie), isAccounting: true);
                break;

            default:
                // Some wait, and come after those that were made later; some come twice.
                _late.Enqueue(_gateway.Accounting(Lie));

                while (_late.Count > _random.Next(4))
                {
                    var packet = _late.Dequeue();
                    _gateway.Throw(packet, isAccounting: true);

                    if (_random.Next(3) == 0)
                    {
                        _late.Enqueue(packet);
                    }
                }

                break;
        }
    }

    private void Lie(ref RadiusPacketWriter writer)
    {
        writer.AddUInt32(Attributes.AcctStatusType, Any(Statuses));
        writer.AddString(Attributes.UserName, _random.Next(10) == 0 ? "nobody" : users[_random.Next(users.Count)]);
        writer.AddString(Attributes.AcctSessionId, FormattableString.Invariant($"lie-{_random.Next(20)}"));
        writer.AddUInt32(Attributes.AcctSessionTime, Any(Counters));
        writer.AddUInt32(Attributes.AcctInputOctets, Any(Counters));
        writer.AddUInt32(Attributes.AcctOutputOctets, Any(Counters));

        if (_random.Next(10) == 0)
        {
            writer.AddUInt32(Attributes.AcctOutputGigawords, Any(Counters));
        }

        if (_random.Next(2) == 0)
        {
            writer.AddUInt32(Attributes.EventTimestamp, _random.Next(2) == 0 ? Any(Times) : (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        }

        if (_random.Next(3) == 0)
        {
            writer.AddUInt32(Attributes.AcctDelayTime, Any(Counters));
        }
    }

    private uint Any(uint[] values) => values[_random.Next(values.Length)];
}
