using System.Globalization;
using System.Text;
using Billing.Contracts.Paging;
using Npgsql;

namespace Billing.Postgres.Paging;

/// <summary>One reading of a list: constant pieces of SQL, put together by what is asked for; values are only ever parameters.</summary>
/// <remarks>
/// A condition per filter that is there, not "or the filter is null": the planner sees what it has to do. First the page's
/// keys are found, in the order of an index and no more of them than are shown; then the rows are dressed for people.
/// An order by what changes all the time, such as a balance, has no index: it is given only to lists whose conditions leave
/// <see cref="MostLookedAt"/> rows at most, which are read and sorted for each page.
/// </remarks>
/// <param name="table">With its alias, such as <c>customer c</c>.</param>
internal sealed partial class ListQuery(NpgsqlDataSource source, string table)
{
    /// <summary>How many rows a page looks at for a filter that no index helps; then it is cut.</summary>
    public const int MostLookedAt = 10_000;

    private readonly List<string> _conditions = [];
    private readonly List<string> _filters = [];
    private readonly List<object> _values = [];
    private string? _fence;
    private string? _sorted;
    private int _bound;

    /// <summary>How many rows a page looks at for a filter.</summary>
    public int Looks { get; init; } = MostLookedAt;

    /// <summary>A condition that an index answers, or that most rows fulfil.</summary>
    /// <param name="condition">With <c>$?</c> for each value, in order.</param>
    public ListQuery Where(string condition, params ReadOnlySpan<object> values)
    {
        _conditions.Add(With(condition, values));

        return this;
    }

    /// <summary>The same if the value is not null.</summary>
    public ListQuery WhereIf(string condition, object? value) => value is null ? this : Where(condition, value);

    /// <summary>A condition that no index answers: only so many rows are looked at for it.</summary>
    public ListQuery Filter(string condition, params ReadOnlySpan<object> values)
    {
        _filters.Add(With(condition, values));

        return this;
    }

    /// <summary>The same if the value is not null.</summary>
    public ListQuery FilterIf(string condition, object? value) => value is null ? this : Filter(condition, value);

    /// <summary>A condition that is answered first, by an index of its own, before any order: few rows have it.</summary>
    public ListQuery Fence(string condition, params ReadOnlySpan<object> values)
    {
        _fence = With(condition, values);

        return this;
    }

    /// <summary>What the rows are sorted by that no index has; the order's first key is the column <c>sorted</c> of the table.</summary>
    public ListQuery SortedBy(string expression, params ReadOnlySpan<object> values)
    {
        _sorted = With(expression, values);

        return this;
    }

    /// <param name="keys">The order, as an index has it.</param>
    /// <param name="key">The columns of the table that the shape finds as those of <c>page</c>.</param>
    /// <param name="columns">What is read of a row.</param>
    /// <param name="joins">What they are taken from, beside <c>page</c>.</param>
    /// <exception cref="ArgumentException">The size or the cursor is none.</exception>
    public async Task<Page<T>> PageAsync<T, TSort>(
        PageRequest<TSort> request,
        SortKey[] keys,
        string key,
        string columns,
        string joins,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation)
        where TSort : struct, Enum
    {
        if (request.Size is < 1 or > PageRequest<TSort>.MostRows)
        {
            throw new ArgumentException($"size: expected 1 to {PageRequest<TSort>.MostRows}", nameof(request));
        }

        if (_sorted is not null && (await CountAsync(_conditions, cancellation)).IsMore)
        {
            return new([], null, null, IsUnordered: true);
        }

        var order = request.Sort + (request.IsDescending ? "-" : "+");
        var place = request.Cursor is { } cursor ? CursorText.Read(cursor, order, keys.Length) : Place.Beginning;
        var isDescending = request.IsDescending != place.IsBackward;
        var (rows, edges) = await ReadAsync(
            Statement(keys, key, columns, joins, place, isDescending, request.Size + 1), keys.Length, read, cancellation);
        var hasMore = rows.Count > request.Size;
        var cut = hasMore || _filters.Count == 0 || _sorted is not null ? null : await CutAsync(keys, place, isDescending, cancellation);

        if (hasMore)
        {
            rows.RemoveAt(request.Size);
            edges.RemoveAt(request.Size);
        }

        // What is behind the page's last row, and what is before its first; an empty one lies where it was asked for.
        var onward = hasMore ? new Place(place.IsBackward, false, edges[^1]) : cut is null ? null : new Place(place.IsBackward, false, cut);
        var back = place.Keys.Length == 0 ? null
            : edges.Count > 0 ? new Place(!place.IsBackward, false, edges[0])
            : place with { IsBackward = !place.IsBackward, IsInclusive = !place.IsInclusive };
        var count = request.IsCounted ? await CountAsync(cancellation) : (RowCount?)null;

        if (place.IsBackward)
        {
            rows.Reverse();
            (onward, back) = (back, onward);
        }

        return new(rows, Cursor(onward), Cursor(back), count, cut is not null);

        string? Cursor(Place? to) => to is null ? null : CursorText.Write(order, to);
    }

