using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

namespace Billing.Postgres.Accounts;

/// <summary>What is typed to find accounts: the beginning of a login or alias, numbers in any way of writing them.</summary>
internal static class AliasText
{
    /// <summary>Up to so many aliases, their accounts are sorted; above, only logins count, if any begins so.</summary>
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

    private const string LoginBegins = """lower(a.login) collate "C" >= $? and lower(a.login) collate "C" < $?""";

    private const string IsLoginSql = """
        select exists (select from account a where lower(a.login) collate "C" >= $1 and lower(a.login) collate "C" < $2)
        """;

    /// <summary>Narrows a list of <c>account a</c>.</summary>
    public static async Task NarrowAsync(NpgsqlDataSource source, ListQuery list, TypedText typed, CancellationToken cancellation)
    {
        var accounts = await FindAsync(source, typed, Rare, cancellation);
        var begin = typed.Number ?? typed.Text;

        if (accounts.Length < Rare || !await IsLoginAsync(source, begin, cancellation))
        {
            list.Where("a.account_id = any($?)", accounts);
        }
        else
        {
            list.Where(LoginBegins, begin, Narrowing.EndOf(begin));
        }
    }

    /// <summary>The accounts of the first aliases that begin so.</summary>
    public static async Task<long[]> FindAsync(NpgsqlDataSource source, TypedText typed, int most, CancellationToken cancellation)
    {
        await using var command = source.Command(FindSql, typed.Beginnings, Array.ConvertAll(typed.Beginnings, Narrowing.EndOf), most);
        await using var row = await command.ReadAsync(cancellation);
        var accounts = new List<long>();

        while (await row.ReadAsync(cancellation))
        {
            accounts.Add(row.GetInt64(0));
        }

        return [.. accounts];
    }

    private static async Task<bool> IsLoginAsync(NpgsqlDataSource source, string begin, CancellationToken cancellation)
    {
        await using var command = source.Command(IsLoginSql, begin, Narrowing.EndOf(begin));

        return await command.ReadValueAsync(cancellation) is true;
    }
}
