using System.Collections.Immutable;
using Billing.Contracts.Changes;
using NodaTime;
using Orleans.CodeGeneration;

namespace Billing.Contracts.Vouchers;

/// <summary>Makes vouchers, and lets ranges of them be used or not. Key: 0.</summary>
[Alias("billing.voucher-stock")]
[Version(1)]
public interface IVoucherStockGrain : IGrainWithIntegerKey
{
    /// <summary>Generates a batch; its codes are told this once, and stored as hashes only.</summary>
    [Alias("generate"), ResponseTimeout("00:01:00")]
    Task<VoucherBatchReply> GenerateAsync(VoucherBatchOrder order);

    /// <summary>Activates or blocks the vouchers of a range of serial numbers that are not used yet.</summary>
    /// <returns>With how many were changed as <c>Id</c>.</returns>
    [Alias("set-range"), ResponseTimeout("00:01:00")]
    Task<ChangeReply> SetRangeAsync(VoucherRangeOrder order);

    /// <summary>Says anew when the vouchers of a range of serial numbers that are not used yet are worth nothing; what has expired is worth its amount again.</summary>
    /// <returns>With how many were changed as <c>Id</c>.</returns>
    [Alias("set-expiry"), ResponseTimeout("00:01:00")]
    Task<ChangeReply> SetExpiryAsync(VoucherExpiryOrder order);
}

/// <param name="OperationId">Made when the form opens, up to 100 characters: the same order again makes none.</param>
/// <param name="Amount">Of each, above zero, in <paramref name="Currency"/> (ISO 4217), to its minor unit.</param>
/// <param name="Count">1 to 100 000.</param>
/// <param name="ExpiresAt">The first instant at which they are worth nothing; null: never.</param>
/// <param name="IsActive">They may be used at once; else when their range is activated.</param>
[GenerateSerializer, Immutable, Alias("billing.voucher-batch-order")]
public sealed record VoucherBatchOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] decimal Amount,
    [property: Id(2)] string Currency,
    [property: Id(3)] int Count,
    [property: Id(4)] Instant? ExpiresAt,
    [property: Id(5)] bool IsActive,
    [property: Id(6)] string? Note,
    [property: Id(7)] string By);

/// <param name="Vouchers">Empty when the order is a repeated one: the codes were told to who asked first.</param>
[GenerateSerializer, Immutable, Alias("billing.voucher-batch-reply")]
public sealed record VoucherBatchReply(
    [property: Id(0)] ChangeReply Reply,
    [property: Id(1)] ImmutableArray<VoucherCode> Vouchers)
{
    public override string ToString() => $"{Reply}: {Vouchers.Length} vouchers";
}

/// <param name="Serial">For people who handle it: ranges are of these.</param>
/// <param name="Code">16 characters in four groups; who has it has the money. Never logged.</param>
[GenerateSerializer, Immutable, Alias("billing.voucher-code")]
public sealed record VoucherCode([property: Id(0)] long Serial, [property: Id(1)] string Code)
{
    public override string ToString() => $"voucher {Serial}";
}

/// <param name="From">The first serial number.</param>
/// <param name="To">The last one.</param>
[GenerateSerializer, Immutable, Alias("billing.voucher-range-order")]
public sealed record VoucherRangeOrder(
    [property: Id(0)] long From,
    [property: Id(1)] long To,
    [property: Id(2)] bool IsActive,
    [property: Id(3)] string? Reason,
    [property: Id(4)] string By);

/// <param name="From">The first serial number.</param>
/// <param name="To">The last one.</param>
/// <param name="ExpiresAt">The first instant at which they are worth nothing, to come; null: never.</param>
[GenerateSerializer, Immutable, Alias("billing.voucher-expiry-order")]
public sealed record VoucherExpiryOrder(
    [property: Id(0)] long From,
    [property: Id(1)] long To,
    [property: Id(2)] Instant? ExpiresAt,
    [property: Id(3)] string Reason,
    [property: Id(4)] string By);
