using System.Collections.Immutable;

namespace Billing.Core.Notifications;

/// <summary>The program's own texts, until an operator changes one: what happened, what it means, what to do.</summary>
public static class BuiltInTemplates
{
    /// <summary>The languages that there are texts in; a customer of another one is written to in the first.</summary>
    public static readonly ImmutableArray<string> Languages = ["en", "es"];

    public static Template Of(NotificationEvent told, string language) => language == "es"
        ? Whole(Spanish(told), EventTerms.Of(told).IsForStaff ? "Hola:" : "Hola, {customer}:", "{company}\n{portal}")
        : Whole(English(told), EventTerms.Of(told).IsForStaff ? "Hello," : "Dear {customer},", "{company}\n{portal}");

    private static Template Whole((string Subject, string Body) text, string greeting, string close) => new(text.Subject, $"{greeting}\n\n{text.Body}\n\n{close}");

    private static (string Subject, string Body) English(NotificationEvent told) => told switch
    {
        NotificationEvent.LowBalance => ("Your balance is low: {left}", "You have {left} left, which is less than {threshold}. Please top up, so that you can go on."),
        NotificationEvent.CreditLimit => ("{percent} % of your credit limit is used", "You have used {used} of your credit limit of {limit}. At the limit your services stop; a payment lets them go on."),
        NotificationEvent.SpendingLimit => ("{percent} % of your spending limit is reached", "You have spent {spent} of the {limit} that you may spend in this period."),
        NotificationEvent.AllowanceUsed => ("{percent} % of {allowance} is used", "You have used {percent} % of {allowance}."),
        NotificationEvent.InvoiceIssued => ("Your invoice {invoice}", "Your invoice {invoice} for {from} to {to} is there. Its total is {total}{?toPay}; please pay {toPay} by {due}{/toPay}{?card}; {payable} is taken from your card ending in {card}{/card}{!payable}; there is nothing to pay{/payable}."),
        NotificationEvent.InvoiceDueSoon => ("Invoice {invoice} is due on {due}", "Of your invoice {invoice}, {open} is still to be paid, by {due}.{?card} It is taken from your card ending in {card}.{/card} If you have paid, there is nothing to do."),
        NotificationEvent.Overdue => ("Your payment is overdue: {overdue}", "{overdue} has been overdue since {since}, for {days} days. Please pay now.{?fee} Late fee charged today: {fee}.{/fee}"),
        NotificationEvent.Limited => ("Your services are limited", "Because {overdue} has been overdue since {since}, your services are limited. They are as before as soon as you have paid."),
        NotificationEvent.Suspended => ("Your services are suspended", "Because {overdue} has been overdue since {since}, your services are suspended. They go on as soon as you have paid; emergency calls are always possible."),
        NotificationEvent.Terminated => ("Your contract has ended", "Because {overdue} has been overdue since {since}, we have ended your contract. What is owed is still to be paid."),
        NotificationEvent.Restored => ("Your services are back", "Thank you: nothing is overdue any more, and your services are back.{?fee} Reactivation fee charged: {fee}.{/fee}"),
        NotificationEvent.PaymentReceived => ("We have received {amount}", "Thank you: we have received {amount}. Your balance is now {balance}."),
        NotificationEvent.FeeUnpaid => ("{plan} is suspended: top up {fee}", "There was not enough money for {plan}: {fee}. It is suspended, and goes on by itself as soon as there is."),
        NotificationEvent.Stopped => ("Your services are suspended", "We have suspended your services. Please get in touch with us; emergency calls are always possible."),
        NotificationEvent.Resumed => ("Your services are back", "Your services are no longer suspended: you can use them again."),
        NotificationEvent.LineBlocked => ("{line} is blocked", "The line {line} is blocked. If you did not ask for it, please get in touch with us; emergency calls are always possible."),
        NotificationEvent.LineUnblocked => ("{line} is no longer blocked", "The line {line} can be used again."),
        NotificationEvent.PaymentDisputed => ("Your bank took {amount} back", "Your bank has taken {amount} of payment {payment} back from us. It is taken from your balance, and what it had paid is to be paid again. Please get in touch with us if you did not ask for it."),
        NotificationEvent.DisputeWon => ("Payment {payment} counts again", "Your bank has given us {amount} of payment {payment} again. It is back on your balance; there is nothing to do."),
        NotificationEvent.PaymentFailed => ("We could not take {amount} from your card", "The payment of {amount} from your card ending in {card} was declined, and we will not ask the card again. Please pay another way, or choose or renew a card in the portal."),
        NotificationEvent.PasswordIssued => ("A new password for {user}", "Our staff has made a new password with which {user} signs in to the portal. Whoever signs in with it has to choose another one first. If you did not ask for it, please get in touch with us at once."),
        NotificationEvent.OrderNotObeyed => ("{gateway} does not do what it is told", "{gateway} was told {times} times: {order}, for the session {session} of {account} ({customer}, {customerNumber}). Why: {reason}. It did not do it: {answer}. Sessions of which this is so are in the portal, in Live sessions under Orders to the gateway: not obeyed."),
        _ => throw new ArgumentOutOfRangeException(nameof(told), told, null),
    };

