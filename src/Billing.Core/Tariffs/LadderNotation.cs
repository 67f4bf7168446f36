using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Billing.Core.Tariffs;

/// <summary>
/// Any ladder as one piece of text: <see cref="IntervalNotation"/> where that says it all, else each step with its repeat
/// count and its price, <c>60x2@0.20/6@0.10</c>: two intervals of 60 units at 0.20, then intervals of 6 at 0.10.
/// </summary>
/// <remarks>Base units; prices per price unit. What <see cref="Format"/> writes, <see cref="TryParse"/> reads as the same ladder.</remarks>
public static class LadderNotation
{
    private const NumberStyles Amount = NumberStyles.AllowDecimalPoint;

    /// <param name="price">Of every step that names none; null: each step names its own.</param>
    /// <param name="firstPrice">Of the first step if it names none; null: as the others.</param>
    public static bool TryParse(
        string text,
        decimal? price,
        decimal? firstPrice,
        [NotNullWhen(true)] out PriceLadder? ladder,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);

        if (price is { } one && !text.AsSpan().ContainsAny('x', '@'))
        {
            return IntervalNotation.TryParse(text, firstPrice ?? one, one, out ladder, out error);
        }

        ladder = null;
        var parts = text.Split('/', StringSplitOptions.TrimEntries);
        var intervals = new List<RateInterval>(parts.Length);

        foreach (var part in parts)
        {
            var isLast = intervals.Count == parts.Length - 1;

            if (ReadStep(part, isLast, intervals.Count == 0 ? firstPrice ?? price : price) is not { } step)
            {
                error = $"\"{text}\" is not a ladder such as 60/6, or 60x2@0.20/6@0.10 with a price in each step";
                return false;
            }

            intervals.Add(step);
        }

        return PriceLadder.TryCreate(intervals, out ladder, out error);
    }

    /// <summary>The text of a ladder, and the price that goes with it: that of its last step.</summary>
    public static (string Text, decimal Price) Format(PriceLadder ladder)
    {
        ArgumentNullException.ThrowIfNull(ladder);

        var intervals = ladder.Intervals;
        var price = intervals[^1].Price;
        var isPlain = IntervalNotation.Format(ladder) is { } plain
            && IntervalNotation.TryParse(plain, price, out var same, out _)
            && same.Equals(ladder);

        return (
            isPlain
                ? IntervalNotation.Format(ladder)!
                : string.Join('/', intervals.Select(step => $"{Length(step, "x")}@{Text(step.Price)}")),
            price);
    }

    /// <summary>For people: <c>60/6 at 0.10</c>, or <c>60 x2 at 0.20, then 6 at 0.10</c>.</summary>
    public static string Describe(PriceLadder ladder)
    {
        var (text, price) = Format(ladder);

        return text.Contains('@', StringComparison.Ordinal)
            ? string.Join(", then ", ladder.Intervals.Select(step => $"{Length(step, " x")} at {Shown(step.Price)}"))
            : $"{text} at {Shown(price)}";
    }

    /// <summary>The same of all of a rate's ladders, those of periods after the default one: <c>60/6 at 0.10; peak 60/6 at 0.20</c>.</summary>
    public static string Describe(Rate rate)
    {
        ArgumentNullException.ThrowIfNull(rate);

        return string.Join("; ", rate.Terms.PeriodLadders.OrderBy(period => period.Period, StringComparer.Ordinal)
            .Select(period => $"{period.Period} {Describe(period.Ladder)}")
            .Prepend(Describe(rate.Ladder)));
    }

    private static RateInterval? ReadStep(string part, bool isLast, decimal? price)
    {
        var (rest, at) = Cut(part, '@');
        var (length, times) = Cut(rest, 'x');
        int? repeat = isLast ? null : 1;

        if (at is not null)
        {
            if (!decimal.TryParse(at, Amount, CultureInfo.InvariantCulture, out var own))
            {
                return null;
            }

            price = own;
        }

        if (times is not null)
        {
            if (isLast || !int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return null;
            }

            repeat = count;
        }

        return price is { } known && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var units)
            ? new(units, repeat, known)
            : null;
    }

    private static (string Before, string? After) Cut(string text, char mark)
    {
        var place = text.IndexOf(mark, StringComparison.Ordinal);

        return place < 0 ? (text, null) : (text[..place].Trim(), text[(place + 1)..].Trim());
    }

    private static string Length(RateInterval step, string times) => step.RepeatCount is > 1 and var count
        ? string.Create(CultureInfo.InvariantCulture, $"{step.LengthUnits}{times}{count}")
        : step.LengthUnits.ToString(CultureInfo.InvariantCulture);

    private static string Text(decimal price) => price.ToString("0.##########", CultureInfo.InvariantCulture);

    private static string Shown(decimal price) => price.ToString("0.00########", CultureInfo.InvariantCulture);
}
