using System.Globalization;
using Billing.Host.Output;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Billing.Host.Tests.Output;

public sealed class OutputTests
{
    [Theory]
    [InlineData(0, "0 ledger entries")]
    [InlineData(1, "1 ledger entry")]
    [InlineData(2, "2 ledger entries")]
    public void A_number_has_its_noun(long count, string text) => Assert.Equal(text, Show.Count(count, "ledger entry", "ledger entries"));

    [Theory]
    [InlineData("1500", "JPY", "1500")]
    [InlineData("1.5", "KWD", "1.500")]
    [InlineData("1.5", "USD", "1.50")]
    [InlineData("1.23456", "JPY", "1.23456")]
    [InlineData("1.5", "", "1.50")]
    public void Money_has_the_decimals_of_its_currency(string amount, string currency, string text) =>
        Assert.Equal(text, Show.Amount(decimal.Parse(amount, CultureInfo.InvariantCulture), currency));

    [Theory]
    [InlineData("Billing.Radius.Server.RadiusService", LogLevel.Information, "09:08:07.006 info: it\n")]
    [InlineData("Orleans.Runtime.Watchdog", LogLevel.Warning, "09:08:07.006 warn: Watchdog: it\n")]
    public void A_log_record_is_a_line_for_people(string category, LogLevel level, string line)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var entry = new LogEntry<string>(level, category, new EventId(1_486_738, "Hash"), "it", null, (state, _) => state);

        new LineFormatter(new Stopped()).Write(entry, null, writer);

        Assert.Equal(line, writer.ToString());
    }

    private sealed class Stopped : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 9, 8, 7, 6, TimeSpan.Zero);
    }
}
