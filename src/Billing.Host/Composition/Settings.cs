using Billing.Grains.Payments;
using Billing.Postgres;

namespace Billing.Host.Composition;

/// <summary>The configuration by the .NET conventions: <c>appsettings.json</c> beside the program, then the environment.</summary>
internal static class Settings
{
    /// <summary>Every option with its default.</summary>
    public static string OwnFile { get; } = Path.Combine(AppContext.BaseDirectory, "appsettings.json");

    /// <param name="listens">As in <see cref="SettingsChecks.Problems"/>.</param>
    /// <exception cref="UserException">A value that the program cannot work with; all of them are named.</exception>
    public static IConfigurationRoot Load(bool listens = false)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(OwnFile)
            .AddJsonFile(Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .Build();

        if (string.Join("; ", SettingsChecks.Problems(configuration, listens)) is { Length: > 0 } problems)
        {
            throw new UserException(problems);
        }

        Decide(configuration);

        return configuration;
    }

    /// <summary>What is for trying out, users whose passwords everybody knows and cards of no bank, is on by itself only where nothing else can be.</summary>
    internal static void Decide(IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration["Billing:Demo"]))
        {
            configuration["Billing:Demo"] = string.IsNullOrEmpty(configuration["Billing:Postgres:ConnectionString"]) ? "true" : "false";
        }

        if (string.IsNullOrEmpty(configuration["Billing:Payments:Provider"]))
        {
            configuration["Billing:Payments:Provider"] = $"{(configuration.Read<HostOptions>("Billing").Demo == true ? PaymentProviderKind.Test : PaymentProviderKind.None)}";
        }
    }

    /// <summary>What is set and nobody asks for, and what an installation that people pay for should not have on, one line each.</summary>
    internal static IEnumerable<string> Warnings(IConfiguration configuration)
    {
        // No more than a warning: it may be an option of the next version.
        foreach (var key in SettingsChecks.Unknown(configuration))
        {
            yield return $"{key} is set, and there is no such option: it changes nothing";
        }

        if (string.IsNullOrEmpty(configuration["Billing:Postgres:ConnectionString"]))
        {
            yield break;
        }

        if (configuration.Read<HostOptions>("Billing").Demo == true)
        {
            yield return "Billing:Demo is on: in an empty database it makes users whose passwords everybody knows";
        }

        if (configuration.Read<PaymentOptions>("Billing:Payments").Provider is PaymentProviderKind.Test)
        {
            yield return "Billing:Payments:Provider is Test: anybody is credited who types a test card, and no money moves";
        }
    }

    /// <exception cref="UserException">A value is not of its option's type.</exception>
    public static T Read<T>(this IConfiguration configuration, string section)
        where T : new()
    {
        try
        {
            return configuration.GetSection(section).Get<T>() ?? new();
        }
        catch (InvalidOperationException failure)
        {
            throw new UserException(failure.Message);
        }
    }

    /// <summary>The database of the configuration; else that of the private server that runs in the data folder.</summary>
    /// <exception cref="UserException">Neither is there.</exception>
    public static async Task<string> ConnectionStringAsync(this IConfiguration configuration, CancellationToken cancellation)
    {
        if (configuration.Read<PostgresOptions>("Billing:Postgres").ConnectionString is { Length: > 0 } configured)
        {
            return configured;
        }

        var folder = PrivateDatabase.FolderOf(configuration);

        return Directory.Exists(Path.Combine(folder, "data"))
            ? await PrivateDatabase.FindAsync(folder, cancellation)
            : throw new UserException($"nothing is here: {folder} has no data; start ./billing run, or set Billing__Postgres__ConnectionString");
    }
}

/// <summary>Something that the person at the shell can put right: one line, no trace.</summary>
internal sealed class UserException : Exception
{
    public UserException(string message)
        : base(message)
    {
    }
}
