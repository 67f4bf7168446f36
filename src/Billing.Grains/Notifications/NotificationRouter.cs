using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Contracts.Notifications;
using Billing.Core.Notifications;
using Billing.Grains.Invoices;
using Microsoft.Extensions.Options;
using NodaTime.Text;

namespace Billing.Grains.Notifications;

/// <summary>Decides how a notification is told: by which channels, to whom and in which words, or why not.</summary>
internal sealed class NotificationRouter(IOptions<NotificationOptions> options, IOptions<SenderOptions> sender)
{
    private readonly NotificationOptions _options = options.Value;

    public RoutedNotification Route(WaitingNotification told, IReadOnlyDictionary<string, Template> templates)
    {
        if (MootReason(told) is { } moot)
        {
            return new(told.NotificationId, [new(NotificationChannel.Email, DeliveryState.NotSent, null, null, null, moot)]);
        }

        var facts = FactsOf(told);
        var (text, problem) = Render(told, facts, templates);
        var mail = new NewDelivery(NotificationChannel.Email, DeliveryState.Waiting, AddressOf(told), text?.Subject, text?.Body)
        {
            Document = EventTerms.Of(told.Event).HasDocument && text is { AttachesDocument: true } ? told.Invoice?.Number : null,
        };
        mail = (problem, WhyNoMail(told)) switch
        {
            (_, { } reason) => mail with { State = DeliveryState.NotSent, Reason = reason },
            ({ } wrong, _) => mail with { State = DeliveryState.Failed, Reason = wrong },
            _ => mail,
        };
        NewDelivery[] ways = _options.Webhook.Url.Length == 0
            ? [mail]
            : [mail, new(NotificationChannel.Webhook, DeliveryState.Waiting, _options.Webhook.Url, text?.Subject, Payload(told, facts, text))];

        return new(told.NotificationId, [.. ways.Where(way => !told.Channels.Contains(way.Channel))]);
    }

    // What was to be said later may be nothing by then.
    private static string? MootReason(WaitingNotification told) => told switch
    {
        { Invoice.IsVoid: true } => "the invoice is void",
        { Event: NotificationEvent.InvoiceDueSoon, Invoice.Open: <= 0 } => "the invoice is paid",
        _ => null,
    };

    // What is told in any case goes to the customer's own address too: where alerts go, nobody has confirmed.
    private string? AddressOf(WaitingNotification told) => EventTerms.Of(told.Event) switch
    {
        { IsForStaff: true } => _options.StaffEmail.Length > 0 ? _options.StaffEmail : null,
        { IsOptional: true } => told.Email,
        _ => string.Join(", ", new[] { told.CustomerEmail, told.Email }.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)) is { Length: > 0 } all ? all : null,
    };

    private string? WhyNoMail(WaitingNotification told) =>
        EventTerms.Of(told.Event).IsOptional && told.Unwanted.Contains(told.Event) ? "the subscriber does not want it"
        : AddressOf(told) is null ? EventTerms.Of(told.Event).IsForStaff ? "no address of the staff is set up" : "no e-mail address is known"
        : _options.Smtp.Host.Length == 0 ? "no mail server is set up"
        : null;

    private (Template? Text, string? Problem) Render(
        WaitingNotification told, IReadOnlyCollection<NamedFact> facts, IReadOnlyDictionary<string, Template> templates)
    {
        var culture = CultureOf(EventTerms.Of(told.Event).IsForStaff ? _options.StaffCulture : told.Customer.Culture);
        var language = BuiltInTemplates.Languages.Contains(culture.TwoLetterISOLanguageName) ? culture.TwoLetterISOLanguageName : BuiltInTemplates.Languages[0];
        var template = templates.GetValueOrDefault($"{EventTerms.Of(told.Event).Name}.{language}") ?? BuiltInTemplates.Of(told.Event, language);

        try
        {
            return (template.Render(facts, culture), null);
        }
        catch (FormatException wrong)
        {
            return (null, wrong.Message); // of an older program, which let it pass
        }
    }

    // One row that somebody wrote by hand must not stand before the others.
    private static CultureInfo CultureOf(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }

    private List<NamedFact> FactsOf(WaitingNotification told)
    {
        List<NamedFact> facts =
        [
            .. told.Facts,
            new("customer", new Fact.Words(told.Customer.Name)),
            new("customerNumber", new Fact.Words(told.Customer.Number)),
            new("company", new Fact.Words(sender.Value.Name)),
            new("portal", new Fact.Words(_options.PortalUrl)),
        ];

        if (told.Invoice is { } invoice)
        {
            // It takes what is open of the invoice: what was owed before is asked for with the rest.
            var card = told.Event is NotificationEvent.InvoiceIssued && invoice.AmountDue > invoice.Total ? null : invoice.Card;

            // An invoice that asks for its own total does so whatever was left on the balance, but that settles it before the card does.
            var payable = card is null ? invoice.AmountDue : decimal.Min(invoice.AmountDue, invoice.Open + invoice.PaidByCard);
            facts.AddRange(
            [
                new("invoice", new Fact.Words(invoice.Number)),
                new("total", new Fact.Amount(invoice.Total, invoice.Currency)),
                new("amountDue", new Fact.Amount(invoice.AmountDue, invoice.Currency)),
                new("toPay", new Fact.Amount(card is null ? invoice.AmountDue : 0, invoice.Currency)),
                new("payable", new Fact.Amount(payable, invoice.Currency)),
                new("card", new Fact.Words(payable > 0 ? card ?? "" : "")),
                new("open", new Fact.Amount(invoice.Open, invoice.Currency)),
                new("due", new Fact.Day(invoice.DueOn)),
                new("from", new Fact.Day(invoice.From)),
                new("to", new Fact.Day(invoice.To.PlusDays(-1))),
            ]);
        }

        return facts;
    }

    private static string Payload(WaitingNotification told, IReadOnlyCollection<NamedFact> facts, Template? text) => new JsonObject
    {
        ["id"] = told.Key,
        ["event"] = EventTerms.Of(told.Event).Name,
        ["raisedAt"] = InstantPattern.ExtendedIso.Format(told.RaisedAt),
        ["customerId"] = told.Customer.CustomerId,
        ["customerNumber"] = told.Customer.Number,
        ["balanceId"] = told.BalanceId,
        ["account"] = told.Account,
        ["facts"] = FactsJson.Node(facts.Where(fact => !EventTerms.Common.Contains(fact.Name))),
        ["subject"] = text?.Subject,
        ["body"] = text?.Body,
    }.ToJsonString();
}
