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
