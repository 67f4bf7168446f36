using System.Globalization;
using Billing.Contracts.Search;
using Billing.Postgres.Customers;
using Billing.Postgres.Paging;

namespace Billing.Postgres.Search;

// Where what was typed is looked for: by what it can be.
internal sealed partial class SearchQuery
{
    private static IEnumerable<(FoundKind Kind, string Sql, object[] Values)> Branches(TypedText typed, string exact)
    {
        const int most = FoundGroup.MostHits + 1;
        var (text, name, anywhere) = (typed.Text, exact.ToLowerInvariant(), Narrowing.Anywhere(typed.Text));

        if (CustomerText.IsNumber(typed) && CustomerText.NumberOf(typed) is var number)
        {
            yield return (FoundKind.Customer, CustomerByNumberSql, [number, Narrowing.EndOf(number), most]);
        }

        if (CustomerText.IsEmail(typed))
        {
            yield return (FoundKind.Customer, CustomerByEmailSql, [text, Narrowing.EndOf(text), most]);
        }

        if (typed.Number is null)
        {
            yield return (FoundKind.Customer, CustomerByNameSql, [text, Narrowing.EndOf(text), most, anywhere]);
            yield return (FoundKind.Product, ProductsSql, [anywhere, most]);
            yield return (FoundKind.Tariff, TariffsSql, [anywhere, most]);
        }

        yield return (FoundKind.Account, AccountsSql, [typed.Beginnings, Array.ConvertAll(typed.Beginnings, Narrowing.EndOf), most]);

        yield return (FoundKind.RejectedLogin, UnknownLoginsSql, [name, Narrowing.EndOf(name), most]);

        if (System.Net.IPAddress.TryParse(exact, out var address))
        {
            yield return (FoundKind.Session, SessionByAddressSql, [address.ToString(), most]);
        }

        if (Guid.TryParse(exact, out var id))
        {
            yield return (FoundKind.Session, SessionByIdSql, [id, most]);
        }

        yield return (FoundKind.Session, SessionByNameSql, [exact, most]);
        yield return (FoundKind.Operation, OperationSql, [exact, most]);

        if (InvoiceNumber(text) is var (series, place))
        {
            yield return (FoundKind.Invoice, InvoicesSql, [place, series, most]);
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var paymentId))
        {
            yield return (FoundKind.Payment, PaymentByNumberSql, [paymentId, most]);
        }

        yield return (FoundKind.Payment, PaymentByReferenceSql, [text, Narrowing.EndOf(text), exact, most]);

        if (typed.Number is { } digits)
        {
            yield return (FoundKind.Destination, DestinationByPrefixSql, [digits, Narrowing.EndOf(digits), most]);
            yield return (FoundKind.Destination, DestinationOfNumberSql, [digits]);
        }
        else if (text.Length > 2)
        {
            yield return (FoundKind.Destination, DestinationByNameSql, [anywhere, most]);
        }

        yield return (FoundKind.Node, NodesSql, [anywhere, most, exact]);
    }

    // "INV-000017", "inv-17", "17": the series (empty: any) in small letters, and the number in it. Null: it is none.
    private static (string Series, long Place)? InvoiceNumber(string text)
    {
        var dash = text.LastIndexOf('-');

        return long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place) && dash != 0
            ? (dash < 0 ? "" : text[..dash], place)
            : null;
    }
}
