using System.Text.Json;
using Billing.Host.Tests.Programs;
using Billing.Testing;
using Npgsql;

namespace Billing.Host.Tests.Verbs;

/// <summary>Who may sign in, managed at the shell: how the first administrator of an installation comes to be.</summary>
public sealed class UserVerbTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Users_are_added_changed_and_listed()
    {
        await using var program = await ProgramRun.StartOnAsync(postgres);

        Assert.Equal("dana added: administrator, finance\n", await DoneAsync("a-fine-long-password\n", "add", "dana", "--role", "administrator", "--role", "finance", "--email", "dana@example.org", "--password-stdin"));
        Assert.StartsWith("ally added: subscriber, account", await DoneAsync("a-fine-long-password\n", "add", "ally", "--account", "alice", "--password-stdin"), StringComparison.Ordinal);
        Assert.StartsWith("cora added: subscriber", await DoneAsync("a-fine-long-password\n", "add", "cora", "--customer", "C-100001", "--password-stdin"), StringComparison.Ordinal);
        Assert.StartsWith("dana: administrator, support", await DoneAsync("", "role", "DANA", "--add", "support", "--remove", "finance"), StringComparison.Ordinal);
        await DoneAsync("another-fine-password\n", "password", "dana", "--password-stdin");
        await DoneAsync("", "unlock", "dana");
        await DoneAsync("", "reset-two-factor", "dana");
        using var list = JsonDocument.Parse(await DoneAsync("", "list", "--begins", "d", "--json"));
        var dana = Assert.Single(list.RootElement.EnumerateArray());
        Assert.Equal(["administrator", "support"], dana.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Contains("auditor", await DoneAsync("", "list"), StringComparison.Ordinal);

        await RefusedAsync(1, "Username 'DANA' is already taken", "add", "DANA", "--role", "support", "--password-stdin");
        await RefusedAsync(1, "no role is called \"boss\": expected administrator, finance", "add", "erin", "--role", "boss", "--password-stdin");
        await RefusedAsync(1, "no account is called \"nobody\"", "add", "erin", "--account", "nobody", "--password-stdin");
        await RefusedAsync(1, "--customer: there is no customer", "add", "erin", "--customer", "99999", "--password-stdin");
        await RefusedAsync(1, "give it with --password-stdin", "add", "erin", "--role", "support");
        await RefusedAsync(1, "ally is a subscriber", "role", "ally", "--add", "support");
        await RefusedAsync(1, "no user is called \"erin\"", "unlock", "erin");
        await RefusedAsync(2, "expected --role, --account or --customer", "add", "erin", "--password-stdin");
        var weak = await program.AskAsync("short\n", "user", "add", "erin", "--role", "support", "--password-stdin");
        Assert.Equal((1, "billing: Passwords must be at least 12 characters.\n"), (weak.ExitCode, weak.Error));

        await using var database = NpgsqlDataSource.Create(await program.ConnectionStringAsync());
        await using var log = database.CreateCommand(
            "select string_agg(action || ': ' || sentence, '; ' order by audit_log_id) from audit_log where entity_kind = 'user' and by like 'shell: %'");
        Assert.Equal(
            "create: create user dana; create: create user ally; create: create user cora; edit: edit user dana: roles administrator, finance → administrator, support; "
            + "reset-password: set a new password of user dana; unlock: unlock user dana; "
            + "reset-two-factor: forget authenticator, recovery codes and passkeys of user dana",
            await log.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        async Task<string> DoneAsync(string input, params string[] arguments)
        {
            var said = await program.AskAsync(input, ["user", .. arguments]);
            Assert.Equal(("", 0), (said.Error, said.ExitCode));

            return said.Output;
        }

        async Task RefusedAsync(int exitCode, string message, params string[] arguments)
        {
            var said = await program.AskAsync("a-fine-long-password\n", ["user", .. arguments]);
            Assert.Equal(exitCode, said.ExitCode);
            Assert.Contains(message, said.Error, StringComparison.Ordinal);
        }
    }
}
