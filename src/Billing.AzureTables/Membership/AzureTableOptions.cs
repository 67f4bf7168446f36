using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;

namespace Billing.AzureTables.Membership;

/// <summary>Section <c>Billing:Cluster:AzureTable</c>: the storage account that holds the membership. One of the two is set.</summary>
public sealed class AzureTableOptions
{
    private const string Section = "Billing:Cluster:AzureTable";

    // Silos ask each other every second and the table when somebody is silent: an answer after a minute helps nobody.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>With the account's key or a shared access signature; a secret, so by the environment only.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// <c>https://ACCOUNT.table.core.windows.net</c>: who asks is proved by the machine's own identity (workload identity, managed
    /// identity), and no secret is stored anywhere.
    /// </summary>
    public string Url { get; set; } = "";

    /// <exception cref="InvalidDataException">Neither or both are set, or what is set is not of its form.</exception>
    internal TableClient Open(string table) => Open(table, new()
    {
        Retry = { Mode = RetryMode.Exponential, MaxRetries = 3, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(1), NetworkTimeout = Patience },
    });

    internal TableClient Open(string table, TableClientOptions options) => (ConnectionString, Url) switch
    {
        ("", "") => throw new InvalidDataException($"{Section}: set ConnectionString or Url, for Billing:Cluster:Membership is AzureTable"),
        (var known, "") => Connect(known, table, options),
        ("", var url) => new(Address(url), table, new DefaultAzureCredential(), options),
        _ => throw new InvalidDataException($"{Section}: set ConnectionString or Url, not both"),
    };

    private static TableClient Connect(string connectionString, string table, TableClientOptions options)
    {
        try
        {
            return new(connectionString, table, options);
        }
        catch (Exception failure) when (failure is FormatException or InvalidOperationException or ArgumentException)
        {
            // The message may quote what it read, and that is a secret.
            throw new InvalidDataException(
                $"{Section}:ConnectionString is not a storage account's connection string (DefaultEndpointsProtocol=…;AccountName=…;AccountKey=…)");
        }
    }

    private static Uri Address(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new InvalidDataException($"{Section}:Url: \"{url}\" is not an https address such as https://ACCOUNT.table.core.windows.net");
}
