using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

namespace Billing.Postgres.Accounts;

/// <summary>What is typed to find accounts: the beginning of a login or alias, numbers in any way of writing them.</summary>
internal static class AliasText
{
    /// <summary>Up to so many aliases their accounts are sorted; above, the list's order is walked until a page is full.</summary>
    private const int Rare = 500;

    // Sorted as the index is, so that it stops after so many.
    private const string FindSql = """
        select distinct account_id
        from (
            select b.account_id
            from unnest($1::text[], $2::text[]) t(first, last)
            cross join lateral (
                select l.account_id from account_alias l
                where lower(l.alias) collate "C" >= t.first and lower(l.alias) collate "C" < t.last
                order by lower(l.alias) collate "C"
                limit $3
            ) b
        ) f
        """;

    public const string Begins = """
        exists (select from account_alias l where l.account_id = a.account_id
                and lower(l.alias) collate "C" >= $? and lower(l.alias) collate "C" < $?)
        """;

    /// <param name="column">The account's number in the list's table, as of <c>account a</c>.</param>
    public static async Task NarrowAsync(
        NpgsqlDataSource source, ListQuery list, TypedText typed, string column, CancellationToken cancellation)
    {
        var accounts = await FindAsync(source, typed, Rare, cancellation);

        if (accounts.Length < Rare)
        {
            list.Where(column + " = any($?)", accounts);
        }
        else
        {
            list.Filter(Begins, typed.Text, Narrowing.EndOf(typed.Text));
        }
    }

    /// <summary>The accounts of the first aliases that begin so.</summary>
    public static async Task<long[]> FindAsync(NpgsqlDataSource source, TypedText typed, int most, CancellationToken cancellation)
    {
        await using var command = source.Command(FindSql, typed.Beginnings, Array.ConvertAll(typed.Beginnings, Narrowing.EndOf), most);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var accounts = new List<long>();

        while (await row.ReadAsync(cancellation))
        {
            accounts.Add(row.GetInt64(0));
        }

        return [.. accounts];
    }
}
