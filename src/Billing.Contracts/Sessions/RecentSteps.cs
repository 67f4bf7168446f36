using System.Collections.Immutable;
using Billing.Core.Sessions;
using NodaTime;

namespace Billing.Contracts.Sessions;

/// <summary>What the process that charges a session remembers of its last requests, for people who ask what happened to it.</summary>
/// <remarks>
/// In memory and bounded: it begins anew when the balance moves to another process or is not used for a while. What counts is
/// stored with the session.
/// </remarks>
/// <param name="Silo">The process.</param>
/// <param name="Since">What was before this instant is not remembered.</param>
/// <param name="Steps">Oldest first; the last ones of them.</param>
[GenerateSerializer, Immutable, Alias("billing.recent-steps")]
public sealed record RecentSteps(
    [property: Id(0)] string Silo,
    [property: Id(1)] Instant Since,
    [property: Id(2)] ImmutableArray<SessionStep> Steps);

/// <summary>One request that was answered, and the session after it.</summary>
/// <param name="At">When its effect was durable, on our clock.</param>
/// <param name="State">Of the session after it.</param>
/// <param name="EventAt">When it happened by the gateway's clock, or when it was authorised.</param>
/// <param name="UsedUnits">Cumulative, in base units of the service.</param>
/// <param name="GrantedUnits">The same: up to where it may be used.</param>
/// <param name="Charged">So far, in the balance's currency.</param>
/// <param name="Held">For what is granted beyond that.</param>
/// <param name="Policy">Null: the gateway's ordinary one.</param>
/// <param name="IsUsedUp">Nothing more was granted: its gateway is told to end it.</param>
[GenerateSerializer, Immutable, Alias("billing.session-step")]
public sealed record SessionStep(
    [property: Id(0)] Instant At,
    [property: Id(1)] SessionState State,
    [property: Id(2)] Instant EventAt,
    [property: Id(3)] long UsedUnits,
    [property: Id(4)] long GrantedUnits,
    [property: Id(5)] decimal Charged,
    [property: Id(6)] decimal Held,
    [property: Id(7)] string? Policy,
    [property: Id(8)] bool IsUsedUp);
