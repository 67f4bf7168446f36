using Billing.Contracts.Notifications;
using Billing.Core.Notifications;
using Billing.Portal.Design;

namespace Billing.Portal.Notifications;

/// <summary>What events, ways and states of notifications are called: English, the key of its translation.</summary>
internal static class NotificationWords
{
    public static string Name(NotificationEvent told) => told switch
    {
        NotificationEvent.LowBalance => "Low balance",
        NotificationEvent.CreditLimit => "Credit limit nearly or fully used",
        NotificationEvent.SpendingLimit => "Spending limit nearly or fully used",
        NotificationEvent.AllowanceUsed => "Allowance nearly or fully used",
        NotificationEvent.InvoiceIssued => "Invoice issued",
        NotificationEvent.InvoiceDueSoon => "Invoice due soon",
        NotificationEvent.Overdue => "Payment overdue",
        NotificationEvent.Limited => "Services limited",
        NotificationEvent.Suspended => "Services suspended",
        NotificationEvent.Terminated => "Contract ended",
        NotificationEvent.Restored => "Services back",
        NotificationEvent.PaymentReceived => "Payment received",
        NotificationEvent.FeeUnpaid => "Fee without funds",
        NotificationEvent.Stopped => "Suspended by staff",
        NotificationEvent.Resumed => "Suspension by staff lifted",
        NotificationEvent.LineBlocked => "Line blocked",
        NotificationEvent.LineUnblocked => "Line no longer blocked",
        NotificationEvent.PaymentDisputed => "Payment disputed",
        NotificationEvent.DisputeWon => "Dispute won",
        NotificationEvent.PaymentFailed => "Automatic payment declined for good",
        NotificationEvent.OrderNotObeyed => "Order to a gateway not obeyed",
        NotificationEvent.PasswordIssued => "Password made by staff",
        _ => told.ToString(),
    };

    public static string Name(NotificationChannel channel) => channel is NotificationChannel.Email ? "E-mail" : "Webhook";

    public static string Name(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "Waiting to be sent",
        DeliveryState.Sent => "Sent",
        DeliveryState.Failed => "Given up",
        _ => "Not sent",
    };

    public static StatusTone Tone(DeliveryState state) => state switch
    {
        DeliveryState.Sent => StatusTone.Ok,
        DeliveryState.Waiting => StatusTone.Warn,
        DeliveryState.Failed => StatusTone.Bad,
        _ => StatusTone.Off,
    };

    public static string Language(string code) => code == "es" ? "Spanish" : "English";
}
