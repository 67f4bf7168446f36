using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

namespace Billing.Postgres.Customers;

/// <summary>What is typed to find customers: the beginning of a number or e-mail address, or any part of a name.</summary>
internal static class CustomerText
{
    /// <summary>Below it, the customers whose name has the text are sorted; above it, the order is walked until a page is full.</summary>
    private const int Rare = 25_000;

    public const string HasNumber = """lower(c.number) collate "C" >= $? and lower(c.number) collate "C" < $?""";
    public const string HasEmail = """
        c.email is not null and lower(c.email) collate "C" >= $? and lower(c.email) collate "C" < $?
        """;

    public const string NameBegins = """lower(c.name) collate "C" >= $? and lower(c.name) collate "C" < $?""";
    private const string NameHas = "lower(c.name) like $?";

    // Kept apart, so that it is always found by its trigrams and then sorted.
    private const string IsOneOf = """
        c.customer_id = any(array(select n.customer_id from customer n where lower(n.name) like $?))
        """;

    private const string CountSql = """
        select count(*) from (select 1 from customer where lower(name) like $1 limit $2) n
        """;

    /// <summary>A number or an address is known by its look; all else is a name.</summary>
    public static bool IsNumber(TypedText typed) => typed.Text.StartsWith("c-", StringComparison.Ordinal) || typed.Number is not null;

    public static bool IsEmail(TypedText typed) => typed.Text.Contains('@', StringComparison.Ordinal);

    /// <summary>The beginning of a number that is meant, its letters or only its digits typed.</summary>
    public static string NumberOf(TypedText typed) => typed.Number is { } digits ? "c-" + digits : typed.Text;

    public static async Task NarrowAsync(NpgsqlDataSource source, ListQuery list, TypedText typed, CancellationToken cancellation)
    {
        if (IsNumber(typed))
        {
            list.Where(HasNumber, NumberOf(typed), Narrowing.EndOf(NumberOf(typed)));
        }
        else if (IsEmail(typed))
        {
            list.Where(HasEmail, typed.Text, Narrowing.EndOf(typed.Text));
        }
        else if (typed.Text.Length < 3)
        {
            // Two letters have no trigram.
            list.Where(NameBegins, typed.Text, Narrowing.EndOf(typed.Text));
        }
        else if (await IsRareAsync(source, typed.Text, cancellation))
        {
            list.Where(IsOneOf, Narrowing.Anywhere(typed.Text));
        }
        else
        {
            list.Filter(NameHas, Narrowing.Anywhere(typed.Text));
        }
    }

    private static async Task<bool> IsRareAsync(NpgsqlDataSource source, string text, CancellationToken cancellation)
    {
        await using var command = source.Command(CountSql, Narrowing.Anywhere(text), Rare);

        return (long)(await command.ExecuteScalarAsync(cancellation))! < Rare;
    }
}
