using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Billing.Core.Amounts;
using NodaTime;

namespace Billing.Core.Tariffs.Import;

/// <summary>What a price list is read for: the tariff, and what holds where the list says nothing.</summary>
/// <remarks>Times without an offset are UTC.</remarks>
public sealed record ImportTerms
{
    public required Currency Currency { get; init; }

    public required Unit Unit { get; init; }

    /// <summary>The tariff's periods; a column may give the prices of each.</summary>
    public TariffPeriods? Periods { get; init; }

    /// <summary>The effective date of rows that name none.</summary>
    public required Instant EffectiveFrom { get; init; }

    /// <summary>Somebody chose <see cref="EffectiveFrom"/>; else it is the time of the import.</summary>
    public bool IsDateChosen { get; init; }

    /// <summary>Base units in a price unit; null: 60 for seconds, 1 for events, and to be given for bytes.</summary>
    public long? PriceUnitSize { get; init; }

    /// <summary>Interval lengths such as <c>60/6</c>; null: one price unit, each started one charged whole.</summary>
    public string? Intervals { get; init; }

    /// <summary>Keywords beside the special ones that are destinations of the tariff, not misspelt prefixes.</summary>
    public ImmutableHashSet<string> Keywords { get; init; } = ImmutableHashSet<string>.Empty.WithComparer(StringComparer.OrdinalIgnoreCase);

    /// <summary>What holds for a list of a tariff's next version: its own price unit and keywords where the list says nothing.</summary>
    public static ImportTerms For(Tariff tariff, Instant effectiveFrom)
    {
        ArgumentNullException.ThrowIfNull(tariff);

        return new()
        {
            Currency = tariff.Currency,
            Unit = tariff.Unit,
            Periods = tariff.Periods,
            EffectiveFrom = effectiveFrom,
            PriceUnitSize = tariff.Unit is Unit.Byte && tariff.Rates.Select(rate => rate.PriceUnitSize).Distinct().Take(2).ToList() is [var one]
                ? one
                : null,
            Keywords = tariff.Rates.Select(rate => rate.Destination).Where(destination => !char.IsAsciiDigit(destination[0]))
                .ToImmutableHashSet(StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>A date as price lists have it: a day begins at midnight UTC, a time without an offset is UTC.</summary>
    public static bool TryParseDate(string text, out Instant date, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);

        date = Cells.Date(text, out var reason) ?? default;
        error = reason is null ? null : $"\"{text}\" {reason}";

        return error is null;
    }
}

/// <summary>What becomes of the rates that a tariff has.</summary>
public enum ImportMode
{
    /// <summary>They stay; a row takes the place of the rate with its destination and effective date.</summary>
    Add,

    /// <summary>The new version has the rows of the list and no others.</summary>
    Replace,
}

/// <summary>What is wrong with one cell.</summary>
/// <param name="Column">The column's head in the file, or what the column would be called if there were one.</param>
/// <param name="Reason">Completes the sentence that the column begins: "is below zero".</param>
public sealed record CellError(string Column, string Value, string Reason)
{
    public override string ToString() => $"{Column} \"{Value}\" {Reason}";
}
