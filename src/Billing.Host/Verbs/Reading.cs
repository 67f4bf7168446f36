using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Invoices;
using Billing.Host.Composition;
using Billing.Postgres;
using Billing.Postgres.Security;

namespace Billing.Host.Verbs;

/// <summary>What the verbs that look at things share: the read ports on the database, and their options.</summary>
internal static class Reading
{
    /// <summary>Who asks at the shell, as the audit log says it: no signed-in user has such a name.</summary>
    public static string Who { get; } = $"shell: {Environment.UserName}";

    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON for machines; amounts are decimal strings." };

    /// <param name="most">More is refused.</param>
    public static Option<int> LimitOption(string description = "The most rows to show, newest first.", int most = int.MaxValue)
    {
        var limit = new Option<int>("--limit") { Description = description, DefaultValueFactory = _ => 100 };
        limit.Validators.Add(result => Typed.Within(result, "--limit", 1, most));

        return limit;
    }

    /// <summary>Runs a look at the database: the configured one, or the private one that is running.</summary>
    /// <param name="more">What the look needs beside the read ports.</param>
    public static async Task<int> WithAsync(
        Func<IServiceProvider, Task<int>> look, CancellationToken cancellation, Action<IServiceCollection>? more = null)
    {
        var configuration = Settings.Load();
        configuration["Billing:Postgres:ConnectionString"] = await configuration.ConnectionStringAsync(cancellation);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddBillingQueries();
        services.AddKeyCertificate(configuration);
        more?.Invoke(services);
        await using var provider = services.BuildServiceProvider();

        return await look(provider);
    }

    /// <summary>Runs a look that fails only by an exception.</summary>
    public static Task<int> WithAsync(Func<IServiceProvider, Task> look, CancellationToken cancellation, Action<IServiceCollection>? more = null) => WithAsync(
        async services =>
        {
            await look(services);

            return 0;
        },
        cancellation,
        more);

    /// <summary>The running cluster of the database that is read.</summary>
    /// <exception cref="UserException">No silo of it can be reached.</exception>
    public static Task<ClusterConnection> ClusterAsync(this IServiceProvider services, CancellationToken cancellation) =>
        ClusterConnection.OpenAsync(services.GetRequiredService<IConfiguration>(), cancellation);

    /// <exception cref="UserException">It was not done.</exception>
    public static void Done(ChangeReply reply)
    {
        if (!reply.IsDone)
        {
            throw new UserException(reply.Result switch
            {
                ChangeResult.Refused when !reply.Problems.IsDefaultOrEmpty => string.Join("; ", reply.Problems),
                ChangeResult.Refused => "it was refused; nothing was done",
                ChangeResult.NotFound => "it is not there any more; nothing was done",
                _ => "somebody else changed it meanwhile; nothing was done",
            });
        }
    }

    /// <exception cref="UserException">No account has this name.</exception>
    public static async Task<AccountSummary> AccountAsync(this IServiceProvider services, string alias, CancellationToken cancellation) =>
        await services.GetRequiredService<IAccountQuery>().ShowAsync(alias, cancellation)
            ?? throw new UserException($"no account is called \"{alias}\"");

    /// <summary>A customer's id, by its number or the id itself.</summary>
    /// <param name="asked">Null: none is asked for.</param>
    /// <param name="name">What it is asked for by.</param>
    /// <exception cref="UserException">No customer has this number.</exception>
    public static async Task<long?> CustomerAsync(
        this IServiceProvider services, string? asked, CancellationToken cancellation, string name = "--customer") => asked switch
        {
            null => null,
            _ when long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
            _ => await services.GetRequiredService<ICustomerQuery>().FindByNumberAsync(asked, cancellation)
                ?? throw new UserException($"{name}: expected a customer's id or number such as C-100007, not \"{asked}\""),
        };

    /// <summary>The balance of a payer, by an account that it pays for or else by its own number.</summary>
    /// <exception cref="UserException">Neither is there.</exception>
    public static async Task<long> PayerAsync(this IServiceProvider services, string text, CancellationToken cancellation) =>
        (await services.GetRequiredService<IAccountQuery>().ShowAsync(text, cancellation))?.BalanceId
            ?? (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var balanceId)
                && await services.GetRequiredService<IInvoiceQuery>().PayerAsync(balanceId, cancellation) is not null
                    ? balanceId
                    : throw new UserException($"no account is called \"{text}\", and no balance that is billed has that number"));
}
