using Billing.Testing;
using Npgsql;

namespace Billing.Postgres.Tests.Users;

/// <summary>While old and new programs share the database, whose password somebody else made is known by who writes it, and how.</summary>
public sealed class IssuedPasswordTests(MigratedPostgres postgres)
{
    [Theory]
    [InlineData("password_hash = 'chosen'", false)] // by a program that does not know of the column
    [InlineData("password_hash = 'chosen', signed_in_at = now()", false)]
    [InlineData("password_hash = 'chosen', is_password_issued = false", false)]
    [InlineData("password_hash = 'issued again', is_password_issued = true", true)]
    [InlineData("is_password_issued = true, password_hash = 'issued'", true)]
    [InlineData("password_hash = 'issued', signed_in_at = now()", true)] // they signed in by it
    [InlineData("signed_in_at = now()", true)]
    public async Task A_password_that_is_chosen_by_an_older_program_is_not_asked_for_again(string change, bool isIssued)
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        await using var made = source.CreateCommand("""
            insert into portal_user (user_name, normalized_user_name, password_hash, security_stamp, concurrency_stamp, created_at, is_password_issued)
            values ('ann', 'ANN', 'issued', 's', 'c', now(), true)
            """);
        await made.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var changed = source.CreateCommand($"update portal_user set {change} returning is_password_issued");

        Assert.Equal(isIssued, await changed.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
