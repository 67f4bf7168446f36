using System.Collections.Immutable;
using Billing.Contracts.Payments;
using Billing.Core.Amounts;
using Billing.Core.Payments;
using Billing.Grains.Changes;
using NodaTime;

namespace Billing.Grains.Payments;

/// <summary>What a payment must be like before anybody is asked for money.</summary>
internal static class PaymentRules
{
    /// <summary>Of any currency what a balance takes at once: a million is little of some, and a card's bank has a limit of its own.</summary>
    public const decimal Most = 1_000_000_000_000;

    /// <param name="currency">The balance's.</param>
    /// <param name="hasPage">A card may be entered on the provider's page, by whoever pays.</param>
    public static Problems Check(string operationId, TopUpOrder order, string currency, bool hasPage, Instant now)
    {
        var cards = (order.Method.Card is null ? 0 : 1) + (order.Method.MethodId is null ? 0 : 1);
        var isOnPage = hasPage && order.AutoPaymentId is null && cards == 0;
        var problems = new Problems()
            .Expect(operationId.Length is > 0 and <= 80, "OperationId", "1 to 80 characters")
            .Expect(IsAmount(order.Amount, currency), nameof(order.Amount), $"an amount above zero and up to {Most}, to the minor unit of {currency}")
            .Expect(Enum.IsDefined(order.Method.Kind), nameof(order.Method), "card, cash or bank transfer")
            .Optional(order.Method.Reference, nameof(order.Method.Reference), 100)
            .Optional(order.Note, nameof(order.Note), 500)
            .Text(order.By, nameof(order.By), 256)
            .Expect(
                order.Method.Kind is PaymentMethodKind.Card ? cards == 1 || isOnPage : cards == 0,
                nameof(order.Method.Card),
                "a card for a card payment, and for no other")
            .Expect(
                !isOnPage || order.Method.Kind is not PaymentMethodKind.Card || Uri.TryCreate(order.ReturnTo, UriKind.Absolute, out _),
                nameof(order.ReturnTo),
                "the absolute address to come back to from the provider's page");

        return order.Method.Card is { } card ? CheckCard(problems, card, now) : problems;
    }

    /// <param name="isTyped">The card is typed here; else the provider's page has it.</param>
    public static Problems Check(SaveMethodOrder order, bool isTyped, Instant now)
    {
        var problems = new Problems()
            .Expect(order.OperationId is { Length: > 0 and <= 80 }, nameof(order.OperationId), "1 to 80 characters")
            .Expect(order.Card is not null == isTyped, nameof(order.Card), isTyped ? "a card" : "no card: it is typed at the provider")
            .Expect(isTyped == order.Reference is null, nameof(order.Reference), "what the provider's page came back with")
            .Optional(order.Reference, nameof(order.Reference), 200)
            .Text(order.By, nameof(order.By), 256);

        return order.Card is { } card ? CheckCard(problems, card, now) : problems;
    }

    public static bool IsAmount(decimal amount, string currency) =>
        amount is > 0 and <= Most && amount.Round(Currency.Parse(currency).MinorUnitDigits, Rounding.Down) == amount;

    /// <summary>What of an amount is tax, where taxes are due at payment.</summary>
    public static ImmutableArray<TaxPart> Split(PaymentTaxes? taxes, decimal gross) => taxes is not var (terms, rounding, currency)
        ? []
        :
        [
            .. PaymentTax.Split(terms, gross, Currency.Parse(currency).MinorUnitDigits, rounding).Lines
                .Select(line => new TaxPart(line.Name, line.Percent, line.Net, line.Amount)),
        ];

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
