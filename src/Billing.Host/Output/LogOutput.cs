using Billing.Host.Composition;
using Microsoft.Extensions.Logging.Console;

namespace Billing.Host.Output;

/// <summary>Log records on standard error: lines for people, or with <c>Logging__Console__FormatterName=json</c> one JSON object each.</summary>
internal static class LogOutput
{
    public static void ToConsole(ILoggingBuilder logging, IConfiguration configuration)
    {
        var formatter = configuration["Logging:Console:FormatterName"] switch
        {
            null or "" or LineFormatter.FormatterName => LineFormatter.FormatterName,
            ConsoleFormatterNames.Json => ConsoleFormatterNames.Json,
            var other => throw new UserException($"Logging:Console:FormatterName: \"{other}\" is not known: expected line or json"),
        };
        logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        logging.AddConsole(options =>
        {
            options.FormatterName = formatter;
            options.LogToStandardErrorThreshold = LogLevel.Trace; // standard output is for people
        });
        logging.Services.Configure<JsonConsoleFormatterOptions>(options =>
        {
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
    }
}
