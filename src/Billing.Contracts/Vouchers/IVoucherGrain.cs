using NodaTime;

namespace Billing.Contracts.Vouchers;

/// <summary>Redeems vouchers to one balance and counts its wrong codes. Key: the balance's number.</summary>
[Alias("billing.voucher")]
public interface IVoucherGrain : IGrainWithIntegerKey
{
    /// <summary>Credits a voucher's amount: one credit ever, however often it is asked for.</summary>
    /// <param name="code">As it is printed; spaces, hyphens and small letters do not count, O is 0, I and L are 1.</param>
    /// <param name="by">The signed-in user's name.</param>
    [Alias("redeem")]
    Task<VoucherReply> RedeemAsync(string code, string by);

    /// <summary>Credits what the balance has claimed and a crash left uncredited.</summary>
    /// <returns>How many vouchers that were.</returns>
    [Alias("resume")]
    Task<int> ResumeAsync();
}

/// <param name="Amount">What was credited, in <paramref name="Currency"/>.</param>
/// <param name="Available">What can be spent now.</param>
/// <param name="Sequence">The ledger entry.</param>
/// <param name="Tax">What of the voucher was tax, beside the amount.</param>
/// <param name="RetryAt">With <see cref="VoucherResult.TooManyAttempts"/>: when it may be tried again.</param>
[GenerateSerializer, Immutable, Alias("billing.voucher-reply")]
public sealed record VoucherReply(
    [property: Id(0)] VoucherResult Result,
    [property: Id(1)] decimal Amount = 0,
    [property: Id(2)] string Currency = "",
    [property: Id(3)] decimal Available = 0,
    [property: Id(4)] long? Sequence = null,
    [property: Id(5)] Instant? RetryAt = null,
    [property: Id(6)] decimal Tax = 0);

/// <summary>Numbers are on the wire.</summary>
[GenerateSerializer]
public enum VoucherResult
{
    /// <summary>It is credited, now or by an earlier call of this balance.</summary>
    Redeemed = 1,

    /// <summary>There is no such code, or it may not be used (yet, any more): who guesses is not told which.</summary>
    WrongCode = 2,

    /// <summary>Another balance has it.</summary>
    Used = 3,

    Expired = 4,

    /// <summary>It is in another currency than the balance.</summary>
    OtherCurrency = 5,

    /// <summary>Five wrong codes within an hour.</summary>
    TooManyAttempts = 6,

    /// <summary>There is no such balance.</summary>
    NoBalance = 7,
}
