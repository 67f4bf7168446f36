using System.CommandLine;
using Billing.Contracts.Users;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Portal.Users;

namespace Billing.Host.Verbs;

/// <summary><c>user</c>: who may sign in to the portal. The first administrator of an installation is made here.</summary>
internal static partial class UserVerb
{
    private static readonly Argument<string> Name = Typed.Text("name", "The user name: letters, digits and -._@+.", 256);
    private static readonly Option<bool> Json = Reading.JsonOption();

    private static readonly Option<bool> FromInput = new("--password-stdin")
    {
        Description = "Read the password from the first line of standard input instead of asking for it.",
    };

    public static Command Create() => new("user", "Who may sign in to the portal.")
    {
        Add(), Password(), Role(), Unlock(), ResetTwoFactor(), List(),
    };

    private static Command Add()
    {
        var roles = new Option<string[]>("--role") { Description = "A role of the staff, such as administrator; may be given several times." };
        var account = new Option<string?>("--account") { Description = "A subscriber who sees this account: its login or another alias." };
        var customer = new Option<string?>("--customer") { Description = "A subscriber who sees all accounts and bills of this customer: its number, such as C-100007." };
        var displayName = new Option<string?>("--display-name") { Description = "How the portal calls the person." };
        var email = new Option<string?>("--email") { Description = "The person's e-mail address." };
        var command = new Command("add", "Add a user: of the staff with --role, or a subscriber with --account or --customer.")
        {
            Name, roles, account, customer, displayName, email, FromInput,
        };
        command.Validators.Add(result =>
        {
            var given = new[] { result.GetValue(roles) is { Length: > 0 }, result.GetValue(account) is not null, result.GetValue(customer) is not null };

            if (given.Count(one => one) != 1)
            {
                result.AddError("expected --role, --account or --customer, and one of them only");
            }
        });
        command.SetAction((parsed, cancellation) => WithUsersAsync(
            async (services, users) =>
            {
                var user = new PortalUser
                {
                    UserName = parsed.GetRequiredValue(Name),
                    DisplayName = parsed.GetValue(displayName),
                    Email = parsed.GetValue(email),
                    CustomerId = await services.CustomerAsync(parsed.GetValue(customer), cancellation),
                };

                if (parsed.GetValue(account) is { } alias)
                {
                    user.AccountId = (await services.AccountAsync(alias, cancellation)).AccountId;
                }

                var wanted = parsed.GetValue(roles) ?? [];
                await CheckRolesAsync(services, wanted);
                Check(await users.CreateAsync(user, Ask(parsed.GetValue(FromInput))));

                if (wanted.Length > 0)
                {
                    await SetRolesAsync(services, user, wanted, cancellation);
                }

                await NoteAsync(services, "create", user, $"create user {user.UserName}", after: new { roles = wanted, user.CustomerId, user.AccountId });
                Console.WriteLine($"{user.UserName} added: {Describe(user, wanted)}");
            },
            cancellation));

        return command;
    }

    private static Command Password()
    {
        var command = new Command("password", "Set a user's password: unlocks the user and ends every session of theirs.") { Name, FromInput };
        command.SetAction((parsed, cancellation) => WithUserAsync(
            parsed.GetRequiredValue(Name),
            "reset-password",
            "set a new password of user",
            async (users, user) =>
            {
                Check(await users.ResetPasswordAsync(
                    user, await users.GeneratePasswordResetTokenAsync(user), Ask(parsed.GetValue(FromInput))));
                Check(await users.SetLockoutEndDateAsync(user, null));
                Check(await users.ResetAccessFailedCountAsync(user));
                Console.WriteLine($"{user.UserName}: the password is set");
            },
            cancellation));

        return command;
    }

    private static Command Role()
    {
        var add = new Option<string[]>("--add") { Description = "A role to give." };
        var remove = new Option<string[]>("--remove") { Description = "A role to take." };
        var command = new Command("role", "Give a user of the staff roles, or take them; their sessions follow at the next check.") { Name, add, remove };
        command.SetAction((parsed, cancellation) => WithUsersAsync(
            async (services, users) =>
            {
                var user = await FindAsync(users, parsed.GetRequiredValue(Name));
                var (given, taken) = (parsed.GetValue(add) ?? [], parsed.GetValue(remove) ?? []);
                await CheckRolesAsync(services, [.. given, .. taken]);

                if (!user.IsStaff)
                {
                    throw new UserException($"{user.UserName} is a subscriber: only the staff has roles");
                }

                var has = await users.GetRolesAsync(user);
                string[] then = [.. has.Union(given, StringComparer.OrdinalIgnoreCase).Except(taken, StringComparer.OrdinalIgnoreCase)];
                await SetRolesAsync(services, user, then, cancellation);
                var roles = await users.GetRolesAsync(user);
                await NoteAsync(services, "edit", user, $"edit user {user.UserName}: roles {Describe(user, has)} → {Describe(user, roles)}", new { roles = has }, new { roles });
                Console.WriteLine($"{user.UserName}: {Describe(user, roles)}");
            },
            cancellation));

        return command;
    }

    private static Command Unlock()
    {
        var command = new Command("unlock", "Let a user try again who was locked after failed attempts or by an administrator.") { Name };
        command.SetAction((parsed, cancellation) => WithUserAsync(
            parsed.GetRequiredValue(Name),
            "unlock",
            "unlock user",
            async (users, user) =>
            {
                Check(await users.SetLockoutEndDateAsync(user, null));
                Check(await users.ResetAccessFailedCountAsync(user));
                Console.WriteLine($"{user.UserName} is unlocked");
            },
            cancellation));

        return command;
    }

    private static Command ResetTwoFactor()
    {
        var command = new Command(
            "reset-two-factor", "Forget a user's authenticator, recovery codes and passkeys, and end every session of theirs.") { Name };
        command.SetAction((parsed, cancellation) => WithUserAsync(
            parsed.GetRequiredValue(Name),
            "reset-two-factor",
            "forget authenticator, recovery codes and passkeys of user",
            async (users, user) =>
            {
                Check(await users.ForgetAsync(user));
                Console.WriteLine($"{user.UserName} signs in with the password alone");
            },
            cancellation));

        return command;
    }

    private static Command List()
    {
        var text = new Option<string?>("--begins") { Description = "Only those whose name or e-mail address begins so." };
        var limit = Reading.LimitOption("The most users to show, by name; 1 to 500.", 500);
        var command = new Command("list", "List users, by name.") { text, limit, Json };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var list = await services.GetRequiredService<IUserQuery>().ListAsync(
                    new(parsed.GetValue(text)), new(Size: parsed.GetValue(limit)), cancellation);

                Show.Rows(
                    parsed.GetValue(Json),
                    list.Rows,
                    "nobody can sign in yet: billing user add NAME --role administrator",
                    ["User", "Name", "Is", "State", "Second factor", "Signed in"],
                    user =>
                    [
                        user.UserName, user.DisplayName, Describe(user), user.State.ToString().ToLowerInvariant(),
                        user.IsTwoFactor ? "authenticator" : "", Show.Time(user.SignedInAt),
                    ],
                    user => new
                    {
                        user.UserName,
                        user.DisplayName,
                        user.Email,
                        user.Roles,
                        user.CustomerId,
                        user.AccountId,
                        state = user.State.ToString().ToLowerInvariant(),
                        user.IsTwoFactor,
                        user.Passkeys,
                        user.SignedInAt,
                    });
            },
            cancellation));

        return command;
    }
}
