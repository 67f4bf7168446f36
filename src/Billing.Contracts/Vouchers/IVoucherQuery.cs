using Billing.Contracts.Paging;
using NodaTime;

namespace Billing.Contracts.Vouchers;

/// <summary>Vouchers as people see them: never their codes, which are not stored. For staff.</summary>
public interface IVoucherQuery
{
    /// <param name="text">A batch's number as a whole, or a part of its note or of who made it, in any case; null: all.</param>
    Task<Page<VoucherBatchRow>> BatchesAsync(string? text, PageRequest<VoucherBatchSort> page, CancellationToken cancellation);

    Task<Page<VoucherRow>> ListAsync(VoucherFilter filter, PageRequest<VoucherSort> page, CancellationToken cancellation);

    /// <summary>What the vouchers of a range of serial numbers come to, by how they stand.</summary>
    /// <param name="from">The first serial number.</param>
    /// <param name="to">The last one.</param>
    Task<IReadOnlyList<VoucherSum>> SumAsync(long from, long to, Instant now, CancellationToken cancellation);
}

/// <param name="IsExpired">They are worth nothing, whatever is done.</param>
/// <param name="Amount">Of all of them, in <paramref name="Currency"/>.</param>
public sealed record VoucherSum(VoucherState State, bool IsExpired, string Currency, long Count, decimal Amount);

public enum VoucherBatchSort
{
    /// <summary>In the order of making.</summary>
    BatchId,
}

public enum VoucherSort
{
    Serial,
}

/// <summary>What is not null must fit.</summary>
/// <param name="Serial">From this serial number on.</param>
public sealed record VoucherFilter(long? BatchId = null, long? Serial = null, VoucherState? State = null);

public enum VoucherState
{
    /// <summary>Not to be used (yet, any more).</summary>
    Blocked = 1,

    /// <summary>May be used.</summary>
    Active = 2,

    /// <summary>Its money is on a balance.</summary>
    Used = 3,
}

/// <param name="FirstSerial">Of its vouchers; null: they are not made yet.</param>
/// <param name="ExpiresAt">The first instant at which they are worth nothing; null: never.</param>
/// <param name="By">The user's name.</param>
public sealed record VoucherBatchRow(
    long BatchId,
    decimal Amount,
    string Currency,
    int Count,
    long? FirstSerial,
    long? LastSerial,
    Instant? ExpiresAt,
    string? Note,
    string By,
    Instant CreatedAt);

/// <param name="BalanceId">Whose it became; null: nobody's yet.</param>
/// <param name="Customer">The balance's.</param>
public sealed record VoucherRow(
    long Serial,
    long BatchId,
    decimal Amount,
    string Currency,
    Instant? ExpiresAt,
    VoucherState State,
    long? BalanceId,
    long? CustomerId,
    string? Customer,
    string? RedeemedBy,
    Instant? RedeemedAt);
