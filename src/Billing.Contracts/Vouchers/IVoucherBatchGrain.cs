using System.Collections.Immutable;
using Billing.Contracts.Changes;
using NodaTime;

namespace Billing.Contracts.Vouchers;

/// <summary>Makes one batch of vouchers, and has its codes for who ordered it. Key: the order's operation id.</summary>
/// <remarks>
/// It goes on when nobody waits. The vouchers and their sealed codes are one transaction: what was interrupted made none, or all
/// of them with their codes, and the next look goes on.
/// </remarks>
[Alias("billing.voucher-batch")]
public interface IVoucherBatchGrain : IGrainWithStringKey
{
    /// <summary>Begins; the same order again is the same batch.</summary>
    [Alias("start")]
    Task<ChangeReply> StartAsync(VoucherBatchOrder order);

    /// <summary>How far it is; null when it was never begun, or was removed.</summary>
    [Alias("get")]
    Task<VoucherBatchView?> GetAsync();

    /// <summary>The codes, for who ordered them, until they are forgotten; each time is in the audit log.</summary>
    /// <returns>None for anybody else, and when they are not kept any more.</returns>
    [Alias("take"), ResponseTimeout("00:01:00")]
    Task<ImmutableArray<VoucherCode>> TakeAsync(string by);

    /// <summary>Removes the codes before their time, when who ordered them has them.</summary>
    [Alias("forget")]
    Task<ChangeReply> ForgetAsync(string by);
}

/// <param name="BatchId">Null: it is not made yet.</param>
/// <param name="Problem">Why none was made, in English; null: nothing is wrong.</param>
/// <param name="EndedAt">Null: it runs.</param>
/// <param name="CodesUntil">When its codes are removed; null: there are none (any more).</param>
[GenerateSerializer, Immutable, Alias("billing.voucher-batch-view")]
public sealed record VoucherBatchView(
    [property: Id(0)] VoucherBatchOrder Order,
    [property: Id(1)] long? BatchId,
    [property: Id(2)] string? Problem,
    [property: Id(3)] Instant BegunAt,
    [property: Id(4)] Instant? EndedAt,
    [property: Id(5)] Instant? CodesUntil)
{
    public bool IsDone => EndedAt is not null && Problem is null;
}
