using System.Collections.Immutable;

namespace Billing.Contracts.Payers;

/// <summary>Puts money of a payment on chosen invoices.</summary>
/// <param name="OperationId">The asker's key, up to 80 characters: done once.</param>
/// <param name="Sequence">The ledger entry that credited the payment.</param>
/// <param name="Parts">Each invoice once.</param>
/// <param name="By">A signed-in user's name, for the audit log.</param>
[GenerateSerializer, Immutable, Alias("billing.allocation-order")]
public sealed record AllocationOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] long Sequence,
    [property: Id(2)] ImmutableArray<AllocationPart> Parts,
    [property: Id(3)] string By);

/// <param name="Amount">Above zero, to the currency's minor unit, and no more than is open of the invoice.</param>
[GenerateSerializer, Immutable, Alias("billing.allocation-part")]
public sealed record AllocationPart([property: Id(0)] long InvoiceId, [property: Id(1)] decimal Amount);

/// <summary>Takes what an allocation by hand has put on invoices off them again.</summary>
/// <param name="OperationId">Of the allocation.</param>
/// <param name="By">A signed-in user's name, for the audit log.</param>
[GenerateSerializer, Immutable, Alias("billing.allocation-undo")]
public sealed record AllocationUndo([property: Id(0)] string OperationId, [property: Id(1)] string By);
