using System.Globalization;
using System.Text.RegularExpressions;
using Billing.Contracts.Changes;
using Billing.Portal.Design;
using Billing.Portal.Vouchers;
using Microsoft.Extensions.Localization;
using NodaTime.Text;

namespace Billing.Portal.Audit;

/// <summary>The log's English sentences in the viewer's language, made anew of what the log has beside them.</summary>
internal static partial class AuditSentence
{
    private const int MostFields = 6;
    private const int LongestValue = 60;

    /// <summary>What is done; the first words of a sentence, and the key of its translation.</summary>
    public static readonly string[] Actions =
    [
        "create", "edit", "remove", "retire", "restore", "offer", "reset", "activate", "block", "suspend", "close", "emergency", "add alias to",
        "remove alias from", "set password of", "renew secret of", "set TLS key of", "remove TLS key of", "set TLS name of", "remove TLS name of",
        "change products of", "order change of",
        "take back change of", "do due change of", "plan change of", "top-up", "adjustment", "promotion", "payment given back", "allowance", "charge", "refund", "correct",
        "revert", "define", "end", "post", "take codes of", "forget codes of", "expire",
    ];

    /// <summary>Names of members as they are stored, blanks for underlines; the keys of their translations.</summary>
    public static readonly string[] Fields =
    [
        "name", "number", "login", "email", "class", "culture", "currency", "company", "phone", "street", "city", "postal code", "region", "country",
        "external reference", "notes", "status", "status reason", "suspended until", "time zone", "max sessions", "lists usage", "tax number", "invoice note", "shared balance id",
        "framed address", "product since", "aliases", "product", "add ons", "to come", "effective at", "is retired", "services", "service", "unit",
        "slice units", "longest units", "tariff", "period set id", "periods", "profile", "address", "message authenticator", "limit proxy state",
        "interim interval seconds", "coa port", "coa enabled", "coa address", "outage limit", "tls name", "tls identity", "prefix", "description", "subject", "body",
        "attaches document", "offered as", "amount", "operation", "entry", "refunds", "cost", "session", "part", "price", "members", "networks",
        "terms", "balance id", "fee", "groups", "gateways", "numbers", "low balance", "unwanted", "planned", "from", "details",
    ];

    /// <summary>As the log has it where the language does not have what is done; days and instants as the viewer writes them, the entity by its name.</summary>
    public static string Of(AuditRecord record, IStringLocalizer<Words> text, Viewer viewer) =>
        Moment().Replace(Of(record with { Sentence = Named(record) }, text), moment => Written(moment.Value, viewer));

    /// <summary>A member as it was or became; null: it was not there.</summary>
    public static string Shown(string? value, IStringLocalizer<Words> text, Viewer viewer) => value is null ? "–" : Written(Value(value, text), viewer);

    /// <summary>The same with days and instants as the log has them, ISO 8601.</summary>
    public static string Of(AuditRecord record, IStringLocalizer<Words> text)
    {
        var action = text[Word(record.Action)];
        var kind = record.EntityKind.Replace('-', ' ');

        if (!record.Sentence.StartsWith(record.Action, StringComparison.Ordinal))
        {
            return text[record.Sentence];
        }

        if (action.ResourceNotFound)
        {
            var whole = text[record.Sentence];

            return whole.ResourceNotFound ? Word(record.Action) + Amount().Replace(record.Sentence[record.Action.Length..], Sum) : whole;
        }

        var rest = record.Sentence[record.Action.Length..];

        if (Range().Match(rest) is { Success: true } range)
        {
            return text["{0} {1} vouchers of {2}: {3}", action.Value, range.Groups["count"].Value, range.Groups["range"].Value, range.Groups["why"].Value];
        }

        var whose = Lower(text[AuditWords.Name(record.EntityKind)]);

        if (!rest.StartsWith($" {kind}", StringComparison.Ordinal))
        {
            // Money: "top-up 5.00 USD, balance 17".
            return action.Value + Amount().Replace(rest, Sum).Replace($", {kind} ", $", {whose} ", StringComparison.Ordinal);
        }

        var label = rest[(kind.Length + 1)..];

        if (record.EntityKind is EntityKinds.Voucher && label.Length > 1)
        {
            label = " " + VoucherWords.Batch(label[1..], CultureInfo.CurrentCulture);
        }

        var changes = record.OldJson is null || record.NewJson is null ? [] : AuditChange.Between(record.OldJson, record.NewJson);

        if (changes.Count > 0 && label.IndexOf(": ", StringComparison.Ordinal) is > 0 and var end)
        {
            label = label[..end];
        }

        var fields = changes.Take(MostFields).Select(change => Describe(change, text)).ToList();

        if (changes.Count > MostFields)
        {
            fields[^1] += text[" and {0} more", changes.Count - MostFields];
        }

        return fields.Count == 0 ? $"{action.Value} {whose}{label}" : $"{action.Value} {whose}{label}: {string.Join(", ", fields)}";
    }

