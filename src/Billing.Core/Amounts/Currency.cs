using System.Diagnostics.CodeAnalysis;

namespace Billing.Core.Amounts;

/// <summary>A currency of ISO 4217, two bytes wide.</summary>
/// <remarks>
/// The default value is <c>XXX</c>, ISO's code for "no currency": it adds to nothing but itself, so a forgotten
/// currency shows at the first sum.
/// </remarks>
public readonly struct Currency : IEquatable<Currency>
{
    private readonly ushort _index;

    private Currency(int index) => _index = (ushort)index;

    /// <summary>The three capital letters, such as <c>USD</c>.</summary>
    public string Code => CurrencyTable.Codes[_index];

    /// <summary>Decimals of the minor unit: 2 for USD (cent), 0 for JPY, 3 for KWD.</summary>
    public int MinorUnitDigits => CurrencyTable.Digits[_index];

    /// <summary>How amounts are written: the minor unit's decimals at least, and as many more, to five, as an amount has.</summary>
    public string Format => MinorUnitDigits switch
    {
        0 => "0.#####",
        3 => "0.000##",
        _ => "0.00###",
    };

    public static Currency Usd { get; } = Parse("USD");

    public static Currency Eur { get; } = Parse("EUR");

    /// <summary>All that there are, by their codes.</summary>
    public static IEnumerable<Currency> All => Enumerable.Range(1, CurrencyTable.Codes.Length - 1).Select(index => new Currency(index));

    /// <exception cref="FormatException">The text is not a code of ISO 4217; the message quotes it.</exception>
    public static Currency Parse(string code) => TryParse(code, out var currency)
        ? currency
        : throw new FormatException(
            $"\"{code}\" is not a currency: expected three capital letters of ISO 4217, such as USD.");

    /// <summary>Exact capitals only; <c>XXX</c> is refused, since no amount is in "no currency" on purpose.</summary>
    public static bool TryParse([NotNullWhen(true)] string? code, out Currency currency)
    {
        var index = code is { Length: 3 } ? CurrencyTable.IndexOf(code) : 0;
        currency = new Currency(index);

        return index > 0;
    }

    public static bool operator ==(Currency left, Currency right) => left._index == right._index;

    public static bool operator !=(Currency left, Currency right) => left._index != right._index;

    public bool Equals(Currency other) => this == other;

    public override bool Equals(object? obj) => obj is Currency other && this == other;

    public override int GetHashCode() => _index;

    public override string ToString() => Code;
}
