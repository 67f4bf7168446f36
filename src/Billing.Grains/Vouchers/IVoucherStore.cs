using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Contracts.Payments;
using Billing.Contracts.Vouchers;
using NodaTime;

namespace Billing.Grains.Vouchers;

/// <summary>Keeps vouchers by the hashes of their codes, and who has used them.</summary>
public interface IVoucherStore
{
    /// <summary>Stores a batch with its line in the audit log.</summary>
    /// <returns>The serial numbers in the order of the hashes; none when the order is a repeated or a refused one.</returns>
    /// <param name="kept">Codes that are kept sealed for a time, in the same transaction; null: they are kept nowhere.</param>
    Task<(ChangeReply Reply, IReadOnlyList<long> Serials)> GenerateAsync(VoucherBatchOrder order, IReadOnlyList<byte[]> hashes, KeptCodes? kept = null);

    /// <summary>When the kept codes of an order are removed; null: there are none (any more).</summary>
    Task<Instant?> CodesUntilAsync(string operationId, Instant now);

    /// <summary>The kept codes of an order, for who gave it, with a line in the audit log.</summary>
    Task<ImmutableArray<VoucherCode>> TakeCodesAsync(string operationId, string by, Instant now);

    /// <returns>Whether there were codes of this order and user.</returns>
    Task<bool> ForgetCodesAsync(string operationId, string by, Instant now);

    Task<ChangeReply> SetRangeAsync(VoucherRangeOrder order);

    Task<ChangeReply> SetExpiryAsync(VoucherExpiryOrder order);

    Task<StoredVoucher?> FindAsync(byte[] hash);

    /// <summary>Gives it to a balance, if it may be used and nobody has it.</summary>
    /// <param name="taxes">What of it is tax, from now on.</param>
    Task<bool> ClaimAsync(long serial, long balanceId, ImmutableArray<TaxPart> taxes, string by, Instant now);

    Task CreditedAsync(long serial, Instant now);

    /// <summary>What a balance has claimed and was not credited.</summary>
    Task<IReadOnlyList<(StoredVoucher Voucher, string By)>> UncreditedAsync(long balanceId);

    /// <summary>Balances with such vouchers that were claimed before an instant.</summary>
    Task<IReadOnlyList<long>> InterruptedAsync(Instant before, int most);

    Task<(int Failures, Instant Since)?> FailuresAsync(long balanceId);

    /// <param name="failures">0 forgets them.</param>
    Task PutFailuresAsync(long balanceId, int failures, Instant since);
}

/// <param name="BalanceId">Whose it is; null: nobody's yet.</param>
/// <param name="Taxes">What of it was tax when it was claimed.</param>
public sealed record StoredVoucher(
    long Serial, decimal Amount, string Currency, Instant? ExpiresAt, bool IsActive, long? BalanceId, bool IsCredited, ImmutableArray<TaxPart> Taxes);

/// <param name="Codes">In the order of their hashes.</param>
/// <param name="Until">When they are removed.</param>
public sealed record KeptCodes(IReadOnlyList<string> Codes, Instant Until)
{
    public override string ToString() => $"{Codes.Count} codes until {Until}";
}
