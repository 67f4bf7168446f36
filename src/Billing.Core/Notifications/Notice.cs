using System.Collections.Immutable;
using NodaTime;

namespace Billing.Core.Notifications;

/// <summary>Something happened that a customer is to be told.</summary>
/// <param name="Key">Of the event, its subject and its occurrence: a second notice of the same key is none.</param>
/// <param name="AccountId">Whom of the payer's accounts it is about; null: the payer.</param>
/// <param name="RaisedAt">When it happened; it is told at once.</param>
public sealed record Notice(
    NotificationEvent Event, string Key, long BalanceId, long? AccountId, ImmutableArray<NamedFact> Facts, Instant RaisedAt);
