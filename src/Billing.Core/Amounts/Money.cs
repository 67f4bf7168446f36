using System.Globalization;

namespace Billing.Core.Amounts;

/// <summary>An exact decimal amount in one currency, in major units (12.34 USD is twelve dollars and 34 cents).</summary>
/// <remarks>
/// Nothing here rounds by itself. Amounts of different currencies neither add nor compare: that is a bug, and throws.
/// They are simply not equal.
/// </remarks>
public readonly record struct Money(decimal Amount, Currency Currency) : IComparable<Money>
{
    public bool IsZero => Amount == 0;

    public bool IsPositive => Amount > 0;

    public bool IsNegative => Amount < 0;

    public static Money Zero(Currency currency) => new(0, currency);

    public static Money operator +(Money left, Money right) => new(left.Amount + right.In(left, "add"), left.Currency);

    public static Money operator -(Money left, Money right) =>
        new(left.Amount - right.In(left, "subtract"), left.Currency);

    public static Money operator -(Money money) => money with { Amount = -money.Amount };

    public static Money operator *(Money money, decimal factor) => money with { Amount = money.Amount * factor };

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public static Money Min(Money left, Money right) => left <= right ? left : right;

    public static Money Max(Money left, Money right) => left >= right ? left : right;

    public int CompareTo(Money other) => Amount.CompareTo(other.In(this, "compare"));

    public Money Round(int decimals, Rounding rounding) => this with { Amount = Amount.Round(decimals, rounding) };

    /// <summary>As invoices show it: to the digits of the currency's minor unit.</summary>
    public Money RoundToMinorUnit(Rounding rounding) => Round(Currency.MinorUnitDigits, rounding);

    /// <summary>Culture-free, for logs and messages: <c>12.34 USD</c>. Pages format for their viewer.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount} {Currency}");

    private decimal In(Money other, string verb) => Currency == other.Currency
        ? Amount
        : throw new InvalidOperationException(
            $"Cannot {verb} amounts of different currencies: {other.Currency} and {Currency}.");
}
