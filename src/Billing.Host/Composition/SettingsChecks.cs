using System.Globalization;
using System.Net;
using Billing.Core.Amounts;
using Billing.Grains.Payments;
using MailKit.Security;
using Npgsql;

namespace Billing.Host.Composition;

/// <summary>What is set is held against the program's own <c>appsettings.json</c>, which has every option with its default.</summary>
/// <remarks>
/// A wrong value would else end the program by a trace, or wait for the day on which it is first used: a timer of a negative interval, a
/// port that there is not.
/// </remarks>
internal static class SettingsChecks
{
    private const string Section = "Billing:";

    // A timer has no longer one.
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(49);

    // By the environment alone, or a list whose names are somebody's own: the file has none of them.
    private static readonly string[] Unlisted =
    [
        "Billing:Security:KeyCertificatePassword", "Billing:Payments:Stripe:SecretKey", "Billing:Payments:Stripe:WebhookSecret",
        "Billing:Notifications:Smtp:Password", "Billing:Notifications:Webhook:Secret", "Billing:Cluster:AzureTable:ConnectionString",
    ];

    private static readonly string[] Lists = ["Logging:LogLevel", "Billing:Radius:Addresses", "Billing:Payments:RetryAfter", "Billing:Notifications:LowBalance"];

    private static readonly string[] MayBeZero =
    [
        "Billing:Radius:RejectDelay", "Billing:Radius:DuplicateWindow", "Billing:Radius:DrainTimeout", "Billing:Radius:Control:SilentFor",
        "Billing:Radius:RadSec:Port", "Billing:Cluster:SiloPort", "Billing:Cluster:GatewayPort", "Billing:Portal:StampCheck",
        "Billing:Notifications:DueSoonDays", "Billing:Sessions:RecentSteps", "Billing:Sessions:RecentSessions",
    ];

