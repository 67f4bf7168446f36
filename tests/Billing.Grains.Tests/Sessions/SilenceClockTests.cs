using Billing.Core.Sessions;
using Billing.Grains.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Billing.Grains.Tests.Sessions;

/// <summary>The database's clock, by which all go, may be set, or be that of a server which took over.</summary>
public sealed class SilenceClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_clock_that_goes_back_by_hours_does_not_stop_the_search_for_silent_sessions()
    {
        var (store, clock) = (new Store(), new Hand { Now = Noon });
        var grain = new SilenceGrain(store, Options.Create(new SessionOptions()), clock, NullLogger<SilenceGrain>.Instance);
        await grain.SweepAsync();
        clock.Now = Noon.AddSeconds(1);
        await grain.SweepAsync(); // another silo's call, just now

        clock.Now = Noon.AddHours(-5);
        await grain.SweepAsync();
        clock.Now = Noon.AddHours(-5).AddMinutes(1);
        await grain.SweepAsync();

        Assert.Equal([(Noon, Noon), (Noon.AddHours(-5), Noon.AddHours(-5)), (Noon.AddHours(-5).AddMinutes(1), Noon.AddHours(-5))], store.Asked);
    }

    private sealed class Hand : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Store : ISessionStore
    {
        public List<(DateTimeOffset At, DateTimeOffset HeardSince)> Asked { get; } = [];

        public Task<IReadOnlyList<OpenSession>> SilentAsync(
            Instant now, Duration unstartedCallAfter, Duration unstartedDataAfter, int most, Instant? heardSince = null)
        {
            Asked.Add((now.ToDateTimeOffset(), heardSince!.Value.ToDateTimeOffset()));

            return Task.FromResult<IReadOnlyList<OpenSession>>([]);
        }

        public Task<Session?> LoadAsync(Guid sessionId) => throw new NotSupportedException();

        public Task<IReadOnlyList<Session>> FindByNameAsync(int nodeId, string acctSessionId) => throw new NotSupportedException();

        public Task<Instant?> RestartedAtAsync(int nodeId, string? nasAddress, string? nasIdentifier) => throw new NotSupportedException();

        public Task<IReadOnlyList<OpenSession>> OpenOfNodeAsync(int nodeId, string? nasAddress, string? nasIdentifier, Instant heardBefore, int most) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<Guid>> OpenOfAccountAsync(long accountId, int most) => throw new NotSupportedException();
    }
}
