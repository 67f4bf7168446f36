using System.Data.Common;
using System.Net.Sockets;
using Billing.Grains.Balances;
using Billing.Portal.Desk;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Billing.Portal.Tests.Desk;

/// <summary>What is a defect of the program is in its log under the number that the page shows; what happens anyway is not.</summary>
public sealed class FailureDeskTests
{
    private const string Unanswered = "No answer came. Nothing was changed.";
    private readonly Kept _log = new();

    public static TheoryData<Exception> Expected =>
    [
        new UnauthorizedAccessException(),
        new TimeoutException("30 s"),
        new SocketException(111),
        new NpgsqlException("no connection", new SocketException(111)),
        new Orleans.Runtime.SiloUnavailableException("the silo is away"),
        new CommitUnknownException("the database cannot be reached", new NpgsqlException("no connection", new IOException())),
        new CommitUnknownException("the balance is being read again", new CommitRefusedException("another writer moved it on")),
        new AggregateException(new TimeoutException()),
    ];

    public static TheoryData<Exception> Defects =>
    [
        new InvalidOperationException("Sequence contains no elements"),
        new FormatException(),
        new PostgresException("column \"colour\" does not exist", "ERROR", "ERROR", PostgresErrorCodes.UndefinedColumn),
        new Orleans.Runtime.OrleansException("the activation failed", new FormatException()),
        new CommitUnknownException("balance 4: ", new KeyNotFoundException()),
        new AggregateException(new TimeoutException(), new InvalidCastException()),
    ];

    [Theory]
    [MemberData(nameof(Expected))]
    public void What_happens_to_a_good_program_is_told_and_not_logged(Exception failure)
    {
        var said = Desk.Say(failure, Unanswered);

        Assert.Equal(failure is UnauthorizedAccessException ? "You may not do this. Nothing was changed." : Unanswered, said);
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void A_defect_is_logged_with_the_number_that_is_told(Exception failure)
    {
        var said = Desk.Say(failure, Unanswered);

        var (line, logged) = Assert.Single(_log.Lines);
        Assert.Same(failure, logged);
        var number = line.Split(' ')[1].TrimEnd(':');
        Assert.Equal($"{Unanswered} It is a fault of the program: number {number} in the server's log.", said);
    }

    private FailureDesk Desk => new(new WordsLocalizer(), _log);

    private sealed class Kept : ILogger<FailureDesk>
    {
        public List<(string Line, Exception? Failure)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((formatter(state, exception), exception));
    }
}