    /// <summary>A member's name; one within another has both.</summary>
    public static string Field(string name, IStringLocalizer<Words> text) =>
        string.Join(" · ", name.Split('.').Select(part => text[part.Replace('_', ' ')].Value));

    // What is done is stored by a short name; those that are no words are told by some.
    private static string Word(string action) => action is "payment-back" ? "payment given back" : action;

    private static string Describe(AuditChange change, IStringLocalizer<Words> text)
    {
        var name = Field(change.Name, text);

        return change.Before?.Length > LongestValue || change.After?.Length > LongestValue
            ? name
            : $"{name} {Value(change.Before, text)} → {Value(change.After, text)}";
    }

    private static string Value(string? value, IStringLocalizer<Words> text) => value switch
    {
        null or "" => text["none"],
        "active" or "blocked" or "suspended" or "closed" => text[value],
        "True" => text["yes"],
        "False" => text["no"],
        _ => value,
    };

    // The log has amounts in the invariant culture, with a hyphen for a minus.
    private static string Sum(Match amount) =>
        " " + Money.Text(decimal.Parse(amount.Groups["value"].Value, CultureInfo.InvariantCulture), amount.Groups["currency"].Value, CultureInfo.CurrentCulture);

    // "balance 17" as whose it is, "tariff 5" as it is called.
    private static string Named(AuditRecord record)
    {
        var numbered = $"{record.EntityKind.Replace('-', ' ')} {record.EntityId}";
        var at = record.Name is null ? -1 : record.Sentence.IndexOf(numbered, StringComparison.Ordinal);
        var end = at + numbered.Length;

        return at < 0 || (end < record.Sentence.Length && char.IsLetterOrDigit(record.Sentence[end]))
            ? record.Sentence
            : record.Sentence[..(end - record.EntityId.Length)] + record.Name + record.Sentence[end..];
    }

    // A day is nobody's zone's; an instant is told by the viewer's clock.
    private static string Written(string moment, Viewer viewer)
    {
        if (LocalDatePattern.Iso.Parse(moment) is { Success: true, Value: var day })
        {
            return day.ToDateTimeUnspecified().ToString("d MMM yyyy", CultureInfo.CurrentCulture);
        }

        return OffsetDateTimePattern.ExtendedIso.Parse(moment) is { Success: true, Value: var at }
            ? viewer.Local(at.ToInstant()).ToDateTimeUnspecified().ToString("d MMM yyyy HH:mm:ss", CultureInfo.CurrentCulture)
            : moment;
    }

    // Not within a number or name, such as INV-2026-01-31.
    [GeneratedRegex(@"(?<![\w\-./:])[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}(:[0-9]{2})?))?(?![\w\-/]|[.:][0-9])")]
    private static partial Regex Moment();

    [GeneratedRegex(@"^ (?<value>-?[0-9]{1,15}(\.[0-9]{1,12})?) (?<currency>[A-Z]{3})(?=,|$)", RegexOptions.ExplicitCapture)]
    private static partial Regex Amount();

    // Vouchers of a range of serial numbers: " 5 vouchers of 100-104: lost".
    [GeneratedRegex("^ (?<count>[0-9]+) vouchers of (?<range>[0-9]+-[0-9]+): (?<why>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Range();

    private static string Lower(string word) => word.ToLower(CultureInfo.CurrentUICulture);
}
