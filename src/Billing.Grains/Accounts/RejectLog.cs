using Billing.Contracts.Accounts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Billing.Grains.Accounts;

/// <summary>Collects why accounts' logins were rejected and writes them every second, with those of nobody, off the way of a packet.</summary>
/// <remarks>
/// In a table and not in the silo's memory: an account's logins come to any silo, and somebody looks at them days later. Alike
/// ones are counted together, so a device that tries all day costs one row; accepted logins are sessions, and need none.
/// </remarks>
internal sealed partial class RejectLog(IRejectStore store, UnknownLogins unknown, ILogger<RejectLog> logger) : BackgroundService
{
    private const int Most = 20_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Dictionary<(long AccountId, int NodeId, AccessResult Reason), RejectedLogins> _waiting = [];

    public void Add(long accountId, AccessRequest request, AccessResult reason)
    {
        lock (_gate)
        {
            var key = (accountId, request.NodeId, reason);

            if (_waiting.TryGetValue(key, out var known))
            {
                _waiting[key] = known with { LastAt = Instant.Max(known.LastAt, request.At), Times = known.Times + 1 };
            }
            else if (_waiting.Count < Most)
            {
                _waiting[key] = new(accountId, request.NodeId, reason, request.Credentials.Alias, request.Service, request.At, request.At, 1);
            }
        }
    }

    public async Task WriteAsync()
    {
        Dictionary<(long, int, AccessResult), RejectedLogins> writing;

        lock (_gate)
        {
            (writing, _waiting) = (_waiting, []);
        }

        foreach (var batch in writing.Values.OrderBy(one => one.AccountId).Chunk(1_000))
        {
            await store.AddAsync(batch);
        }

        if (unknown.Take() is { Count: > 0 } strangers)
        {
            await store.AddUnknownAsync(strangers);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            try
            {
                await WriteAsync();
            }
            catch (Exception failure)
            {
                LogLost(logger, failure.Message); // the database is away; what comes meanwhile is for people to look at, not money
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Some rejected logins are not recorded: {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);
}
