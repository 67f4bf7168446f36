using Billing.Core.Amounts;
using NodaTime;

namespace Billing.Core.Tariffs;

/// <summary>One version of a price list, compiled for lookup. Immutable; safe to share between threads.</summary>
/// <remarks>Built by <see cref="TariffBuilder"/>. A lookup allocates nothing.</remarks>
public sealed class Tariff
{
    private readonly RateIndex _index;

    internal Tariff(TariffBuilder builder, RateIndex index)
    {
        TariffId = builder.TariffId;
        Version = builder.Version;
        Name = builder.Name;
        Currency = builder.Currency;
        Unit = builder.Unit;
        Periods = builder.Periods;
        _index = index;
    }

    public long TariffId { get; }

    public int Version { get; }

    public string Name { get; }

    /// <summary>The currency of every amount of its rates.</summary>
    public Currency Currency { get; }

    /// <summary>The base unit of every quantity of its rates.</summary>
    public Unit Unit { get; }

    /// <summary>Null when prices are the same at all times.</summary>
    public TariffPeriods? Periods { get; }

    /// <summary>
    /// Every rate: prefixes in ordinal order, after them keywords in that of their capitals, <c>*</c> among them; the newest of a destination first.
    /// </summary>
    public IReadOnlyList<Rate> Rates => _index.Rates;

    /// <summary>The rates that stand for exactly this destination, the newest first; no shorter prefix, no <c>*</c>.</summary>
    public ReadOnlySpan<Rate> RatesOf(string destination)
    {
        ArgumentNullException.ThrowIfNull(destination);

        return _index.RatesOf(destination);
    }

    /// <summary>The rate of a session to a destination.</summary>
    /// <remarks>
    /// The longest matching prefix, or the keyword as a whole, wins; <c>*</c> is tried last, for keywords too. Within one
    /// destination the newest rate effective at the start decides: if it is discontinued, the destination is as if not
    /// there and the next shorter prefix is tried, never an older rate of the same one. A forbidden rate is returned.
    /// </remarks>
    /// <param name="destination">A number in E.164 without "+" (anything after its digits is not looked at), or a keyword.</param>
    /// <param name="startAt">The session's start; the result holds for the whole session.</param>
    /// <returns>Null when the tariff has no price for the destination.</returns>
    public RateMatch? Find(ReadOnlySpan<char> destination, Instant startAt) =>
        FindOwn(destination, startAt) ?? Match(_index.FindKeyword(Destination.Any, startAt));

    /// <summary>
    /// As <see cref="Find"/>, but without <c>*</c>: to ask for <c>ONNET</c> first and for the number after it.
    /// </summary>
    public RateMatch? FindOwn(ReadOnlySpan<char> destination, Instant startAt) =>
        Match(Destination.IsPrefix(destination)
            ? _index.FindPrefix(destination, startAt)
            : _index.FindKeyword(destination, startAt));

    private static RateMatch? Match(Rate? rate) => rate is null ? null : new RateMatch(rate);
}
