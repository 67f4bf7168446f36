using System.Globalization;
using Billing.Core.Amounts;
using NodaTime;

namespace Billing.Core.Tariffs.Import;

/// <summary>Reads the cells of one line as rates: one for each of its destinations. What is wrong is collected, not thrown.</summary>
internal sealed class RowReader(ImportTerms terms, ColumnMap map)
{
    private readonly List<CellError> _errors = [];
    private readonly List<string> _destinations = [];
    private string[] _cells = [];

    internal IReadOnlyList<CellError> Errors => _errors;

    /// <summary>The row that was read gave its own effective date, or somebody chose one for it.</summary>
    internal bool IsDated { get; private set; }

    /// <returns>Not checked yet; null when a cell could not be read.</returns>
    internal List<RateRow>? Read(string[] cells)
    {
        _cells = cells;
        _errors.Clear();
        _destinations.Clear();

        if (FindShapeError() is { } shape)
        {
            _errors.Add(shape);

            return null;
        }

        if (DestinationCell.Read(Text(PriceColumn.Destination), terms, _destinations) is { } error)
        {
            Refuse(PriceColumn.Destination, error);
        }

        CheckCurrency();
        var from = Date(PriceColumn.EffectiveFrom);
        IsDated = from is not null || terms.IsDateChosen;
        var status = StatusOf();
        var row = new RateRow
        {
            Destination = "",
            EffectiveFrom = from ?? terms.EffectiveFrom,
            EffectiveTo = Date(PriceColumn.EffectiveTo),
            Status = status,
            Direction = Value(PriceColumn.Direction, Cells.Direction) ?? RateDirection.Charge,
            ConnectFee = Value(PriceColumn.ConnectFee, Cells.Amount) ?? 0,
            FreeUnits = Value(PriceColumn.FreeUnits, Cells.Units) ?? 0,
            PriceUnitSize = PriceUnitSize(),
            Intervals = [],
            SurchargePercent = Value(PriceColumn.SurchargePercent, Cells.Percent) ?? 0,
            MinimumCharge = Value(PriceColumn.MinimumCharge, Cells.Amount) ?? 0,
            MaximumCharge = Value(PriceColumn.MaximumCharge, Cells.Amount),
            RoundTo = RoundTo(),
            Rounding = Value(PriceColumn.Rounding, Cells.Rounding) ?? Rounding.HalfAwayFromZero,
        };
        row = WithPrices(row);

        return _errors.Count > 0 ? null : [.. _destinations.Select(destination => row with { Destination = destination })];
    }

    /// <summary>What a check of the rate itself found, as an error of the cell that it came from.</summary>
    internal CellError Explain(RateError error)
    {
        var column = error.Field switch
        {
            nameof(RateRow.PeriodIntervals) or nameof(RateRow.Intervals) =>
                error.Message.Contains("price", StringComparison.Ordinal) || map[PriceColumn.Intervals] is null
                    ? PriceColumn.Price
                    : PriceColumn.Intervals,
            _ => Enum.Parse<PriceColumn>(error.Field),
        };

        return Error(column, error.Message);
    }

    private CellError? FindShapeError()
    {
        // Columns after the last head are a trailing separator if they are empty.
        return _cells.Length < map.Heads.Length || _cells[map.Heads.Length..].Any(cell => cell.Length > 0)
            ? new(
                "row",
                "",
                string.Create(CultureInfo.InvariantCulture, $"has {_cells.Length} cells, the first line {map.Heads.Length}"))
            : null;
    }

    private RateRow WithPrices(RateRow row)
    {
        var price = Value(PriceColumn.Price, Cells.Amount);

        // What is no longer sold, or never was, needs no price.
        if (price is null && row.Status is RateStatus.Discontinued or RateStatus.Forbidden && Text(PriceColumn.Intervals).Length == 0)
        {
            price = 0;
        }

        var first = Value(PriceColumn.FirstPrice, Cells.Amount);
        var lengths = Lengths(row.PriceUnitSize);

        if (_errors.Count > 0 || Ladder(PriceColumn.Price, lengths, price, first) is not { } byDefault)
        {
            return row;
        }

        var periods = new Dictionary<string, IReadOnlyList<RateInterval>>(StringComparer.Ordinal);

        foreach (var (period, (pricePlace, intervalsPlace)) in map.Periods)
        {
            if (PeriodLadder(pricePlace!.Value, intervalsPlace, lengths) is { } ladder)
            {
                periods.Add(period, ladder.Intervals);
            }
        }

        row = row with { Intervals = byDefault.Intervals };

        return periods.Count == 0 ? row : row with { PeriodIntervals = periods };
    }

