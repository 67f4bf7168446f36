using System.Collections.Immutable;
using Billing.Contracts;
using Billing.Contracts.Sessions;
using NodaTime;

namespace Billing.Grains.Sessions;

/// <summary>Keeps what is to be disconnected, and how far it is.</summary>
public interface IBulkDisconnectStore
{
    Task<(BulkDisconnectView View, ImmutableArray<Guid> Sessions)?> FindAsync(string name);

    /// <summary>Begins one, unless there is one of the name.</summary>
    Task BeginAsync(string name, BulkDisconnectOrder order, Instant now);

    /// <param name="endedAt">Null: there is more to do.</param>
    Task NoteAsync(string name, int done, int acknowledged, Instant? endedAt);
}

internal sealed class BulkDisconnectGrain(IBulkDisconnectStore store, TimeProvider clock) : Grain, IBulkDisconnectGrain
{
    private const int AtWork = 16;

    private Task _running = Task.CompletedTask;

    private string Name => this.GetPrimaryKeyString();

    public async Task<BulkDisconnectView> StartAsync(BulkDisconnectOrder order)
    {
        if (order.Sessions.IsDefaultOrEmpty || order.Sessions.Length > BulkDisconnectOrder.Most)
        {
            throw new ArgumentException($"sessions: expected 1 to {BulkDisconnectOrder.Most}", nameof(order));
        }

        await store.BeginAsync(Name, order, clock.Now());

        return (await GetAsync())!;
    }

    public async Task<BulkDisconnectView?> GetAsync()
    {
        if (await store.FindAsync(Name) is not var (view, sessions))
        {
            return null;
        }

        if (view.EndedAt is null && _running.IsCompleted)
        {
            _running = RunAsync(view, sessions);
        }

        return view;
    }

    // Its failure ends this attempt; the next look begins another.
    private async Task RunAsync(BulkDisconnectView view, ImmutableArray<Guid> sessions)
    {
        var (done, acknowledged) = (view.Done, view.Acknowledged);

        while (done < sessions.Length)
        {
            DelayDeactivation(TimeSpan.FromMinutes(5));
            var replies = await Task.WhenAll(sessions.Skip(done).Take(AtWork).Select(sessionId =>
                GrainFactory.GetGrain<ISessionControlGrain>(sessionId).DisconnectAsync(new(Name, view.By, view.Reason))));
            done += replies.Length;
            acknowledged += replies.Count(reply => reply.Outcome is ControlOutcome.Acknowledged);
            await store.NoteAsync(Name, done, acknowledged, done < sessions.Length ? null : clock.Now());
        }
    }
}
