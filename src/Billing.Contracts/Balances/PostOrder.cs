namespace Billing.Contracts.Balances;

/// <summary>What billing charges or gives: not usage. The same operation id again is the same order, done once.</summary>
/// <param name="OperationId">Made of what it is for, up to 100 characters.</param>
/// <param name="Amount">Signed as the ledger is: below zero takes money from the payer. To 5 decimals, not zero.</param>
/// <param name="Note">What a person should know of it.</param>
/// <param name="NeedsFunds">Refused when the payer cannot pay it without overdraft.</param>
[GenerateSerializer, Immutable, Alias("billing.post-order")]
public sealed record PostOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] PostKind Kind,
    [property: Id(2)] decimal Amount,
    [property: Id(3)] string? Note,
    [property: Id(4)] bool NeedsFunds = false);

/// <summary>Numbers are on the wire; they are those of the ledger's reasons.</summary>
[GenerateSerializer]
public enum PostKind
{
    Fee = 20,
    OneOff = 21,
    Tax = 22,
    Rounding = 23,
    CreditNote = 24,
}
