using Orleans.Concurrency;

namespace Billing.Contracts.Lines;

/// <summary>What a subscriber sees and orders of a line's plan and add-ons. Key: the account's number.</summary>
/// <remarks>
/// Every call says on whose behalf it is, from who is signed in; of a line that is not theirs nothing is told and nothing done. The
/// fee is the payer's business (<c>IPayerGrain</c>), the products are the account's: an order is written down first, so that one
/// which was interrupted between the two is gone on with.
/// </remarks>
[Alias("billing.line-plan")]
public interface ILinePlanGrain : IGrainWithIntegerKey
{
    /// <summary>Null: it is not theirs.</summary>
    [Alias("show")]
    Task<LinePlans?> ShowAsync(LineOwner owner);

    /// <summary>The line's usage of the last three months, priced on each plan that it may have; null: it is not theirs.</summary>
    [Alias("compare"), ResponseTimeout("00:01:00"), AlwaysInterleave]
    Task<LineComparison?> CompareAsync(LineOwner owner);

    /// <summary>What an order would charge, by the code that charges; nothing is changed.</summary>
    [Alias("preview")]
    Task<LineReply> PreviewAsync(LineOrder order);

    /// <summary>Orders it. The same operation id again is the same order, done once.</summary>
    [Alias("order"), ResponseTimeout("00:01:00")]
    Task<LineReply> OrderAsync(LineOrder order);

    /// <summary>Goes on with an order that was interrupted.</summary>
    [Alias("resume")]
    Task ResumeAsync(string operationId);
}
