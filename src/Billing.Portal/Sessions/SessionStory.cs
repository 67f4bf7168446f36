using Billing.Contracts.Records;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using NodaTime;

namespace Billing.Portal.Sessions;

/// <summary>What happened to a session, in the order of our clock: what is stored, and the requests that its process remembers.</summary>
internal static class SessionStory
{
    public static IReadOnlyList<StoryLine> Tell(
        SessionRow session, IReadOnlyList<XdrRow> records, IReadOnlyList<ControlRecord> orders, RecentSteps? recent)
    {
        var lines = new List<StoryLine>();
        var steps = recent?.Steps ?? [];

        // What is remembered of the same tells more.
        if (!steps.Any(step => step.State is SessionState.Authorized))
        {
            lines.Add(new(session.AuthorizedAt, StoryKind.Authorized));
        }

        if (session.StartedAt is { } startedAt && !steps.Any(step => step.State is SessionState.Running))
        {
            lines.Add(new(startedAt, StoryKind.Started));
        }

        SessionStep? before = null;

        foreach (var step in steps)
        {
            lines.Add(new(step.At, KindOf(before, step)) { Step = step, Before = before });
            before = step;
        }

        lines.AddRange(records.Select(record => new StoryLine(record.RecordedAt, StoryKind.Charged) { Record = record }));

        foreach (var order in orders)
        {
            lines.Add(new(Instant.FromDateTimeOffset(order.AskedAt), StoryKind.Ordered) { Order = order });

            if (order.AnsweredAt is { } answeredAt)
            {
                lines.Add(new(Instant.FromDateTimeOffset(answeredAt), StoryKind.Answered) { Order = order });
            }
        }

        if (session.EndedAt is { } endedAt && !steps.Any(step => !step.State.IsOpen()))
        {
            lines.Add(new(endedAt, StoryKind.Ended));
        }

        return [.. lines.OrderBy(line => line.At)]; // a stable order: alike instants stay as they were told
    }

    private static StoryKind KindOf(SessionStep? before, SessionStep step) => step.State switch
    {
        SessionState.Authorized => StoryKind.Authorized,
        SessionState.Running when before is null or { State: not SessionState.Running } => StoryKind.Started,
        SessionState.Running => StoryKind.Reported,
        SessionState.Lost => StoryKind.Lost,
        SessionState.Released => StoryKind.Released,
        _ => StoryKind.Ended,
    };
}

internal enum StoryKind
{
    Authorized,
    Started,
    Reported,
    Ended,
    Lost,
    Released,
    Charged,
    Ordered,
    Answered,
}

/// <param name="At">On our clock; of what is stored, the event's time.</param>
internal sealed record StoryLine(Instant At, StoryKind Kind)
{
    /// <summary>Null: it is stored.</summary>
    public SessionStep? Step { get; init; }

    /// <summary>The one before, if it is remembered.</summary>
    public SessionStep? Before { get; init; }

    public XdrRow? Record { get; init; }

    public ControlRecord? Order { get; init; }
}
