using Billing.Host.Composition;
using Microsoft.Extensions.Configuration;

namespace Billing.Host.Tests.Composition;

/// <summary>What is set wrong is named with what was expected, before anything is started with it.</summary>
public sealed class SettingsChecksTests
{
    [Theory]
    [InlineData("Billing:Radius:AuthPort", "abc", "Billing:Radius:AuthPort: expected a port from 1 to 65535, not \"abc\"")]
    [InlineData("Billing:Radius:AcctPort", "70000", "Billing:Radius:AcctPort: expected a port from 1 to 65535, not \"70000\"")]
    [InlineData("Billing:Radius:AuthPort", "0", "Billing:Radius:AuthPort: expected a port from 1 to 65535, not \"0\"")]
    [InlineData("Billing:Radius:RadSec:Port", "-1", "Billing:Radius:RadSec:Port: expected a port from 0 to 65535, not \"-1\"")]
    [InlineData("Billing:Journal:Writers", "0", "Billing:Journal:Writers: expected a whole number from 1 to 64, not \"0\"")]
    [InlineData("Billing:Journal:BatchSize", "1.5", "Billing:Journal:BatchSize: expected a whole number from 1 to 2147483647, not \"1.5\"")]
    [InlineData("Billing:Postgres:MaxReadConnections", "2000", "Billing:Postgres:MaxReadConnections: expected a whole number from 1 to 1000, not \"2000\"")]
    [InlineData("Billing:Telemetry:Metrics", "maybe", "Billing:Telemetry:Metrics: expected true or false, not \"maybe\"")]
    [InlineData("Billing:Telemetry:TraceRatio", "2", "Billing:Telemetry:TraceRatio: expected a number from 0 to 1, such as 0.01, not \"2\"")]
    [InlineData("Billing:Portal:Url", "localhost:5080", "Billing:Portal:Url: expected an address such as http://localhost:5080, or several with semicolons, not \"localhost:5080\"")]
    [InlineData("Billing:Portal:Url", "http://localhost:70000", "Billing:Portal:Url: expected an address such as http://localhost:5080, or several with semicolons, not \"http://localhost:70000\"")]
    [InlineData("Billing:DataFolder", "", "Billing:DataFolder: expected the name of a folder, not \"\"")]
    [InlineData("Billing:Demo", "perhaps", "Billing:Demo: expected true, false or nothing, not \"perhaps\"")]
    [InlineData("Billing:Payments:Provider", "PayPal", "Billing:Payments:Provider: expected one of Test, Stripe, None, not \"PayPal\"")]
    [InlineData("Billing:Postgres:ConnectionString", "Host=db;Pasword=secret", "Billing:Postgres:ConnectionString: expected a connection string such as Host=…;Database=billing;Username=billing;Password=…")]
    [InlineData("Logging:LogLevel:Default", "Chatty", "Logging:LogLevel:Default: expected one of Trace, Debug, Information, Warning, Error, Critical, None, not \"Chatty\"")]
    [InlineData("Billing:Notifications:LowBalance:USD", "some", "Billing:Notifications:LowBalance:USD: expected an amount of zero or more, such as 2.50, under a currency of ISO 4217, not \"some\"")]
    [InlineData("Billing:Notifications:LowBalance:XQX", "5", "Billing:Notifications:LowBalance:XQX: expected an amount of zero or more, such as 2.50, under a currency of ISO 4217, not \"5\"")]
    [InlineData("Billing:Radius:ProfileFolder", "/nowhere", "Billing:Radius:ProfileFolder: expected a folder that is there, or nothing, not \"/nowhere\"")]
    [InlineData("Billing:Radius:Control:Address", "here", "Billing:Radius:Control:Address: expected an IP address of this machine, or nothing, not \"here\"")]
    [InlineData("Billing:Payments:Stripe:ApiBase", "nowhere", "Billing:Payments:Stripe:ApiBase: expected an address such as https://api.example.net, or nothing, not \"nowhere\"")]
    public void A_wrong_value_is_named_with_what_was_expected(string key, string value, string problem) =>
        Assert.Equal([problem], SettingsChecks.Problems(With(key, value), listens: true));

