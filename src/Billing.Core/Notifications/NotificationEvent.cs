using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Billing.Core.Notifications;

/// <summary>What a customer is told of, or the staff. Numbers are stored; names are those of templates and of webhooks.</summary>
public enum NotificationEvent
{
    /// <summary>Prepaid money fell below the payer's threshold.</summary>
    LowBalance = 1,

    /// <summary>80 or 100 % of a credit limit is used.</summary>
    CreditLimit = 2,

    /// <summary>80 or 100 % of what may be spent in a period is spent.</summary>
    SpendingLimit = 3,

    /// <summary>80 or 100 % of an allowance is used.</summary>
    AllowanceUsed = 4,

    InvoiceIssued = 5,

    /// <summary>An invoice that is still open will be due in a few days.</summary>
    InvoiceDueSoon = 6,

    /// <summary>A reminder or late fee of dunning.</summary>
    Overdue = 7,

    /// <summary>Dunning limits the services.</summary>
    Limited = 8,

    /// <summary>Dunning suspends the services.</summary>
    Suspended = 9,

    /// <summary>Dunning ends the contract.</summary>
    Terminated = 10,

    /// <summary>A limit or suspension is lifted.</summary>
    Restored = 11,

    PaymentReceived = 12,

    /// <summary>There were no funds for the fee of a line, which is suspended until there are.</summary>
    FeeUnpaid = 13,

    /// <summary>Somebody suspended the customer.</summary>
    Stopped = 14,

    /// <summary>Somebody lifted that, or its time was over.</summary>
    Resumed = 15,

    /// <summary>Somebody blocked one line.</summary>
    LineBlocked = 16,

    LineUnblocked = 17,

    /// <summary>The holder's bank took a payment back.</summary>
    PaymentDisputed = 18,

    /// <summary>It was right, and the money has come again.</summary>
    DisputeWon = 19,

    /// <summary>A payment that is made without asking was declined for good, and its card is asked no more.</summary>
    PaymentFailed = 20,

    /// <summary>A gateway does not do what it is told about a running session. For the staff, not for the customer.</summary>
    OrderNotObeyed = 21,

    /// <summary>The staff made a password for somebody who signs in to self-care: of a new user, or instead of their own.</summary>
    PasswordIssued = 22,
}

/// <summary>What there is to say of each event, and whether somebody may not want to hear it.</summary>
/// <param name="Name">Kebab case: <c>low-balance</c>.</param>
/// <param name="IsOptional">A subscriber may switch it off; invoices, reminders and suspensions are told in any case.</param>
/// <param name="Placeholders">
/// The names of its facts, for templates, beside <see cref="Common"/>. Of an invoice that a card pays without asking there is nothing to pay, and the
/// card's last digits; else no card. <c>payable</c> is what the card takes, or what is to be paid: less than the invoice asks for where money that
/// was left settled some of it.
/// </param>
public sealed record EventTerms(NotificationEvent Event, string Name, bool IsOptional, ImmutableArray<string> Placeholders)
{
    /// <summary>What every template may say: whom it is for, who sends it, and where the portal is.</summary>
    public static readonly ImmutableArray<string> Common = ["customer", "customerNumber", "company", "portal"];

    public static readonly ImmutableArray<EventTerms> All =
    [
        new(NotificationEvent.LowBalance, "low-balance", true, ["left", "threshold"]),
        new(NotificationEvent.CreditLimit, "credit-limit", true, ["percent", "used", "limit"]),
        new(NotificationEvent.SpendingLimit, "spending-limit", true, ["percent", "spent", "limit"]),
        new(NotificationEvent.AllowanceUsed, "allowance-used", true, ["percent", "allowance"]),
        new(NotificationEvent.InvoiceIssued, "invoice-issued", false, ["invoice", "total", "amountDue", "toPay", "payable", "card", "due", "from", "to"]),
        new(NotificationEvent.InvoiceDueSoon, "invoice-due-soon", true, ["invoice", "open", "card", "due"]),
        new(NotificationEvent.Overdue, "overdue", false, ["overdue", "since", "days", "fee"]),
        new(NotificationEvent.Limited, "limited", false, ["overdue", "since"]),
        new(NotificationEvent.Suspended, "suspended", false, ["overdue", "since"]),
        new(NotificationEvent.Terminated, "terminated", false, ["overdue", "since"]),
        new(NotificationEvent.Restored, "restored", false, ["fee"]),
        new(NotificationEvent.PaymentReceived, "payment-received", true, ["amount", "balance"]),
        new(NotificationEvent.FeeUnpaid, "fee-unpaid", false, ["fee", "plan"]),
        new(NotificationEvent.Stopped, "stopped", false, []),
        new(NotificationEvent.Resumed, "resumed", false, []),
        new(NotificationEvent.LineBlocked, "line-blocked", false, ["line"]),
        new(NotificationEvent.LineUnblocked, "line-unblocked", false, ["line"]),
        new(NotificationEvent.PaymentDisputed, "payment-disputed", false, ["amount", "payment"]),
        new(NotificationEvent.DisputeWon, "dispute-won", false, ["amount", "payment"]),
        new(NotificationEvent.PaymentFailed, "payment-failed", false, ["amount", "card"]),
        new(NotificationEvent.OrderNotObeyed, "order-not-obeyed", false, ["gateway", "account", "session", "order", "reason", "answer", "times"]),
        new(NotificationEvent.PasswordIssued, "password-issued", false, ["user"]),
    ];

    private static readonly FrozenDictionary<NotificationEvent, EventTerms> ByEvent = All.ToFrozenDictionary(one => one.Event);

    /// <summary>There is a document of what it tells of.</summary>
    public bool HasDocument => Event is NotificationEvent.InvoiceIssued;

    /// <summary>It is told to who runs the system; the customer whom it concerns hears nothing of it.</summary>
    public bool IsForStaff => Event is NotificationEvent.OrderNotObeyed;

    public static EventTerms Of(NotificationEvent told) => ByEvent[told];

    /// <summary>The name, also of an event that a newer program has raised: then its number.</summary>
    public static string NameOf(NotificationEvent told) => ByEvent.TryGetValue(told, out var terms) ? terms.Name : told.ToString();

    public static EventTerms? Of(string name) => All.FirstOrDefault(one => one.Name == name);
}
