using System.Globalization;
using System.Text.Json;
using Billing.Contracts.Users;
using Billing.Grains.Changes;
using Billing.Host.Composition;
using Billing.Host.Users;
using Billing.Postgres;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Billing.Host.Verbs;

/// <summary>What the verbs about users share.</summary>
internal static partial class UserVerb
{
    private static Task<int> WithUsersAsync(
        Func<IServiceProvider, UserManager<PortalUser>, Task> act, CancellationToken cancellation) => Reading.WithAsync(
        async services =>
        {
            await using var scope = services.CreateAsyncScope();

            try
            {
                await act(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>());
            }
            catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.ForeignKeyViolation)
            {
                throw new UserException("--customer: there is no customer of this id");
            }
        },
        cancellation,
        services =>
        {
            services.AddBillingStores();
            services.AddBillingUsers();
        });

    /// <param name="action">As the audit log has it.</param>
    /// <param name="sentence">What was done with the user, for people: the name follows.</param>
    private static Task<int> WithUserAsync(
        string name, string action, string sentence, Func<UserManager<PortalUser>, PortalUser, Task> act, CancellationToken cancellation) => WithUsersAsync(
        async (services, users) =>
        {
            var user = await FindAsync(users, name);
            await act(users, user);
            await NoteAsync(services, action, user, $"{sentence} {user.UserName}");
        },
        cancellation);

    // The cluster may not run yet: the first administrator is made before it does.
    private static Task NoteAsync(IServiceProvider services, string action, PortalUser user, string sentence, object? before = null, object? after = null) =>
        services.GetRequiredService<IAuditLogStore>().AddAsync(new(
            Reading.Who,
            action,
            "user",
            user.UserId.ToString(CultureInfo.InvariantCulture),
            sentence,
            before is null ? null : JsonSerializer.Serialize(before, JsonSerializerOptions.Web),
            after is null ? null : JsonSerializer.Serialize(after, JsonSerializerOptions.Web)));

    private static async Task<PortalUser> FindAsync(UserManager<PortalUser> users, string name) =>
        await users.FindByNameAsync(name) ?? throw new UserException($"no user is called \"{name}\"");

    private static async Task CheckRolesAsync(IServiceProvider services, IReadOnlyList<string> wanted)
    {
        var roles = services.GetRequiredService<RoleManager<PortalRole>>();

        foreach (var role in wanted)
        {
            if (!await roles.RoleExistsAsync(role))
            {
                var known = await services.GetRequiredService<IUserQuery>().RolesAsync(CancellationToken.None);

                throw new UserException($"no role is called \"{role}\": expected {string.Join(", ", known.Select(one => one.Name))}");
            }
        }
    }

    // All of them or none.
    private static async Task SetRolesAsync(IServiceProvider services, PortalUser user, string[] roles, CancellationToken cancellation)
    {
        if (!await services.GetRequiredService<IStaffRoles>().SetAsync(user, roles, cancellation))
        {
            throw new UserException($"{user.UserName} was changed meanwhile: no role was given or taken");
        }
    }

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new UserException(string.Join(" ", result.Errors.Select(error => error.Description)));
        }
    }

    private static string Describe(PortalUser user, IEnumerable<string> roles) => Describe(user.CustomerId, user.AccountId, roles);

    private static string Describe(UserSummary user) => Describe(user.CustomerId, user.AccountId, user.Roles);

    private static string Describe(long? customerId, long? accountId, IEnumerable<string> roles) => (customerId, accountId) switch
    {
        ({ } customer, _) => $"subscriber, customer {customer}",
        (_, { } account) => $"subscriber, account {account}",
        _ => string.Join(", ", roles) is { Length: > 0 } names ? names : "staff without a role",
    };

    private static string Ask(bool fromInput)
    {
        if (fromInput)
        {
            return Console.In.ReadLine() ?? throw new UserException("--password-stdin: expected the password on the first line of standard input");
        }

        if (Console.IsInputRedirected)
        {
            throw new UserException("there is no terminal to ask for the password: give it with --password-stdin");
        }

        var password = ReadHidden("Password: ");

        return password == ReadHidden("Once more: ") ? password : throw new UserException("the two passwords differ: nothing was done");
    }

    private static string ReadHidden(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new System.Text.StringBuilder();

        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key is ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();

        return typed.ToString();
    }
}
