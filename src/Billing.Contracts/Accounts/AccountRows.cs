using Billing.Core.Accounts;
using Billing.Core.Customers;
using NodaTime;

namespace Billing.Contracts.Accounts;

public enum AccountSort
{
    Login,

    /// <summary>In the order of making.</summary>
    AccountId,

    /// <summary>By status, and by login within it.</summary>
    Status,

    /// <summary>That of the payer; only where a filter leaves few (<see cref="Paging.Page{T}.IsUnordered"/>).</summary>
    Balance,
}

/// <summary>What is not null must fit.</summary>
/// <param name="Text">The beginning of the login or of an alias; a number in any way of writing it.</param>
/// <param name="Product">Main product or add-on.</param>
/// <param name="Service">One that its main product or an add-on has.</param>
public sealed record AccountFilter(
    string? Text = null,
    long? CustomerId = null,
    long? BalanceId = null,
    string? Product = null,
    string? Service = null,
    AccountStatus? Status = null);

/// <param name="Aliases">The login is one of them.</param>
/// <param name="Product">The main product.</param>
/// <param name="AddOns">The other products, first those that are asked first.</param>
/// <param name="Services">Of all its products.</param>
/// <param name="Balance">Posted, in <paramref name="Currency"/>; that of the payer.</param>
/// <param name="SharesBalance">Whether other accounts draw on the balance too.</param>
/// <param name="OpenSessions">Of this account.</param>
/// <param name="LastUsedAt">Its newest transaction record; null: none.</param>
public sealed record AccountRow(
    long AccountId,
    string Login,
    IReadOnlyList<string> Aliases,
    long CustomerId,
    string CustomerNumber,
    string Customer,
    string Product,
    IReadOnlyList<string> AddOns,
    IReadOnlyList<string> Services,
    AccountStatus Status,
    long BalanceId,
    decimal Balance,
    string Currency,
    bool SharesBalance,
    int OpenSessions,
    Instant? LastUsedAt)
{
    /// <summary>The account is at best what its customer is.</summary>
    public CustomerStatus CustomerStatus { get; init; } = CustomerStatus.Active;

    /// <summary>Why it is blocked or closed; null: it is not, or what is owed is overdue.</summary>
    public string? StatusReason { get; init; }
}
