using NodaTime;

namespace Billing.Core.Balances;

/// <summary>What somebody outside asked to be done to a balance, once.</summary>
/// <param name="OperationId">The asker's own key, the same for each attempt; at most 100 characters.</param>
/// <param name="Body">What was asked, in one line that is the same for the same request: another one under the same key is an error.</param>
/// <param name="Sequence">The ledger entry that it made; null when it made none.</param>
public sealed record Operation(string OperationId, string Body, long? Sequence, Instant RecordedAt);