    private PriceLadder? PeriodLadder(int pricePlace, int? intervalsPlace, string lengths)
    {
        var own = intervalsPlace is { } place ? _cells[place].Trim() : "";
        var text = _cells[pricePlace].Trim();

        if (text.Length == 0 && own.Length == 0)
        {
            return null;
        }

        string? reason = null;
        var price = text.Length == 0 ? null : Cells.Amount(text, out reason);

        if (reason is not null)
        {
            _errors.Add(new(map.Heads[pricePlace], text, reason));

            return null;
        }

        if (LadderNotation.TryParse(own.Length > 0 ? own : lengths, price, null, out var ladder, out var error))
        {
            return ladder;
        }

        _errors.Add(own.Length > 0
            ? new(map.Heads[intervalsPlace!.Value], own, "is no ladder: " + error)
            : new(map.Heads[pricePlace], text, error));

        return null;
    }

    // 60/6 from one cell, or from two; where there is none, each started price unit is charged whole.
    private string Lengths(long priceUnitSize)
    {
        if (Text(PriceColumn.Intervals) is { Length: > 0 } notation)
        {
            return notation;
        }

        var first = Value(PriceColumn.FirstInterval, Cells.Units);
        var next = Value(PriceColumn.NextInterval, Cells.Units);

        return (first ?? next) is { } one
            ? string.Create(CultureInfo.InvariantCulture, $"{one}/{next ?? one}")
            : terms.Intervals ?? long.Max(1, priceUnitSize).ToString(CultureInfo.InvariantCulture);
    }

    private PriceLadder? Ladder(PriceColumn column, string lengths, decimal? price, decimal? first)
    {
        if (price is null && !lengths.Contains('@', StringComparison.Ordinal))
        {
            Refuse(column, "is empty: expected a price, 0 for what is free");

            return null;
        }

        if (LadderNotation.TryParse(lengths, price, first, out var ladder, out var error))
        {
            return ladder;
        }

        _errors.Add(Explain(new(nameof(RateRow.Intervals), error)));

        return null;
    }

    private RateStatus StatusOf()
    {
        var status = Value(PriceColumn.Status, Cells.Status) ?? RateStatus.Active;

        return Value(PriceColumn.IsForbidden, Cells.Flag) is true ? RateStatus.Forbidden
            : Value(PriceColumn.IsDiscontinued, Cells.Flag) is true ? RateStatus.Discontinued
            : status;
    }

    private long PriceUnitSize()
    {
        if ((Value(PriceColumn.PriceUnitSize, Cells.Units) ?? map.PriceUnitSize) is { } size)
        {
            return size;
        }

        Refuse(PriceColumn.PriceUnitSize, "is empty: expected how many bytes a price is for");

        return 1;
    }

    private int RoundTo()
    {
        switch (Value(PriceColumn.RoundTo, Cells.Units))
        {
            case null:
                return RateLimits.MaxRoundTo;

            case <= RateLimits.MaxRoundTo and var decimals:
                return (int)decimals;

            default:
                Refuse(PriceColumn.RoundTo, "is not from 0 to 5");
                return RateLimits.MaxRoundTo;
        }
    }

    private void CheckCurrency()
    {
        var code = Text(PriceColumn.Currency);

        if (code.Length > 0 && !string.Equals(code, terms.Currency.Code, StringComparison.OrdinalIgnoreCase))
        {
            Refuse(PriceColumn.Currency, $"is not {terms.Currency}, the tariff's currency");
        }
    }

    private Instant? Date(PriceColumn column) => Value(column, Cells.Date);

    private delegate T? Parse<T>(string text, out string? reason)
        where T : struct;

    // Empty is "not said"; what was said and cannot be read is an error.
    private T? Value<T>(PriceColumn column, Parse<T> parse)
        where T : struct
    {
        var text = Text(column);

        if (text.Length == 0)
        {
            return null;
        }

        var value = parse(text, out var reason);

        if (reason is not null)
        {
            Refuse(column, reason);
        }

        return value;
    }

    private string Text(PriceColumn column) => map[column] is { } place ? _cells[place].Trim() : "";

    private void Refuse(PriceColumn column, string reason) => _errors.Add(Error(column, reason));

    private CellError Error(PriceColumn column, string reason) =>
        new(map[column] is { } place ? map.Heads[place] : column.ToString(), Text(column), reason);
}
