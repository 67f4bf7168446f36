using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Billing.Host.Output;

/// <summary>Log records for people: time (UTC), level, what happened; who says it, if it is not us; then the trace, if any.</summary>
internal sealed class LineFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{clock.GetUtcNow():HH:mm:ss.fff} {Level(logEntry.LogLevel)}: {Source(logEntry.Category)}{message.ReplaceLineEndings(" ")}"));

        if (logEntry.Exception is { } failure)
        {
            textWriter.WriteLine(failure);
        }
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => "fail",
        LogLevel.Warning => "warn",
        LogLevel.Information => "info",
        _ => "debug",
    };

    private static string Source(string category) =>
        category.StartsWith("Billing.", StringComparison.Ordinal) ? "" : category[(category.LastIndexOf('.') + 1)..] + ": ";
}
