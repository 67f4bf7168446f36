namespace Billing.Contracts.Search;

/// <summary>Finds anything by what people call it. For staff.</summary>
public interface ISearchQuery
{
    /// <summary>Groups that found something, in the order of <see cref="FoundKind"/>; empty for a text of fewer than two characters.</summary>
    /// <param name="text">A name, or an identifier in any way of writing it, such as <c>+44 20 7123 4567</c>.</param>
    Task<IReadOnlyList<FoundGroup>> FindAsync(string text, CancellationToken cancellation);
}

public enum FoundKind
{
    /// <summary>By name, number or e-mail address.</summary>
    Customer,

    /// <summary>By login, alias, number in any format, IMSI.</summary>
    Account,

    /// <summary>The user name of logins that were rejected because it is no account's, by its beginning.</summary>
    RejectedLogin,

    /// <summary>An open one by IP address, any by our id or the gateway's name for it.</summary>
    Session,

    /// <summary>By its id.</summary>
    Operation,

    /// <summary>An invoice or credit note by its number, with the name of its series or without.</summary>
    Invoice,

    /// <summary>By its number, the beginning of its reference (a receipt, a bank transfer), or the provider's whole reference.</summary>
    Payment,

    /// <summary>By prefix or what it is called.</summary>
    Destination,

    Product,
    Tariff,
    Node,
}

/// <param name="Hits">At most <see cref="MostHits"/>.</param>
/// <param name="HasMore">Whether there are others.</param>
public sealed record FoundGroup(FoundKind Kind, IReadOnlyList<FoundHit> Hits, bool HasMore)
{
    public const int MostHits = 5;
}

/// <param name="Key">What its page is opened with: the number of a customer, account, product, tariff or node, an invoice's number as it is printed, the id of a session or operation, a payment's number, a destination's prefix, a user name.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Detail">What tells it from others of that name; may be empty.</param>
public sealed record FoundHit(string Key, string Title, string Detail);
