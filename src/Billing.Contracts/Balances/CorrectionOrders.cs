namespace Billing.Contracts.Balances;

/// <summary>Makes a transaction record cost what it should. The same operation id again is the same order, done once.</summary>
/// <param name="OperationId">The asker's key, up to 100 characters.</param>
/// <param name="Part">The record within the session: 1, 2, 3 …</param>
/// <param name="Target">
/// What it should cost, in the balance's currency, to 5 decimals; below zero for a payback. The balance posts the difference to what
/// it costs then, so that two orders with one target correct it once.
/// </param>
/// <param name="Note">A reason, for the ledger.</param>
/// <param name="By">The signed-in user who asks; null: a program does.</param>
[GenerateSerializer, Immutable, Alias("billing.correction-order")]
public sealed record CorrectionOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] Guid SessionId,
    [property: Id(2)] int Part,
    [property: Id(3)] decimal Target,
    [property: Id(4)] string? Note,
    [property: Id(5)] string? By)
{
    /// <summary>
    /// What of the record was refunded when the target was reckoned, in the balance's currency: what is refunded since comes off the
    /// target. Null: the target is the target.
    /// </summary>
    /// <remarks>It says what the asker saw, not what is asked for: with another one it is the same order.</remarks>
    [Id(6)]
    public decimal? Refunded { get; init; }
}

/// <summary>Takes back what a whole session cost, with what allowances and discounts had of it; once.</summary>
/// <param name="OperationId">The asker's key, up to 100 characters.</param>
/// <param name="Note">A reason, for the ledger.</param>
/// <param name="By">The signed-in user who asks; null: a program does.</param>
[GenerateSerializer, Immutable, Alias("billing.revert-order")]
public sealed record RevertOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] Guid SessionId,
    [property: Id(2)] string? Note,
    [property: Id(3)] string? By);
