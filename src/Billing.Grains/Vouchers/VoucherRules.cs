using System.Security.Cryptography;
using Billing.Contracts.Vouchers;
using Billing.Core.Amounts;
using Billing.Core.Vouchers;
using Billing.Grains.Changes;
using Billing.Grains.Payments;
using NodaTime;

namespace Billing.Grains.Vouchers;

/// <summary>What a batch may be, and its secrets.</summary>
internal static class VoucherRules
{
    private const int MostAtOnce = 100_000;

    public static Problems Check(VoucherBatchOrder order, Instant now) => new Problems()
        .Expect(Currency.TryParse(order.Currency, out var currency), nameof(order.Currency), "three capital letters of ISO 4217, such as USD")
        .Expect(
            order.Amount is > 0 and <= PaymentRules.Most && order.Amount.Round(currency.MinorUnitDigits, Rounding.Down) == order.Amount,
            nameof(order.Amount),
            $"an amount above zero and up to {PaymentRules.Most}, to the minor unit of {order.Currency}")
        .Expect(order.Count is > 0 and <= MostAtOnce, nameof(order.Count), $"1 to {MostAtOnce}")
        .Expect(order.ExpiresAt is null || order.ExpiresAt > now, nameof(order.ExpiresAt), "an instant to come")
        .Optional(order.Note, nameof(order.Note), 500);

    public static (string[] Codes, byte[][] Hashes) Draw(int count)
    {
        var codes = new string[count];
        var hashes = new byte[count][];

        for (var i = 0; i < count; i++)
        {
            codes[i] = VoucherSecret.From(RandomNumberGenerator.GetBytes(VoucherSecret.Length));
            _ = VoucherSecret.TryHash(codes[i], out var hash);
            hashes[i] = hash!;
        }

        return (codes, hashes);
    }
}
