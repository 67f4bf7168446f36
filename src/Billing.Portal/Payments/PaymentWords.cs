using Billing.Contracts.Balances;
using Billing.Contracts.Payments;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;

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
        _ => "Declined",
    };

    /// <summary>English; the key of its translation.</summary>
    public static string Name(PaymentMethodKind kind) => kind switch
    {
        PaymentMethodKind.Card => "Card",
        PaymentMethodKind.Cash => "Cash",
        _ => "Bank transfer",
    };

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