    // What is not a timer's, and what a report that comes late, a pool of connections or the repetitions of a request bound.
    private static readonly Dictionary<string, (TimeSpan Least, TimeSpan Most)> Times = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Billing:Upkeep:KeepSessions"] = (TimeSpan.FromDays(32), TimeSpan.FromDays(36_500)),
        ["Billing:Upkeep:KeepExports"] = (TimeSpan.FromHours(1), TimeSpan.FromDays(36_500)),
        ["Billing:Radius:LongestSession"] = (TimeSpan.FromSeconds(1), TimeSpan.FromDays(36_500)),
        ["Billing:Portal:SessionLength"] = (TimeSpan.FromMinutes(1), TimeSpan.FromDays(400)),
        ["Billing:Portal:RememberedLength"] = (TimeSpan.FromMinutes(1), TimeSpan.FromDays(400)),
    };

    private static readonly Dictionary<string, int> Most = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Billing:Postgres:MaxReadConnections"] = 1_000,
        ["Billing:Postgres:MaxListConnections"] = 1_000,
        ["Billing:Journal:Writers"] = 64,
        ["Billing:Radius:Control:Tries"] = 10,
    };

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Defaults = new(() => new ConfigurationBuilder()
        .AddJsonFile(Settings.OwnFile).Build().AsEnumerable()
        .ToDictionary(one => one.Key, one => one.Value ?? "", StringComparer.OrdinalIgnoreCase));

    /// <summary>What is wrong, one sentence each, by the option's name.</summary>
    /// <param name="listens">Whether gateways are listened to: what is read for that need not be on other machines, whose settings are the same.</param>
    public static IEnumerable<string> Problems(IConfiguration settings, bool listens) => settings.AsEnumerable()
        .Where(one => one.Value is not null && (Defaults.Value.ContainsKey(one.Key) || IsOfList(one.Key)))
        .OrderBy(one => one.Key, StringComparer.Ordinal)
        .Select(one => Expected(one.Key, Defaults.Value.GetValueOrDefault(one.Key, ""), one.Value!, listens) is { } expected ? $"{one.Key}: expected {expected}{Not(one.Key, one.Value!)}" : null)
        .OfType<string>();

    /// <summary>What is set under <c>Billing</c> and nobody asks for: most likely another option's name that was not typed right.</summary>
    public static IEnumerable<string> Unknown(IConfiguration settings) => settings.AsEnumerable()
        .Where(one => one.Value is not null && one.Key.StartsWith(Section, StringComparison.OrdinalIgnoreCase)
            && !Defaults.Value.ContainsKey(one.Key)
            && !Unlisted.Contains(one.Key, StringComparer.OrdinalIgnoreCase)
            && !IsOfList(one.Key))
        .Select(one => one.Key)
        .Order(StringComparer.Ordinal);

    private static string? Expected(string key, string usual, string value, bool listens) => key.ToUpperInvariant() switch
    {
        "BILLING:PORTAL:URL" => IsAddress(value) ? null : "an address such as http://localhost:5080, or several with semicolons",
        "BILLING:POSTGRES:CONNECTIONSTRING" => IsConnectionString(value) ? null : "a connection string such as Host=…;Database=billing;Username=billing;Password=…",
        "BILLING:DATAFOLDER" => value.Length > 0 && !value.Contains('\0') ? null : "the name of a folder",
        "BILLING:CLUSTER:CLUSTERID" => string.IsNullOrWhiteSpace(value) ? "a name" : null,
        "BILLING:TELEMETRY:TRACERATIO" =>
            decimal.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var ratio) && ratio <= 1 ? null : "a number from 0 to 1, such as 0.01",
        "BILLING:RADIUS:PROFILEFOLDER" => !listens || value.Length == 0 || Directory.Exists(value) ? null : "a folder that is there, or nothing",
        "BILLING:RADIUS:DICTIONARYFILE" => !listens || value.Length == 0 || File.Exists(value) ? null : "a file that is there, or nothing",
        "BILLING:RADIUS:CONTROL:ADDRESS" => value.Length == 0 || IPAddress.TryParse(value, out _) ? null : "an IP address of this machine, or nothing",
        "BILLING:PAYMENTS:STRIPE:APIBASE" => value.Length == 0 || Uri.TryCreate(value, UriKind.Absolute, out _) ? null : "an address such as https://api.example.net, or nothing",
        var upper when upper.StartsWith("LOGGING:LOGLEVEL:", StringComparison.Ordinal) => ExpectedName<LogLevel>(value),
        "BILLING:DEMO" => value.Length == 0 || bool.TryParse(value, out _) ? null : "true, false or nothing",
        "BILLING:PAYMENTS:PROVIDER" => value.Length == 0 ? null : ExpectedName<PaymentProviderKind>(value),
        "BILLING:NOTIFICATIONS:SMTP:SECURITY" => ExpectedName<SecureSocketOptions>(value),
        var upper when upper.StartsWith("BILLING:PAYMENTS:RETRYAFTER:", StringComparison.Ordinal) => ExpectedTime(key, value),
        var upper when upper.StartsWith("BILLING:NOTIFICATIONS:LOWBALANCE:", StringComparison.Ordinal) => ExpectedAmount(key, value),
        var upper when !upper.StartsWith("BILLING:", StringComparison.Ordinal) || IsOfList(key) => null,
        _ when bool.TryParse(usual, out _) => bool.TryParse(value, out _) ? null : "true or false",
        _ when usual.Contains(':') && TimeSpan.TryParse(usual, CultureInfo.InvariantCulture, out _) => ExpectedTime(key, value),
        _ when int.TryParse(usual, NumberStyles.None, CultureInfo.InvariantCulture, out _) => ExpectedNumber(key, value),
        _ => null,
    };

    // It may have a password in it.
    private static string Not(string key, string value) =>
        key.EndsWith("ConnectionString", StringComparison.OrdinalIgnoreCase) ? "" : $", not \"{value}\"";

    private static bool IsOfList(string key) => Lists.Any(list => key.StartsWith(list + ":", StringComparison.OrdinalIgnoreCase));

    private static string? ExpectedName<T>(string value)
        where T : struct, Enum =>
        Enum.TryParse<T>(value, ignoreCase: true, out var named) && Enum.IsDefined(named) ? null : $"one of {string.Join(", ", Enum.GetNames<T>())}";

    private static string? ExpectedAmount(string key, string value) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) && Currency.TryParse(key.Split(':')[^1].ToUpperInvariant(), out _)
            ? null
            : "an amount of zero or more, such as 2.50, under a currency of ISO 4217";

    // Without a colon it would be days.
    private static string? ExpectedTime(string key, string value)
    {
        var least = MayBeZero.Contains(key, StringComparer.OrdinalIgnoreCase) ? TimeSpan.Zero : TimeSpan.FromMilliseconds(1);
        (least, var most) = Times.TryGetValue(key, out var bounds) ? bounds : (least, LongestInterval);

        return value.Contains(':') && TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) && time >= least && time <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"a time such as 00:00:30 (30 s) or 2.00:00:00 (two days), from {least} to {most}");
    }

    private static string? ExpectedNumber(string key, string value)
    {
        var isPort = key.EndsWith("Port", StringComparison.OrdinalIgnoreCase);
        var least = MayBeZero.Contains(key, StringComparer.OrdinalIgnoreCase) ? 0 : 1;
        var most = isPort ? ushort.MaxValue : Most.GetValueOrDefault(key, int.MaxValue);

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"a {(isPort ? "port" : "whole number")} from {least} to {most}");
    }

    // As the server reads it, which takes no other scheme: TLS ends in front of it.
    private static bool IsAddress(string value)
    {
        try
        {
            return value.Split(';', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } urls
                && Array.TrueForAll(urls, url => BindingAddress.Parse(url.Trim()) is { Scheme: "http", Port: >= 0 and <= ushort.MaxValue, PathBase: "" });
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool IsConnectionString(string value)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(value);

            return true;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }
}
