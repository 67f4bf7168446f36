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
        select b.account_id
        from unnest($1::text[], $2::text[]) t(first, last)
        cross join lateral (
            select l.account_id from account_alias l
            where lower(l.alias) collate "C" >= t.first and lower(l.alias) collate "C" < t.last
            order by lower(l.alias) collate "C"
            limit $3
        ) b
        """;

    private const string LoginBegins = """lower(a.login) collate "C" >= $? and lower(a.login) collate "C" < $?""";

    private const string AliasBegins = """
        exists (select from account_alias l, unnest($?::text[], $?::text[]) t(first, last)
                where l.account_id = a.account_id and lower(l.alias) collate "C" >= t.first and lower(l.alias) collate "C" < t.last)
        """;

    private const string IsLoginSql = """
        select exists (select from account a where lower(a.login) collate "C" >= $1 and lower(a.login) collate "C" < $2)
        """;

    /// <summary>Narrows a list of <c>account a</c>.</summary>
    /// <param name="isConfined">To a customer's or a balance's: the first aliases of all that begin so may be others'.</param>
    public static async Task NarrowAsync(NpgsqlDataSource source, ListQuery list, TypedText typed, bool isConfined, CancellationToken cancellation)
    {
        var begin = typed.Number ?? typed.Text;

        var (accounts, areAll) = await FindAsync(source, typed, Rare, cancellation);

        if (!areAll && isConfined)
        {
            list.Filter(AliasBegins, typed.Beginnings, Array.ConvertAll(typed.Beginnings, Narrowing.EndOf));
        }
        else if (areAll || !await IsLoginAsync(source, begin, cancellation))
        {
            list.Where("a.account_id = any($?)", accounts);
        }
        else
        {
            list.Where(LoginBegins, begin, Narrowing.EndOf(begin));
        }
    }

    /// <summary>The accounts of the first aliases that begin so, and whether there are no others.</summary>
    public static async Task<(long[] Accounts, bool AreAll)> FindAsync(NpgsqlDataSource source, TypedText typed, int most, CancellationToken cancellation)
    {
        await using var command = source.Command(FindSql, typed.Beginnings, Array.ConvertAll(typed.Beginnings, Narrowing.EndOf), most);
        await using var row = await command.ReadAsync(cancellation);
        var (accounts, read) = (new HashSet<long>(), 0);

        for (; await row.ReadAsync(cancellation); read++)
        {
            accounts.Add(row.GetInt64(0));
        }

        return ([.. accounts], read < most);
    }

    private static async Task<bool> IsLoginAsync(NpgsqlDataSource source, string begin, CancellationToken cancellation)
    {
        await using var command = source.Command(IsLoginSql, begin, Narrowing.EndOf(begin));

        return await command.ReadValueAsync(cancellation) is true;
    }
}