    // One file of settings for all machines: a portal's has no gateways.
    [Theory]
    [InlineData("Billing:Radius:ProfileFolder", "a folder")]
    [InlineData("Billing:Radius:DictionaryFile", "a file")]
    public void What_is_read_for_gateways_is_there_where_they_are_listened_to(string key, string what)
    {
        Assert.Empty(SettingsChecks.Problems(With(key, "/nowhere"), listens: false));
        Assert.Equal([$"{key}: expected {what} that is there, or nothing, not \"/nowhere\""], SettingsChecks.Problems(With(key, "/nowhere"), listens: true));
    }

    [Theory]
    [InlineData("Billing:Payers:SweepInterval", "-00:00:05")]
    [InlineData("Billing:Payers:SweepInterval", "00:00:00")]
    [InlineData("Billing:Payers:SweepInterval", "5")] // would be five days
    [InlineData("Billing:Payers:SweepInterval", "60.00:00:00")] // longer than a timer has
    [InlineData("Billing:Sessions:SweepInterval", "soon")]
    [InlineData("Billing:Radius:NodeRefresh", "-00:00:01")]
    [InlineData("Billing:Payments:RetryAfter:0", "3")]
    public void An_interval_is_a_time_that_a_timer_can_wait(string key, string value) => Assert.Equal(
        [$"{key}: expected a time such as 00:00:30 (30 s) or 2.00:00:00 (two days), from 00:00:00.0010000 to 49.00:00:00, not \"{value}\""],
        SettingsChecks.Problems(With(key, value), listens: true));

    // A report may come 31 days late: of a session that was forgotten it would be charged again.
    [Theory]
    [InlineData("31.00:00:00", 1)]
    [InlineData("32.00:00:00", 0)]
    [InlineData("3650.00:00:00", 0)]
    public void Ended_sessions_are_kept_for_as_long_as_a_report_of_them_may_come(string kept, int problems) =>
        Assert.Equal(problems, SettingsChecks.Problems(With("Billing:Upkeep:KeepSessions", kept), listens: true).Count());

    [Theory]
    [InlineData("Billing:Portal:Url", "http://*:5080")]
    [InlineData("Billing:Portal:Url", "http://127.0.0.1:5080/;http://[::1]:5080")]
    [InlineData("Billing:Radius:RejectDelay", "00:00:00")]
    [InlineData("Billing:Cluster:SiloPort", "0")]
    [InlineData("Billing:Notifications:LowBalance:CHF", "2.50")]
    [InlineData("Billing:Notifications:LowBalance:USD", "2.50")]
    [InlineData("Billing:Radius:Addresses:0", "127.0.0.1")]
    [InlineData("Billing:Payments:RetryAfter:0", "1.00:00:00")]
    [InlineData("Billing:Notifications:Smtp:Password", "secret")]
    [InlineData("Billing:Postgres:ConnectionString", "")]
    [InlineData("billing:radius:authport", "1812")]
    public void What_is_set_right_is_neither_a_problem_nor_unknown(string key, string value)
    {
        Assert.Empty(SettingsChecks.Problems(With(key, value), listens: true));
        Assert.Empty(SettingsChecks.Unknown(With(key, value)));
    }

    [Fact]
    public void What_nobody_asks_for_is_a_warning()
    {
        var settings = With("Billing:Radius:AutPort", "1812");

        Assert.Equal(["Billing:Radius:AutPort"], SettingsChecks.Unknown(settings));
        Assert.Equal(["Billing:Radius:AutPort is set, and there is no such option: it changes nothing"], Settings.Warnings(settings));
        Assert.Empty(SettingsChecks.Problems(settings, listens: true));
    }

    // Not that somebody else runs there.
    [Fact]
    public async Task A_data_folder_that_is_none_is_named()
    {
        var file = Path.GetTempFileName();

        try
        {
            var failure = await Assert.ThrowsAsync<UserException>(() => PrivateDatabase.StartAsync(file, TestContext.Current.CancellationToken));

            Assert.StartsWith($"Billing:DataFolder: expected a folder that can be written to, and {file} is none: ", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IConfiguration With(string key, string value) => new ConfigurationBuilder()
        .AddJsonFile(Settings.OwnFile)
        .AddInMemoryCollection([new(key, value)])
        .Build();
}
