using Billing.Postgres;

namespace Billing.Host.Composition;

/// <summary>The configuration by the .NET conventions: <c>appsettings.json</c> beside the program, then the environment.</summary>
internal static class Settings
{
    public static IConfigurationRoot Load() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
        .AddJsonFile(Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .Build();

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
