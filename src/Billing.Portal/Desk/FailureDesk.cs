using System.Security.Cryptography;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;

namespace Billing.Portal.Desk;

/// <summary>Says what a call failed with, and writes what should never happen to the log, under a number that the message shows.</summary>
public sealed partial class FailureDesk(IStringLocalizer<Words> text, ILogger<FailureDesk> log)
{
    /// <param name="unanswered">What is said when no answer came, translated: whether it may be done, and what to do.</param>
    public string Say(Exception failure, string unanswered) => failure is UnauthorizedAccessException
        ? text["You may not do this. Nothing was changed."]
        : Note(failure) is { } number
            ? text["{0} It is a fault of the program: number {1} in the server's log.", unanswered, number]
            : unanswered;

    /// <summary>For a page that goes on without what it asked for.</summary>
    /// <returns>The number that it has in the log; null: it was to be expected, and is not there.</returns>
    public string? Note(Exception failure) => failure.IsExpected() ? null : Keep(failure);

    /// <summary>Writes it to the log, whatever it is.</summary>
    /// <returns>The number that it has there.</returns>
    public string Keep(Exception failure)
    {
        var number = RandomNumberGenerator.GetHexString(8, lowercase: true);
        LogFailure(log, number, failure);

        return number;
    }

    [LoggerMessage(1, LogLevel.Error, "Failure {Number}: a page, or what it asked for")]
    private static partial void LogFailure(ILogger log, string number, Exception failure);
}
