using NodaTime;

namespace Billing.Contracts.Payers;

/// <summary>Keeps a draft of a computed run out of the runs that issue.</summary>
/// <param name="Reason">For who looks through the drafts, up to 500 characters.</param>
/// <param name="By">A signed-in user's name, for the audit log.</param>
[GenerateSerializer, Immutable, Alias("billing.bill-run-hold-order")]
public sealed record BillRunHoldOrder(
    [property: Id(0)] long BalanceId,
    [property: Id(1)] string Reason,
    [property: Id(2)] string By);

/// <summary>Lets a draft go again.</summary>
/// <param name="IsIssued">Its invoice is issued now, alone; else by the next run that issues.</param>
/// <param name="By">A signed-in user's name, for the audit log.</param>
[GenerateSerializer, Immutable, Alias("billing.bill-run-release-order")]
public sealed record BillRunReleaseOrder(
    [property: Id(0)] long BalanceId,
    [property: Id(1)] bool IsIssued,
    [property: Id(2)] string By);

/// <summary>Why a draft is held back, by whom and since when.</summary>
public sealed record BillRunHold(string Reason, string By, Instant HeldAt);