    private static (string Subject, string Body) Spanish(NotificationEvent told) => told switch
    {
        NotificationEvent.LowBalance => ("Su saldo es bajo: {left}", "Le quedan {left}, menos de {threshold}. Recargue, por favor, para poder continuar."),
        NotificationEvent.CreditLimit => ("Ha usado el {percent} % de su límite de crédito", "Ha usado {used} de su límite de crédito de {limit}. Al alcanzarlo sus servicios se detienen; un pago los reanuda."),
        NotificationEvent.SpendingLimit => ("Ha alcanzado el {percent} % de su límite de gasto", "Ha gastado {spent} de los {limit} que puede gastar en este periodo."),
        NotificationEvent.AllowanceUsed => ("Ha usado el {percent} % de {allowance}", "Ha usado el {percent} % de {allowance}."),
        NotificationEvent.InvoiceIssued => ("Su factura {invoice}", "Ya tiene su factura {invoice}, del {from} al {to}. El total es {total}{?toPay}; pague {toPay}, por favor, hasta el {due}{/toPay}{?card}; {payable} se cobran de su tarjeta terminada en {card}{/card}{!payable}; no tiene que pagar nada{/payable}."),
        NotificationEvent.InvoiceDueSoon => ("La factura {invoice} vence el {due}", "De su factura {invoice} quedan por pagar {open}, hasta el {due}.{?card} Se cobra de su tarjeta terminada en {card}.{/card} Si ya ha pagado, no tiene que hacer nada."),
        NotificationEvent.Overdue => ("Su pago está vencido: {overdue}", "{overdue} están vencidos desde el {since}, hace {days} días. Pague ahora, por favor.{?fee} Recargo por demora cobrado hoy: {fee}.{/fee}"),
        NotificationEvent.Limited => ("Sus servicios están limitados", "Como {overdue} están vencidos desde el {since}, sus servicios están limitados. Volverán a ser como antes en cuanto pague."),
        NotificationEvent.Suspended => ("Sus servicios están suspendidos", "Como {overdue} están vencidos desde el {since}, sus servicios están suspendidos. Se reanudan en cuanto pague; las llamadas de emergencia siempre son posibles."),
        NotificationEvent.Terminated => ("Su contrato ha terminado", "Como {overdue} están vencidos desde el {since}, hemos terminado su contrato. La deuda sigue pendiente de pago."),
        NotificationEvent.Restored => ("Sus servicios están de vuelta", "Gracias: ya no hay nada vencido y sus servicios están de vuelta.{?fee} Cuota de reactivación cobrada: {fee}.{/fee}"),
        NotificationEvent.PaymentReceived => ("Hemos recibido {amount}", "Gracias: hemos recibido {amount}. Su saldo es ahora de {balance}."),
        NotificationEvent.FeeUnpaid => ("{plan} está suspendido: recargue {fee}", "No había saldo suficiente para {plan}: {fee}. Está suspendido y se reanudará por sí mismo en cuanto lo haya."),
        NotificationEvent.Stopped => ("Sus servicios están suspendidos", "Hemos suspendido sus servicios. Póngase en contacto con nosotros, por favor; las llamadas de emergencia siempre son posibles."),
        NotificationEvent.Resumed => ("Sus servicios están de vuelta", "Sus servicios ya no están suspendidos: puede volver a usarlos."),
        NotificationEvent.LineBlocked => ("{line} está bloqueada", "La línea {line} está bloqueada. Si no lo ha pedido, póngase en contacto con nosotros, por favor; las llamadas de emergencia siempre son posibles."),
        NotificationEvent.LineUnblocked => ("{line} ya no está bloqueada", "La línea {line} puede volver a usarse."),
        NotificationEvent.PaymentDisputed => ("Su banco ha retirado {amount}", "Su banco nos ha retirado {amount} del pago {payment}. Se descuenta de su saldo, y lo que había pagado queda pendiente de nuevo. Póngase en contacto con nosotros, por favor, si no lo ha pedido."),
        NotificationEvent.DisputeWon => ("El pago {payment} vuelve a contar", "Su banco nos ha devuelto {amount} del pago {payment}. Está de nuevo en su saldo; no tiene que hacer nada."),
        NotificationEvent.PaymentFailed => ("No hemos podido cobrar {amount} de su tarjeta", "El pago de {amount} con su tarjeta terminada en {card} ha sido rechazado y no volveremos a intentarlo con ella. Pague de otro modo, por favor, o elija o renueve una tarjeta en el portal."),
        NotificationEvent.PasswordIssued => ("Una contraseña nueva para {user}", "Nuestro personal ha creado una contraseña nueva con la que {user} entra en el portal. Quien entre con ella tiene que elegir primero otra. Si no la ha pedido, póngase en contacto con nosotros enseguida, por favor."),
        NotificationEvent.OrderNotObeyed => ("{gateway} no cumple lo que se le ordena", "Se ha ordenado {times} veces a {gateway}: {order}, para la sesión {session} de {account} ({customer}, {customerNumber}). Motivo: {reason}. No lo ha hecho: {answer}. Las sesiones en este caso están en el portal, en Sesiones en curso, Órdenes a la pasarela: no cumplidas."),
        _ => throw new ArgumentOutOfRangeException(nameof(told), told, null),
    };
}
