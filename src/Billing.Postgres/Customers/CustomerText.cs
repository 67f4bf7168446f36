using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

namespace Billing.Postgres.Customers;

/// <summary>What is typed to find customers: the beginning of a number or e-mail address, or any part of a name.</summary>
internal static class CustomerText
{
    public const string HasNumber = """lower(c.number) collate "C" >= $? and lower(c.number) collate "C" < $?""";
    public const string HasEmail = """
        c.email is not null and lower(c.email) collate "C" >= $? and lower(c.email) collate "C" < $?
        """;

    public const string NameBegins = """lower(c.name) collate "C" >= $? and lower(c.name) collate "C" < $?""";
    public const string NameHas = "lower(c.name) like $?";

    /// <summary>So many customers are not sorted for one page.</summary>
    public const int Common = 25_000;

    private const string CountSql = "select count(*) from (select 1 from customer where lower(name) like $1 limit $2) n";

    /// <summary>A number or an address is known by its look; all else is a name.</summary>
    public static bool IsNumber(TypedText typed) => typed.Text.StartsWith("c-", StringComparison.Ordinal) || typed.Number is not null;

    public static bool IsEmail(TypedText typed) => typed.Text.Contains('@', StringComparison.Ordinal);

    /// <summary>The beginning of a number that is meant, its letters or only its digits typed.</summary>
    public static string NumberOf(TypedText typed) => typed.Number is { } digits ? "c-" + digits : typed.Text;

    /// <summary>Any part of a name is meant, and long enough for its trigrams to find it.</summary>
    public static bool IsNamePart(TypedText typed) => !IsNumber(typed) && !IsEmail(typed) && typed.Text.Length >= 3;

    /// <summary>Narrows a list of <c>customer c</c> by a beginning; parts of names are <see cref="IsNamePart"/>.</summary>
    public static ListQuery Narrow(ListQuery list, TypedText typed)
    {
        var (condition, begin) = IsNumber(typed) ? (HasNumber, NumberOf(typed)) : (IsEmail(typed) ? HasEmail : NameBegins, typed.Text);

        return list.Where(condition, begin, Narrowing.EndOf(begin));
    }

    /// <summary>Narrows a list of balances, such as those of payers, by a part of their customer's name or the beginning of its number.</summary>
    /// <param name="of">The alias of the list's table.</param>
    /// <param name="text">As it was typed; empty: all of them.</param>
    public static ListQuery Payers(ListQuery list, string of, string? text) => TypedText.Of(text) is not { } typed ? list : list.Filter(
        $"""
        exists (
            select from balance cb join customer c on c.customer_id = cb.customer_id
            where cb.balance_id = {of}.balance_id and (({HasNumber}) or {NameHas})
        )
        """,
        NumberOf(typed),
        Narrowing.EndOf(NumberOf(typed)),
        Narrowing.Anywhere(typed.Text));

    /// <returns>How many have the part in their name, up to <see cref="Common"/>.</returns>
    public static async Task<long> CountAsync(NpgsqlDataSource source, string part, CancellationToken cancellation)
    {
        await using var command = source.Command(CountSql, part, Common);

        return (long)(await command.ReadValueAsync(cancellation))!;
    }
}
