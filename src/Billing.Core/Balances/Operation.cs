using NodaTime;

namespace Billing.Core.Balances;

/// <summary>What somebody outside asked to be done to a balance, once.</summary>
/// <param name="OperationId">The asker's own key, the same for each attempt; at most 100 characters.</param>
/// <param name="Body">What was asked, in one line that is the same for the same request: another one under the same key is an error.</param>
public sealed record Operation(string OperationId, string Body, Instant RecordedAt)
{
    /// <summary>The ledger entry that it made; null when it made none.</summary>
    public long? Sequence { get; init; }

    /// <summary>The money that it moved, signed as the ledger's; zero when allowances paid all.</summary>
    public decimal Amount { get; init; }

    /// <summary>The session of an event, or whose usage is corrected.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The operation that this one takes back, whole or in part; null for others.</summary>
    public string? Refunds { get; init; }

    /// <summary>The signed-in user who asked; null: a program did.</summary>
    public string? By { get; init; }

    /// <summary>What usage should cost, when that is what it corrects; null for others.</summary>
    public Correction? Correction { get; init; }
}
