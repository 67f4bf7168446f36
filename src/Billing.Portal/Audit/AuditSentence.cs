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

    // Of no alphabet: it stands for what is nobody's words while the others are translated and its days written.
    private const char Sign = '\uE000';

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
    public static string Of(AuditRecord record, IStringLocalizer<Words> text, Viewer viewer)
    {
        var (sentence, name) = Signed(record);
        var said = Moment().Replace(Of(record with { Sentence = sentence }, text), moment => Written(moment.Value, viewer));

        return name is null ? said : said.Replace($"{Sign}", name, StringComparison.Ordinal);
    }

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

    // "balance 17" as whose it is, "tariff 5" as it is called; a label as it stands. Null: there is no name in it.
    private static (string Sentence, string? Name) Signed(AuditRecord record)
    {
        var (sentence, kind) = (record.Sentence, record.EntityKind.Replace('-', ' '));

        if (sentence.Contains(Sign, StringComparison.Ordinal))
        {
            return (sentence, null);
        }

        if (sentence.StartsWith($"{record.Action} {kind} ", StringComparison.Ordinal))
        {
            return record.EntityKind is EntityKinds.Voucher ? (sentence, null) : Labelled(sentence, record.Action.Length + kind.Length + 2);
        }

        if (record.Name is not { } name)
        {
            return (sentence, null);
        }

        // A balance has no label. Of what has one the file of a price list may be named too, and the label begin as the number does.
        (int At, string Called)[] places = record.EntityKind is EntityKinds.Balance
            ? [(sentence.IndexOf($"{kind} {record.EntityId}", StringComparison.Ordinal), record.EntityId)]
            : [(Last(name), name), (Last(record.EntityId), record.EntityId)];
        var (at, called) = places.MaxBy(place => place.At);
        var start = at + kind.Length + 1;
        var end = start + called.Length;

        return at < 0 || (end < sentence.Length && char.IsLetterOrDigit(sentence[end]))
            ? (sentence, null)
            : (sentence[..start] + Sign + sentence[end..], name);

        int Last(string label) => Math.Max(
            sentence.LastIndexOf($"{kind} {label}: ", StringComparison.Ordinal),
            sentence.EndsWith($"{kind} {label}", StringComparison.Ordinal) ? sentence.Length - kind.Length - 1 - label.Length : -1);
    }

    // What follows the label, if anything does, begins with a colon.
    private static (string Sentence, string? Name) Labelled(string sentence, int start)
    {
        var end = sentence.IndexOf(": ", start, StringComparison.Ordinal) is >= 0 and var colon ? colon : sentence.Length;

        return end == start ? (sentence, null) : (sentence[..start] + Sign + sentence[end..], sentence[start..end]);
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

    // Not within a number or name, such as INV-2026-01-31 or 2026-01-31.csv.
    [GeneratedRegex(@"(?<![\w\-./:])[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}(:[0-9]{2})?))?(?![\w\-/]|[.:]\w)")]
    private static partial Regex Moment();

    [GeneratedRegex(@"^ (?<value>-?[0-9]{1,15}(\.[0-9]{1,12})?) (?<currency>[A-Z]{3})(?=,|$)", RegexOptions.ExplicitCapture)]
    private static partial Regex Amount();

    // Vouchers of a range of serial numbers: " 5 vouchers of 100-104: lost".
    [GeneratedRegex("^ (?<count>[0-9]+) vouchers of (?<range>[0-9]+-[0-9]+): (?<why>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Range();

    private static string Lower(string word) => word.ToLower(CultureInfo.CurrentUICulture);
}
