using System.Globalization;

namespace Billing.Grains.Invoices;

/// <summary>The words of an invoice in the customer's language. They are in the document for ever, so they are not the portal's.</summary>
internal sealed record PaperWords(
    string Invoice,
    string CreditNote,
    string Date,
    string Period,
    string PayBy,
    string Customer,
    string TaxNumber,
    string Corrects,
    string Replaces,
    string WhatYouPayFor,
    string WhatIsGivenBack,
    string Fees,
    string Other,
    string Subtotal,
    string Net,
    string Total,
    string Previous,
    string Payments,
    string Remaining,
    string AmountDue,
    string Nothing,
    string Reference,
    string To,
    string Account,
    string Scan,
    string Card,
    string YourUsage,
    string Elsewhere,
    string OneByOne,
    string When,
    string Line,
    string Number,
    string Volume,
    string Amount,
    string Cut,
    string Pages)
{
    private static readonly PaperWords English = new(
        "Invoice", "Credit note", "Date", "Period", "Pay by", "Customer number", "Tax number", "Corrects", "Replaces", "What you pay for", "What you are given back", "Fees", "Other charges and credits", "Subtotal",
        "Net", "Total", "Owed before", "Payments received", "Left for the next invoice", "Amount due", "There is nothing to pay.", "Payment reference", "to", "Account",
        "Scan to pay with your bank's app", "Taken from your card ending in {0}", "Your usage", "Other destinations", "Usage one by one", "When", "Line", "Number", "Used", "Amount", "There are more; all of them are in the portal.", "page {0} of {1}");

    private static readonly PaperWords Spanish = new(
        "Factura", "Nota de crédito", "Fecha", "Periodo", "Pagar hasta el", "Número de cliente", "Identificación fiscal", "Rectifica", "Sustituye a", "Qué paga usted", "Qué se le abona", "Cuotas", "Otros cargos y abonos", "Subtotal",
        "Base imponible", "Total", "Saldo anterior", "Pagos recibidos", "Queda para la próxima factura", "Importe a pagar", "No tiene que pagar nada.", "Referencia de pago", "al", "Cuenta",
        "Escanee para pagar con la app de su banco", "Se cobra de su tarjeta terminada en {0}", "Su consumo", "Otros destinos", "Consumo detallado", "Cuándo", "Línea", "Número", "Consumo", "Importe", "Hay más; todos están en el portal.", "página {0} de {1}");

    private static readonly Dictionary<string, (string En, string Es)> Services = new(StringComparer.OrdinalIgnoreCase)
    {
        ["voice"] = ("Voice", "Voz"),
        ["data"] = ("Data", "Datos"),
        ["messages"] = ("Messages", "Mensajes"),
        ["sms"] = ("Messages", "Mensajes"),
        ["roaming"] = ("Roaming", "Itinerancia"),
        ["tv"] = ("TV", "Televisión"),
        ["iptv"] = ("TV", "Televisión"),
        ["vod"] = ("Video on demand", "Vídeo a la carta"),
    };

    public static PaperWords Of(CultureInfo culture) => culture.TwoLetterISOLanguageName == "es" ? Spanish : English;

    public string PageOf(int page, int pages) => string.Format(CultureInfo.InvariantCulture, Pages, page, pages);

    /// <param name="card">Its last four digits.</param>
    public string FromCard(string card) => string.Format(CultureInfo.InvariantCulture, Card, card);

    /// <summary>A service of the operator's own making keeps its name.</summary>
    public string Service(string code) => Services.TryGetValue(code, out var name) ? ReferenceEquals(this, Spanish) ? name.Es : name.En : code;
}
