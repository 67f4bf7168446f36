using System.Globalization;
using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using NodaTime;
using NodaTime.Text;

namespace Billing.Grains.Payers;

/// <summary>What the audit log says of orders about a payer: who, what, and what it was before.</summary>
/// <remarks>
/// Under the balance's number: its history is on the pages of the customer and of every account that it pays for. What nobody
/// ordered (a fee, a first use, a step of dunning) is no line of it.
/// </remarks>
internal static class PayerLog
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static AuditNote Opened(Payer payer, string className, string by) => Note(
        payer, by, "begin-billing", $"balance {payer.BalanceId} is billed by class {className}", null, Terms(className, payer.IsTaxExempt));

    /// <returns>Null: it is as it was.</returns>
    public static AuditNote? Reclassed(Books books, PayerOrder order, string by)
    {
        var (old, @new) = (Terms(books.ClassName, books.Payer.IsTaxExempt), Terms(order.Class, order.IsTaxExempt));

        return old == @new
            ? null
            : Note(books.Payer, by, "edit-billing", $"balance {books.Payer.BalanceId} is billed by class {order.Class}", old, @new);
    }

    public static AuditNote Subscribed(Payer payer, Subscription made, string operationId, string by) => Note(
        payer,
        by,
        "subscribe",
        $"balance {payer.BalanceId} subscribed to {PlanOf(made)}{(made.AccountId is { } account ? $" for account {account}" : "")}",
        null,
        Look(made, operationId));

    public static AuditNote Changed(Payer payer, Subscription before, Subscription after, SubscriptionVerb verb, string by)
    {
        var (action, told) = verb switch
        {
            SubscriptionVerb.ChangePlan => ("change-plan", $"from {PlanOf(before)} to {PlanOf(after)} from {Time(after.Latest!.From)} on"),
            SubscriptionVerb.Pause => ("pause-subscription", $"{PlanOf(after)} paused from {Time(after.Latest!.To)} on"),
            SubscriptionVerb.Resume => ("resume-subscription", $"{PlanOf(after)} resumed from {Time(after.Latest!.From)} on"),
            SubscriptionVerb.Cancel => ("cancel-subscription", $"{PlanOf(after)} ended by {Time(after.Latest?.To)}"),
            SubscriptionVerb.Activate => ("activate-subscription", $"{PlanOf(after)} begun at {Time(after.Latest!.From)}"),
            SubscriptionVerb.Withdraw => ("withdraw-subscription-change", $"{PlanOf(after)} goes on, what was to come is withdrawn"),
            _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, null),
        };

        return Note(
            payer, by, action, $"subscription {after.SubscriptionId} of balance {payer.BalanceId}: {told}", Look(before, null), Look(after, null));
    }

    public static AuditNote NotFollowed(Payer payer, ProductMove move, long accountId, string problem, string by) => Note(
        payer,
        by,
        "products-not-followed",
        $"the products of account {accountId} stay as they are after the {(move.PlanBefore is null ? "start" : move.Plan is null ? "end" : "change of plan")} of subscription {move.SubscriptionId}: {problem}",
        null,
        Json(new { Subscription = move.SubscriptionId, Account = accountId, move.PlanBefore, move.Plan }));

    public static AuditNote Charged(Payer payer, OneOffOrder order, string by) => Note(
        payer,
        by,
        "charge-once",
        $"balance {payer.BalanceId} is charged {Amount(order.Amount, payer)} {payer.Currency} once: {order.Text}",
        null,
        Json(new { Operation = order.OperationId, order.TaxCode }));

    public static AuditNote DunningDelayed(Payer payer, LocalDate until, string by) => Note(
        payer,
        by,
        "delay-dunning",
        $"no step of dunning of balance {payer.BalanceId} before {until:uuuu-MM-dd}",
        payer.Dunning.DelayedUntil is { } before ? Day(before) : null,
        Day(until));

    public static AuditNote CouponGiven(Payer payer, Coupon coupon, CouponOrder order) => Note(
        payer,
        order.By,
        "give-coupon",
        $"balance {payer.BalanceId} has coupon {coupon.Name}{Of(coupon)}: {Off(payer, coupon)} off{Length(coupon)}",
        null,
        Json(new { Operation = order.OperationId, coupon.Name, order.Percent, order.Amount, order.Invoices, order.Months, order.IsForEver, coupon.Plans }));

    public static AuditNote CouponEnded(Payer payer, Coupon coupon, string by) => Note(
        payer,
        by,
        "end-coupon",
        $"coupon {coupon.Name} of balance {payer.BalanceId} is ended: it took {Amount(coupon.TakenOff, payer)} {payer.Currency.Code} off",
        Json(new { Coupon = coupon.CouponId, coupon.TakenOff, coupon.Times }),
        Json(new { Coupon = coupon.CouponId, Ended = true }));

    private static string Of(Coupon coupon) => coupon.Plans.IsEmpty ? "" : $" ({string.Join(", ", coupon.Plans)})";

    private static string Off(Payer payer, Coupon coupon) => coupon.Percent > 0
        ? FormattableString.Invariant($"{coupon.Percent:0.#####} %")
        : $"{Amount(coupon.Amount, payer)} {payer.Currency.Code}";

    private static string Length(Coupon coupon) => coupon switch
    {
        { CarriesOn: true } or { Percent: > 0, Invoices: 1, Until: null } => ", once",
        { Invoices: { } invoices, Until: { } until } => FormattableString.Invariant($" each of {invoices} invoices before {until:uuuu-MM-dd}"),
        { Invoices: { } invoices } => FormattableString.Invariant($" each of {invoices} invoices"),
        { Until: { } until } => FormattableString.Invariant($" each invoice before {until:uuuu-MM-dd}"),
        _ => " each invoice",
    };

    public static AuditNote Allocated(Payer payer, AllocationOrder order, decimal total) => Note(
        payer,
        order.By,
        "allocate",
        $"{Amount(total, payer)} {payer.Currency.Code} of ledger entry {order.Sequence} of balance {payer.BalanceId} settle chosen invoices",
        null,
        Json(new { Operation = order.OperationId, Invoices = order.Parts.Select(part => new { part.InvoiceId, part.Amount }) }));

    public static AuditNote AllocationTakenBack(Payer payer, AllocationUndo order, decimal total) => Note(
        payer,
        order.By,
        "take-back-allocation",
        $"{Amount(total, payer)} {payer.Currency.Code} of balance {payer.BalanceId} settle chosen invoices no more",
        null,
        Json(new { Operation = order.OperationId }));

    public static AuditNote InvoicedNow(Payer payer, InvoiceDraft draft, string by) => Note(
        payer,
        by,
        "invoice-now",
        $"balance {payer.BalanceId} is invoiced out of turn: {Amount(draft.Total, payer)} {payer.Currency.Code} from {draft.Period.From:uuuu-MM-dd} on",
        null,
        Json(new { draft.Total, Currency = payer.Currency.Code, From = LocalDatePattern.Iso.Format(draft.Period.From) }));

    private static string Amount(decimal amount, Payer payer) => amount.ToString(payer.Currency.Format, CultureInfo.InvariantCulture);

    private static AuditNote Note(Payer payer, string by, string action, FormattableString sentence, string? old, string @new) => new(
        by,
        action,
        EntityKinds.Balance,
        FormattableString.Invariant($"{payer.BalanceId}"),
        FormattableString.Invariant(sentence),
        old,
        @new);

    private static string Terms(string className, bool isTaxExempt) => Json(new { Class = className, TaxExempt = isTaxExempt });

    private static string PlanOf(Subscription subscription)
    {
        var (terms, quantity) = subscription.Latest is { } latest ? (latest.Terms, latest.Quantity) : (subscription.Pending!.Terms, subscription.Pending.Quantity);

        return quantity == 1 ? terms.Name : FormattableString.Invariant($"{quantity} × {terms.Name}");
    }

    // The newest stretch of it: those before are the history's, and were told when they were ordered.
    private static string Look(Subscription subscription, string? operationId)
    {
        var (latest, pending) = (subscription.Latest, subscription.Pending);

        return Json(new
        {
            Operation = operationId,
            Subscription = subscription.SubscriptionId == 0 ? (long?)null : subscription.SubscriptionId,
            Account = subscription.AccountId,
            Plan = (latest?.Terms ?? pending!.Terms).Name,
            PlanId = latest?.PlanId ?? pending!.PlanId,
            Quantity = latest?.Quantity ?? pending!.Quantity,
            From = Time(latest?.From),
            To = Time(latest?.To),
            End = latest is { End: not SegmentEnd.None and var end } ? JsonNamingPolicy.KebabCaseLower.ConvertName(end.ToString()) : null,
            PenaltyWaived = latest?.IsPenaltyWaived,
        });
    }

    private static string? Time(Instant? at) => at is { } instant ? InstantPattern.General.Format(instant) : null;

    private static string Day(LocalDate until) => Json(new { DelayedUntil = LocalDatePattern.Iso.Format(until) });

    private static string Json<T>(T what) => JsonSerializer.Serialize(what, Names);
}
