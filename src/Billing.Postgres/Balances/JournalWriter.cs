using System.Data;
using System.Diagnostics;
using Billing.Grains.Balances;
using Billing.Postgres.Notifications;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Billing.Postgres.Balances;

/// <summary>Writes postings: takes what is waiting, commits it as one, answers.</summary>
/// <remarks>
/// <para>While one batch is being flushed the next one gathers by itself; under load one begins every few milliseconds at most, for many
/// small ones take the processor from who decides (<see cref="JournalLanes.Pace"/>). When the connection is lost the
/// outcome of what was sent is unknown, and what waits behind it fails; the grains read the database again.</para>
/// <para>It has a thread of its own: on the thread pool the database's answer stood behind hundreds of requests, while the
/// database had nothing to do.</para>
/// </remarks>
/// <param name="hasAnyConnection">Whether any writer has a connection: if not, everything that waits fails.</param>
internal sealed partial class JournalWriter(
    NpgsqlDataSource source, JournalLanes lanes, JournalOptions options, Func<bool> hasAnyConnection, JournalMeter meter, ILogger logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly JournalBatch _batch = new();
    private readonly CommitBatch _folded = new();

    private volatile bool _hasConnection;
    private volatile int _heardLosses;

    /// <summary>Whether there is a connection that was not found broken.</summary>
    public bool HasConnection => _hasConnection;

    /// <summary>Whether the database took the last thing that it was asked, and was asked since any writer's connection was lost.</summary>
    /// <remarks>Where one is lost the server may be gone, and an idle connection does not notice by itself.</remarks>
    public bool IsConnected => _hasConnection && _heardLosses == lanes.Losses;

    /// <summary>Runs until the journal is closed and everything that was appended is answered.</summary>
    public Task RunAsync(CancellationToken abandon) => Task.Factory.StartNew(
        () => Run(abandon), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken abandon)
    {
        var pause = ShortestPause;

        // Abandoned is not cancelled: what was sent may be written all the same, and that is what those who wait are told, at once,
        // though this thread may go on waiting for the database.
        using var abandoned = abandon.UnsafeRegister(static (writer, _) => ((JournalWriter)writer!).FailWaiting(null, isLast: true), this);

        while (!abandon.IsCancellationRequested && !lanes.IsDone)
        {
            try
            {
                var losses = lanes.Losses;
                using var connection = source.OpenConnection();
                _heardLosses = losses;
                _hasConnection = true;
                pause = ShortestPause;
                Write(connection);
                _hasConnection = false;

                return;
            }
            catch (Exception failure)
            {
                if (_hasConnection)
                {
                    lanes.CountLoss(); // one that could not be had anew is no further loss: the others need not ask again
                }

                _hasConnection = false;
                LogLost(logger, failure.Message);
                FailWaiting(failure, isLast: !hasAnyConnection());
                lanes.Return(_batch, isLost: true);
            }

            abandon.WaitHandle.WaitOne(pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            FailWaiting(null, isLast: !hasAnyConnection());
        }

        FailWaiting(null, isLast: true); // abandoned: nobody may be left without a word
    }

    private void Write(NpgsqlConnection connection)
    {
        var statement = new CommitStatement();

        try
        {
            while (Next(connection))
            {
                var sentAt = Stopwatch.GetTimestamp();
                Commit(connection, ref statement, _batch.Waiting);
                JournalLanes.Pace(_batch, sentAt);
                lanes.Return(_batch);
            }
        }
        finally
        {
            statement.Dispose();
        }
    }

    // An idle connection is asked now and then, so that readiness tells the truth when nobody charges; and before it takes anything
    // after another one's loss: then by a commit, for there may be a standby that does not answer.
    private bool Next(NpgsqlConnection connection)
    {
        var heardAt = Stopwatch.GetTimestamp();

        while (true)
        {
            var losses = lanes.Losses;

            if (losses != _heardLosses || Stopwatch.GetElapsedTime(heardAt) >= PingEvery)
            {
                using var ping = new NpgsqlCommand(losses == _heardLosses ? "select 1" : Database.Fence, connection);
                ping.ExecuteNonQuery();
                heardAt = Stopwatch.GetTimestamp();
                _heardLosses = losses;
            }

            if (lanes.TryTake(_batch, options.BatchSize, Patience))
            {
                return true;
            }

            if (lanes.IsDone)
            {
                return false;
            }
        }
    }

    private void Commit(NpgsqlConnection connection, ref CommitStatement statement, List<Waiting> batch)
    {
        var sentAt = meter.Sent(batch.Count, batch[0].At);

        try
        {
            _folded.Fold(batch.Select(waiting => waiting.Posting));
            Execute(connection, statement, _folded);
        }
        catch (Exception failure) when (IsRefusal(connection, failure))
        {
            if (failure is not PostgresException)
            {
                // What could not be sent leaves the command's parameters half bound.
                statement.Dispose();
                statement = new();
            }

            Split(connection, ref statement, batch, failure);

            return;
        }

        meter.Committed(batch.Count, sentAt);

        foreach (var waiting in batch)
        {
            waiting.Succeed();
        }
    }

    // One statement is a transaction by itself; only what definitions and notices need beside it makes it worth two round trips more.
    private static void Execute(NpgsqlConnection connection, CommitStatement statement, CommitBatch batch)
    {
        if (batch.Definitions.Count + batch.Notices.Count == 0)
        {
            statement.Execute(connection, batch);

            return;
        }

        using var transaction = connection.BeginTransaction();
        statement.Execute(connection, batch);
        DefinitionStatements.Execute(connection, batch.Definitions);
        NoticeStatement.Execute(connection, transaction, batch.Notices);
        transaction.Commit();
    }

    // Nothing of the batch was written. One balance in it is stale or wrong: each is tried alone, so that it takes none
    // of the others with it. Of a balance's own postings those before the wrong one stand; those after it were decided on it,
    // and are stale without it.
    private void Split(NpgsqlConnection connection, ref CommitStatement statement, List<Waiting> batch, Exception failure)
    {
        var balances = batch.GroupBy(waiting => waiting.Posting.After.BalanceId).Select(group => group.ToList()).ToList();
        var isStale = failure is PostgresException { SqlState: CommitStatement.Stale };

        if (balances.Count == 1 && (isStale || batch.Count == 1))
        {
            meter.Refused(batch.Count);
            LogRefused(logger, batch[0].Posting.After.BalanceId, (failure as PostgresException)?.SqlState ?? failure.GetType().Name, failure.Message);

            foreach (var waiting in batch)
            {
                waiting.Fail(new CommitRefusedException(isStale ? "another writer moved the balance on" : failure.Message));
            }

            return;
        }

        foreach (var part in balances.Count == 1 ? batch.Select(waiting => new List<Waiting> { waiting }) : balances)
        {
            Commit(connection, ref statement, part);
        }
    }

    // The statement failed and was rolled back, or could not be sent at all (text that is no text, a time before year 1), and the
    // connection lives; but not when the server is going (class 57), the connection (08) or its mind (XX).
    private static bool IsRefusal(NpgsqlConnection connection, Exception failure) => connection.FullState is ConnectionState.Open && failure switch
    {
        PostgresException said => said.SqlState[..2] is not ("57" or "08" or "XX"),
        NpgsqlException => false,
        _ => true,
    };

    private void FailWaiting(Exception? failure, bool isLast)
    {
        var (sent, queued) = lanes.Empty(_batch, isLast);
        meter.Unknown(sent.Count + queued.Count);
        sent.ForEach(waiting => waiting.Fail(new CommitUnknownException("the connection was lost while it was written", failure)));
        queued.ForEach(waiting => waiting.Fail(new CommitUnknownException("the database cannot be reached", failure)));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal lost its database: {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A commit of balance {BalanceId} was refused: {SqlState} {Reason}")]
    private static partial void LogRefused(ILogger logger, long balanceId, string sqlState, string reason);
}
