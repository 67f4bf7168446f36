using Billing.Contracts.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Billing.Grains.Sessions;

/// <summary>Ends sessions that fell silent, at their last report, and gives back holds of those that never started.</summary>
/// <remarks>
/// While the database or the platform is away nobody can be heard: their silence counts from its return, so that gateways have the time to
/// repeat, and what was spooled to be charged, before what sessions hold is given to others.
/// </remarks>
internal sealed partial class SilenceGrain(
    ISessionStore sessions,
    IOptions<SessionOptions> options,
    TimeProvider clock,
    ILogger<SilenceGrain> logger) : Grain, ISilenceGrain
{
    private const int MostAtOnce = 500;

    private DateTimeOffset _sweptAt;
    private bool _isDeaf = true; // nor could they be heard while there was no process
    private Instant? _heardSince;

    public async Task<int> SweepAsync()
    {
        var now = clock.GetUtcNow();

        // Whichever way the clock was set: one that goes back by hours must not stop it for so long.
        if ((now - _sweptAt).Duration() < options.Value.SweepInterval / 2)
        {
            return 0;
        }

        _sweptAt = now;
        var at = Instant.FromDateTimeOffset(now);
        var silent = await SilentAsync(at);
        var closed = 0;

        foreach (var batch in silent.Chunk(32))
        {
            var results = await Task.WhenAll(batch.Select(CloseAsync));
            closed += results.Count(result => result);
        }

        return closed;
    }

    private async Task<IReadOnlyList<OpenSession>> SilentAsync(Instant at)
    {
        var heardSince = _isDeaf || _heardSince > at ? at : _heardSince;

        try
        {
            var silent = await sessions.SilentAsync(
                at,
                Duration.FromTimeSpan(options.Value.UnstartedCallAfter),
                Duration.FromTimeSpan(options.Value.UnstartedDataAfter),
                MostAtOnce,
                heardSince);
            (_isDeaf, _heardSince) = (false, heardSince);

            return silent;
        }
        catch
        {
            _isDeaf = true;

            throw;
        }
    }

    private async Task<bool> CloseAsync(OpenSession session)
    {
        try
        {
            return await GrainFactory.GetGrain<ISessionGrain>(session.SessionId).CloseAsync(
                new(ClosingReason.Silence, session.ReportedAt, session.HeardAt + Duration.FromMilliseconds(1)));
        }
        catch (Exception failure)
        {
            LogNotClosed(logger, session.SessionId, failure); // the next sweep finds it again

            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silent session {SessionId} could not be closed")]
    private static partial void LogNotClosed(ILogger logger, Guid sessionId, Exception failure);
}
