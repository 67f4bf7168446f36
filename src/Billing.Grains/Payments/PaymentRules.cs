using Billing.Contracts.Payments;
using Billing.Core.Amounts;
using Billing.Core.Payments;
using Billing.Grains.Changes;
using NodaTime;

namespace Billing.Grains.Payments;

/// <summary>What a payment must be like before anybody is asked for money.</summary>
internal static class PaymentRules
{
    private const decimal Most = 1_000_000;

    /// <param name="currency">The balance's.</param>
    public static Problems Check(string operationId, TopUpOrder order, string currency, Instant now)
    {
        var problems = new Problems()
            .Expect(operationId.Length is > 0 and <= 80, "OperationId", "1 to 80 characters")
            .Expect(IsAmount(order.Amount, currency), nameof(order.Amount), $"an amount above zero and up to {Most}, to the minor unit of {currency}")
            .Expect(Enum.IsDefined(order.Method.Kind), nameof(order.Method), "card, cash or bank transfer")
            .Optional(order.Method.Reference, nameof(order.Method.Reference), 100)
            .Optional(order.Note, nameof(order.Note), 500)
            .Text(order.By, nameof(order.By), 256)
            .Expect((order.Method.Kind is PaymentMethodKind.Card) == order.Method.Card is not null, nameof(order.Method.Card), "a card for a card payment, and for no other");

        return order.Method.Card is { } card ? CheckCard(problems, card, now) : problems;
    }

    public static bool IsAmount(decimal amount, string currency) =>
        amount is > 0 and <= Most && amount.Round(Currency.Parse(currency).MinorUnitDigits, Rounding.Down) == amount;

    private static Problems CheckCard(Problems problems, Card card, Instant now)
    {
        var today = now.InUtc().Date;
        var month = card.ExpiryYear * 12 + card.ExpiryMonth;

        return problems
            .Expect(CardNumber.Plain(card.Number ?? "").Length > 0, nameof(card.Number), "the 12 to 19 digits of a card")
            .Expect(card.ExpiryMonth is >= 1 and <= 12, nameof(card.ExpiryMonth), "1 to 12")
            .Expect(
                card.ExpiryYear is >= 2000 and < 2100 && month >= today.Year * 12 + today.Month, nameof(card.ExpiryYear), "a card that has not expired")
            .Expect(
                card.SecurityCode is { Length: 3 or 4 } && card.SecurityCode.All(char.IsAsciiDigit), nameof(card.SecurityCode), "three or four digits");
    }
}
