using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Billing.Contracts.Accounts;
using Billing.Contracts.Service;

namespace Billing.Grains.Balances;

/// <summary>What one balance in memory adds to the process's gauges.</summary>
internal readonly record struct BalanceShare(string? Currency, int Sessions, decimal Held);

/// <summary>What this process charges: open sessions and holds of the balances that are in its memory, and what logins came to.</summary>
/// <remarks>Each balance is in one process's memory, so the sum over the processes is the cluster's.</remarks>
internal sealed class ChargingMeter
{
    public const string Name = "Billing.Grains.Balances";

    // Amounts have five decimals; whole numbers are added without a lock.
    private const decimal Smallest = 100_000m;

    private readonly Counter<long> _logins;
    private readonly ConcurrentDictionary<string, Sum> _held = new(StringComparer.Ordinal);
    private long _sessions;

    public ChargingMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _logins = meter.CreateCounter<long>("billing.logins", "{login}", "Logins of accounts that are known, by what came of them.");
        meter.CreateObservableUpDownCounter(
            "billing.sessions.open", () => Volatile.Read(ref _sessions), "{session}", "Sessions that run or wait for their start, of balances in this process.");
        meter.CreateObservableUpDownCounter(
            "billing.holds.amount",
            () => _held.Select(held => new Measurement<double>(
                (double)(Volatile.Read(ref held.Value.Amount) / Smallest), new KeyValuePair<string, object?>("billing.currency", held.Key))),
            "{currency}",
            "Money that is held for those sessions.");
    }

    public void LoggedIn(AccessResult result) => _logins.Add(1, new KeyValuePair<string, object?>("billing.result", TagWords.Of(result)));

    public void Moved(in BalanceShare before, in BalanceShare after)
    {
        if (after.Sessions != before.Sessions)
        {
            Interlocked.Add(ref _sessions, after.Sessions - before.Sessions);
        }

        if (after.Held != before.Held && (after.Currency ?? before.Currency) is { } currency)
        {
            Interlocked.Add(ref _held.GetOrAdd(currency, static _ => new()).Amount, (long)((after.Held - before.Held) * Smallest));
        }
    }

    public void Left(in BalanceShare share) => Moved(share, default);

    private sealed class Sum
    {
        public long Amount;
    }
}
