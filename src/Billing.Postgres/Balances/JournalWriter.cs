using System.Threading.Channels;
using Billing.Core.Balances;
using Billing.Grains.Balances;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Billing.Postgres.Balances;

/// <summary>Writes the postings of its share of the balances: takes what is waiting, commits it as one, answers.</summary>
/// <remarks>
/// Nothing lingers: while one batch is being flushed the next one gathers by itself. When the connection is lost the
/// outcome of what was sent is unknown, and everything that waits fails; the grains read the database again.
/// </remarks>
internal sealed partial class JournalWriter(NpgsqlDataSource source, JournalOptions options, ILogger logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(options.QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly List<Waiting> _batch = [];
    private readonly CommitBatch _folded = new();

    /// <summary>Whether the database took the last thing that it was asked.</summary>
    public bool IsConnected { get; private set; }

    public Task AppendAsync(Posting posting)
    {
        var waiting = new Waiting(posting);

        if (!_queue.Writer.TryWrite(waiting))
        {
            throw new CommitRefusedException("the journal is full or closed");
        }

        return waiting.Task;
    }

    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Runs until the journal is closed and everything that was appended is answered.</summary>
    public async Task RunAsync(CancellationToken abandon)
    {
        var pause = TimeSpan.FromMilliseconds(50);

        while (!abandon.IsCancellationRequested && !_queue.Reader.Completion.IsCompleted)
        {
            try
            {
                await using var connection = await OpenAsync(abandon);
                using var statement = new CommitStatement();
                IsConnected = true;
                pause = TimeSpan.FromMilliseconds(50);
                await WriteAsync(connection, statement, abandon);

                return;
            }
            catch (Exception failure)
            {
                IsConnected = false;
                LogLost(logger, failure.Message);
                FailWaiting(failure);
            }

            await Task.Delay(pause, abandon).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            FailWaiting(null);
        }

        FailWaiting(null); // abandoned: nobody may be left without a word
    }

    private async Task WriteAsync(NpgsqlConnection connection, CommitStatement statement, CancellationToken abandon)
    {
        while (await NextAsync(connection))
        {
            while (_batch.Count < options.BatchSize && _queue.Reader.TryRead(out var waiting))
            {
                _batch.Add(waiting);
            }

            try
            {
                // Abandoned is not cancelled: it may be written all the same, and that is what those who wait are told.
                await CommitAsync(connection, statement, _batch).WaitAsync(abandon);
            }
            catch (OperationCanceledException failure)
            {
                FailWaiting(failure);

                throw; // only now, for the connection that is closed on the way out may take its time
            }

            _batch.Clear();
        }
    }

    // An idle connection is asked now and then, so that readiness tells the truth when nobody charges.
    private async Task<bool> NextAsync(NpgsqlConnection connection)
    {
        var waiting = _queue.Reader.WaitToReadAsync();

        if (waiting.IsCompleted)
        {
            return await waiting;
        }

        var ready = waiting.AsTask();

        while (await Task.WhenAny(ready, Task.Delay(TimeSpan.FromSeconds(1))) != ready)
        {
            await using var ping = new NpgsqlCommand("select 1", connection);
            await ping.ExecuteNonQueryAsync();
        }

        return await ready;
    }

    private async Task CommitAsync(NpgsqlConnection connection, CommitStatement statement, List<Waiting> batch)
    {
        try
        {
            _folded.Fold(batch.Select(waiting => waiting.Posting));
            await statement.ExecuteAsync(connection, _folded);
        }
        catch (PostgresException failure) when (IsRefusal(failure))
        {
            await SplitAsync(connection, statement, batch, failure);

            return;
        }

        foreach (var waiting in batch)
        {
            waiting.Succeed();
        }
    }

    // Nothing of the batch was written. One balance in it is stale or wrong: each is tried alone, so that it takes none
    // of the others with it.
    private async Task SplitAsync(NpgsqlConnection connection, CommitStatement statement, List<Waiting> batch, PostgresException failure)
    {
        var balances = batch.GroupBy(waiting => waiting.Posting.After.BalanceId).Select(group => group.ToList()).ToList();

        if (balances.Count == 1)
        {
            LogRefused(logger, batch[0].Posting.After.BalanceId, failure.SqlState, failure.MessageText);

            foreach (var waiting in batch)
            {
                waiting.Fail(new CommitRefusedException(
                    failure.SqlState == CommitStatement.Stale ? "another writer moved the balance on" : failure.MessageText));
            }

            return;
        }

        foreach (var balance in balances)
        {
            await CommitAsync(connection, statement, balance);
        }
    }

    // The statement failed and was rolled back, and the connection lives; but not when the server is going (class 57), the
    // connection (08) or its mind (XX).
    private static bool IsRefusal(PostgresException failure) => failure.SqlState[..2] is not ("57" or "08" or "XX");

    private void FailWaiting(Exception? failure)
    {
        foreach (var waiting in _batch)
        {
            waiting.Fail(new CommitUnknownException("the connection was lost while it was written", failure));
        }

        _batch.Clear();

        while (_queue.Reader.TryRead(out var waiting))
        {
            waiting.Fail(new CommitUnknownException("the database cannot be reached", failure));
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation);

        try
        {
            // One plan for all batch sizes, by primary key: it must not change its mind when statistics do.
            await using var settings = new NpgsqlCommand(
                "set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off",
                connection);
            await settings.ExecuteNonQueryAsync(cancellation);

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();

            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal lost its database: {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A commit of balance {BalanceId} was refused: {SqlState} {Reason}")]
    private static partial void LogRefused(ILogger logger, long balanceId, string sqlState, string reason);

    private sealed class Waiting(Posting posting)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Posting Posting { get; } = posting;

        public Task Task => _done.Task;

        public void Succeed() => _done.TrySetResult();

        public void Fail(Exception failure) => _done.TrySetException(failure);
    }
}
