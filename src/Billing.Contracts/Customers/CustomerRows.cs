using Billing.Core.Customers;
using NodaTime;

namespace Billing.Contracts.Customers;

/// <summary>What is not null must fit.</summary>
/// <param name="Text">In the name, or the beginning of the number or e-mail address; any case.</param>
public sealed record CustomerFilter(string? Text = null, CustomerStatus? Status = null, string? Class = null);

/// <param name="Class">Such as <c>residential</c>.</param>
/// <param name="Product">The main product of the oldest account; null: it has no account.</param>
/// <param name="Accounts">Closed ones included.</param>
/// <param name="Balances">How many balances it has; <paramref name="Balance"/> is that of the first.</param>
/// <param name="Balance">Posted, in <paramref name="Currency"/>; null: it has none yet.</param>
public sealed record CustomerRow(
    long CustomerId,
    string Number,
    string Name,
    string? Email,
    string Class,
    CustomerStatus Status,
    string? Product,
    int Accounts,
    int Balances,
    long? BalanceId,
    decimal? Balance,
    string? Currency,
    Instant CreatedAt);

/// <param name="ZoneId">The billing time zone, by its name in the time zone database.</param>
/// <param name="OpenSessions">Of all its balances.</param>
/// <param name="ChargedThisMonth">Since the month began in its billing time zone, by currency.</param>
public sealed record CustomerDetail(
    CustomerRow Customer,
    string ZoneId,
    decimal? CreditLimit,
    int? MaxSessions,
    int OpenSessions,
    IReadOnlyList<CurrencyAmount> ChargedThisMonth,
    LastPayment? LastPayment);

/// <summary>The newest money that the payer brought in.</summary>
public sealed record LastPayment(decimal Amount, string Currency, Instant At, string? Note);
