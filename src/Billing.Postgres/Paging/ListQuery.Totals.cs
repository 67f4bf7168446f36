using Billing.Contracts.Paging;
using Npgsql;

namespace Billing.Postgres.Paging;

// What is told of more rows than a page shows: how many there are, and their sums.
internal sealed partial class ListQuery
{
    /// <summary>How many rows fit, up to a limit; with filters, among as many as a page looks at.</summary>
    public async Task<RowCount> CountAsync(CancellationToken cancellation)
    {
        if (_filters.Count == 0)
        {
            return await CountAsync(_conditions, cancellation);
        }

        var looked = $"""
            select count(*) filter (where {string.Join(" and ", _filters)}), count(*)
            from (select * from {Source} {Conditions()} limit {Bind(MostLookedAt + 1)}) {Alias}
            """;
        var (found, of) = (await ReadAsync(looked, 0, row => (row.GetInt64(0), row.GetInt64(1)), cancellation)).Rows[0];
        var count = RowCount.Of(found);

        return count with { IsMore = count.IsMore || of > MostLookedAt };
    }

    private async Task<RowCount> CountAsync(List<string> conditions, CancellationToken cancellation)
    {
        var statement = $"select count(*) from (select 1 from {Source} {Where(conditions)} limit {Bind(RowCount.Limit + 1)}) c";

        return RowCount.Of((await ReadAsync(statement, 0, row => row.GetInt64(0), cancellation)).Rows[0]);
    }

    /// <summary>Sums over the first rows in an order, up to a limit.</summary>
    /// <param name="taken">The columns of the table that the sums are of.</param>
    /// <param name="columns">The groups and their sums.</param>
    /// <returns>Whether there were no more rows, and a row for each group.</returns>
    public async Task<(bool IsComplete, List<T> Groups)> SumAsync<T>(
        string order,
        int most,
        string taken,
        string columns,
        string joins,
        string groups,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation)
    {
        var fits = _filters.Count == 0 ? "" : $"where {string.Join(" and ", _filters)}";
        var statement = $"""
            with looked as materialized (
                select {taken} from {Source} {Conditions()} order by {order} limit {Bind(most + 1)}
            )
            select g.*, l.looked
            from (select count(*) as looked from looked) l
            left join (select {columns} from looked {Alias} {joins} {fits} group by {groups}) g on true
            """;
        var (rows, _) = await ReadAsync(
            statement,
            0,
            row => (Looked: row.GetInt64(row.FieldCount - 1), Group: row.IsDBNull(0) ? default : read(row), IsGroup: !row.IsDBNull(0)),
            cancellation);

        return (rows[0].Looked <= most, [.. rows.Where(row => row.IsGroup).Select(row => row.Group!)]);
    }
}
