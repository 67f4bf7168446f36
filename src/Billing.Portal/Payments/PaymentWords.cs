using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Contracts.Payments;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;
using NodaTime.Text;

namespace Billing.Portal.Payments;

/// <summary>What payments' states and ways are called.</summary>
internal static class PaymentWords
{
    /// <summary>A card with its last digits: the key of its translation.</summary>
    public const string OfCard = "{0} ending in {1}";

    private const string Card = "card";

    public static StatusTone Tone(PaymentState state) => state switch
    {
        PaymentState.Credited => StatusTone.Ok,
        PaymentState.Declined => StatusTone.Bad,
        _ => StatusTone.Warn,
    };

    /// <summary>English; the key of its translation.</summary>
    public static string Name(PaymentState state) => state switch
    {
        PaymentState.Started => "Started",
        PaymentState.Authorized => "Authorised",
        PaymentState.Captured => "Taken, not yet credited",
        PaymentState.Credited => "Credited",
        PaymentState.NeedsAction => "Waits for the bank's confirmation",
        _ => "Declined",
    };

    /// <summary>English; the key of its translation.</summary>
    public static string Name(PaymentMethodKind kind) => kind switch
    {
        PaymentMethodKind.Card => "Card",
        PaymentMethodKind.Cash => "Cash",
        _ => "Bank transfer",
    };

    /// <summary>How payments say that they were made, beside cards: English, the keys of their translations.</summary>
    public static IReadOnlyList<string> Ways { get; } = ["cash", "bank transfer", Card];

    /// <summary>What <see cref="PaymentFilter.Ways"/> says of what was typed.</summary>
    public static IReadOnlyList<string> Typed(string? typed, IStringLocalizer<Words> text)
    {
        if (typed?.Trim() is not { Length: > 0 } part)
        {
            return [];
        }

        // "Visa terminada en 4242": a part of its middle, the whole of it and some beside it, or one side and as much of it as is typed.
        var (middle, shown) = (Middle(OfCard), Middle(text[OfCard]));
        IEnumerable<string> cards = shown.Contains(part, StringComparison.CurrentCultureIgnoreCase) ? [middle]
            : part.Contains(shown, StringComparison.CurrentCultureIgnoreCase) ? [Card(part.Replace(shown, middle, StringComparison.CurrentCultureIgnoreCase))]
            : Ends(shown).FirstOrDefault(end => part.EndsWith(end, StringComparison.CurrentCultureIgnoreCase)) is { } end ? [Card(part[..^end.Length] + middle)]
            : Begins(shown).FirstOrDefault(begin => part.StartsWith(begin, StringComparison.CurrentCultureIgnoreCase)) is { } begin ? [middle.ToLowerInvariant() + part[begin.Length..]]
            : [];

        return [.. Ways.Where(way => text[way].Value.Contains(part, StringComparison.CurrentCultureIgnoreCase)), .. cards];

        string Card(string way) => way.Replace(text[PaymentWords.Card], PaymentWords.Card, StringComparison.CurrentCultureIgnoreCase).ToLowerInvariant();

        // What a text may break off in or begin with: a blank and a letter or more of it, the longest first.
        static IEnumerable<string> Ends(string shown) => Enumerable.Range(2, shown.Length - 2).Reverse().Select(length => shown[..length]);

        static IEnumerable<string> Begins(string shown) => Enumerable.Range(2, shown.Length - 2).Reverse().Select(length => shown[^length..]);

        static string Middle(string sentence) => sentence.Replace("{0}", "", StringComparison.Ordinal).Replace("{1}", "", StringComparison.Ordinal);
    }

    public static StatusTone Tone(AutoPaymentState state) => state switch
    {
        AutoPaymentState.Paid => StatusTone.Ok,
        AutoPaymentState.GivenUp => StatusTone.Bad,
        AutoPaymentState.Open => StatusTone.Warn,
        _ => StatusTone.Off,
    };

    /// <summary>English; the key of its translation.</summary>
    public static string Name(AutoPaymentState state) => state switch
    {
        AutoPaymentState.Paid => "Paid",
        AutoPaymentState.GivenUp => "Given up, the card is frozen",
        AutoPaymentState.Open => "At work",
        _ => "Not needed any more",
    };

    /// <summary>The month and year on a card.</summary>
    /// <param name="day">As <c>2028-09-30</c>.</param>
    public static string Expiry(string day, CultureInfo culture) =>
        LocalDatePattern.Iso.Parse(day) is { Success: true, Value: var last } ? last.ToString("MM/yyyy", culture) : "–";

    public static StatusTone Tone(PaymentRefundRow refund) => refund switch
    {
        { IsDispute: true } => refund.IsReturned ? StatusTone.Ok : StatusTone.Bad,
        { Decline: not null } or { IsReturned: true } => StatusTone.Bad,
        { IsPosted: true } => StatusTone.Ok,
        _ => StatusTone.Warn,
    };

    /// <summary>English; the key of its translation.</summary>
    public static string Name(PaymentRefundRow refund) => refund switch
    {
        { IsDispute: true } => refund.IsReturned ? "Dispute won, credited again" : "Taken back by the holder's bank",
        { Decline: not null } => "Not given back",
        { IsReturned: true } => "Did not arrive, credited again",
        { IsPosted: true } => "Given back",
        { ProviderReference: not null } => "Given back, not yet in the ledger",
        _ => "Not known yet: ask again",
    };

    /// <summary>A provider's reason, translated where it is known.</summary>
    public static string Reason(string? reason, IStringLocalizer<Words> text) => reason is { Length: > 0 } ? text[reason] : "–";

    /// <summary>A payment's answer as one of the balance, for the dialog that shows those.</summary>
    /// <exception cref="TimeoutException">It is not known whether money moved: the same order again finds out.</exception>
    public static OperationReply Operation(PaymentReply reply, IStringLocalizer<Words> text) => reply.Result switch
    {
        PaymentResult.Done => new(OperationResult.Done, reply.Amount, reply.Sequence, reply.Available, reply.Currency, reply.WasDoneBefore),
        PaymentResult.Unknown => throw new TimeoutException("The payment provider does not answer."),
        PaymentResult.OtherOrder => new(OperationResult.OtherOrder),
        PaymentResult.Declined => new(OperationResult.WrongField, Problem: text["declined: {0}", reply.Decline ?? "–"]),
        PaymentResult.NothingToRefund => new(OperationResult.WrongField, Problem: text["nothing is left to give back"]),
        _ => new(OperationResult.WrongField, Problem: reply.Problems.IsDefaultOrEmpty
            ? text["Refused, nothing was changed."]
            : string.Join(" · ", reply.Problems.Select(problem => (string)text["{0}: expected {1}", problem.Field, text[problem.Expected]]))),
    };
}