    /// <summary>The first row that fits, in the shape of a page's rows; the default when there is none.</summary>
    public async Task<T?> FindAsync<T>(
        string key, string columns, string joins, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
        where T : class
    {
        var statement = $"""
            with page as materialized (select {key} from {Source} {Conditions()} limit 1)
            select {columns} from page {joins}
            """;

        return (await ReadAsync(statement, 0, read, cancellation)).Rows is [var found, ..] ? found : null;
    }

    private string Statement(
        SortKey[] keys, string key, string columns, string joins, Place place, bool isDescending, int most)
    {
        var direction = isDescending ? " desc" : "";
        var order = Order(keys, isDescending);
        var found = string.Join(", ", keys.Select((one, i) => string.Create(CultureInfo.InvariantCulture, $"{one.Expression} as k{i}")));
        var shown = string.Join(", ", keys.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"page.k{i}::text")));
        var last = string.Join(", ", keys.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"page.k{i}{direction}")));
        var limit = Bind(most);

        return $"""
            with page as materialized (
                select {key}, {found} from {Looked(keys, place, isDescending)} order by {order} limit {limit}
            )
            select {columns}, {shown} from page {joins} order by {last}
            """;
    }

    // Without filters the table itself; else so many of its rows in the page's order, and the filters over them. What has no
    // index is sorted among all that the conditions leave.
    private string Looked(SortKey[] keys, Place place, bool isDescending)
    {
        var after = After(keys, place, isDescending);

        if (_sorted is not null)
        {
            return $"""
                (select {Alias}.*, {_sorted} as sorted from (select * from {Source} {Conditions()} limit {Bind(MostLookedAt)}) {Alias}) {Alias}
                {Where(after is null ? _filters : [.. _filters, after])}
                """;
        }

        if (_filters.Count == 0)
        {
            return $"{Source} {Conditions(after)}";
        }

        var order = Order(keys, isDescending);

        return $"""
            (select * from {Source} {Conditions(after)} order by {order} limit {Bind(Looks)}) {Alias} {Where(_filters)}
            """;
    }

    // The last row that was looked at, when there are more behind it.
    private async Task<string[]?> CutAsync(SortKey[] keys, Place place, bool isDescending, CancellationToken cancellation)
    {
        var found = string.Join(", ", keys.Select(one => one.Expression + "::text"));
        var order = Order(keys, isDescending);
        var statement = $"""
            select {found} from {Source} {Conditions(After(keys, place, isDescending))}
            order by {order} offset {Bind(Looks - 1)} limit 1
            """;
        var (_, edges) = await ReadAsync(statement, keys.Length, _ => 0, cancellation);

        return edges.Count == 0 ? null : edges[0];
    }

    // "offset 0" keeps the planner from walking the page's order and looking for the few on the way.
    private string Source => _fence is null ? table : $"(select * from {table} where {_fence} offset 0) {Alias}";

    private string Alias => table[(table.LastIndexOf(' ') + 1)..];

    private static string Order(SortKey[] keys, bool isDescending) =>
        string.Join(", ", keys.Select(one => one.Expression + (isDescending ? " desc" : "")));

    private string? After(SortKey[] keys, Place place, bool isDescending) => place.Keys.Length == 0
        ? null
        : $"({string.Join(", ", keys.Select(one => one.Expression))}) {(isDescending ? "<" : ">")}{(place.IsInclusive ? "=" : "")} "
            + $"({string.Join(", ", keys.Zip(place.Keys, (one, value) => $"{Bind(value)}::{one.Type}"))})";

    private string Conditions(string? more = null) => Where(more is null ? _conditions : [.. _conditions, more]);

    private static string Where(List<string> all) => all.Count == 0 ? "" : $"where {string.Join(" and ", all)}";

    private string With(string condition, ReadOnlySpan<object> values)
    {
        var text = new StringBuilder();
        var parts = condition.Split("$?");

        for (var i = 0; i < parts.Length; i++)
        {
            text.Append(parts[i]);

            if (i < parts.Length - 1)
            {
                text.Append(Bind(values[i]));
            }
        }

        _bound = _values.Count;

        return text.ToString();
    }

    private string Bind(object value)
    {
        _values.Add(value);

        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    private async Task<(List<T> Rows, List<string[]> Edges)> ReadAsync<T>(
        string statement, int keys, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(statement);

        foreach (var value in _values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        // Those of the conditions stay for the next statement.
        _values.RemoveRange(_bound, _values.Count - _bound);

        var rows = new List<T>();
        var edges = new List<string[]>();
        await using var row = await command.ReadAsync(cancellation);

        while (await row.ReadAsync(cancellation))
        {
            rows.Add(read(row));
            edges.Add([.. Enumerable.Range(row.FieldCount - keys, keys).Select(row.GetString)]);
        }

        return (rows, edges);
    }
}
