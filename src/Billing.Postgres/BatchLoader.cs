using System.Data.Common;
using System.Threading.Channels;
using Npgsql;

namespace Billing.Postgres;

/// <summary>Turns single look-ups that arrive together into one query: while one is on its way, the next gathers.</summary>
/// <remarks>
/// A key that is asked for several times is read once. A failed query fails those that it was for, no others; when it failed for
/// what was read and not for the connection, that is only the key whose rows are wrong.
/// </remarks>
/// <param name="load">Reads all of the keys; those that are missing from the result are not there.</param>
internal sealed class BatchLoader<TKey, TValue>(Func<TKey[], Task<Dictionary<TKey, TValue>>> load)
    where TKey : notnull
    where TValue : class
{
    private const int MostKeys = 500;
    private const int MostQueries = 2;

    private readonly Channel<Request> _queue = Channel.CreateUnbounded<Request>();
    private int _queries;

    public Task<TValue?> LoadAsync(TKey key)
    {
        var request = new Request(key);
        _queue.Writer.TryWrite(request);
        Start();

        return request.Task;
    }

    private void Start()
    {
        if (Interlocked.Increment(ref _queries) <= MostQueries)
        {
            _ = Task.Run(RunAsync);
        }
        else
        {
            Interlocked.Decrement(ref _queries);
        }
    }

    private async Task RunAsync()
    {
        var batch = new List<Request>();

        while (_queue.Reader.TryRead(out var first))
        {
            batch.Add(first);

            while (batch.Count < MostKeys && _queue.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            await AnswerAsync(batch);
            batch.Clear();
        }

        Interlocked.Decrement(ref _queries);

        // Somebody may have asked after the last look and before the count fell.
        if (_queue.Reader.TryPeek(out _))
        {
            Start();
        }
    }

    private async Task AnswerAsync(List<Request> batch)
    {
        TKey[] keys = [.. batch.Select(request => request.Key).Distinct()];

        try
        {
            var found = await load(keys);

            foreach (var request in batch)
            {
                request.Answer(found.GetValueOrDefault(request.Key));
            }
        }
        catch (Exception failure) when (keys.Length > 1 && IsOfOneKey(failure))
        {
            var half = keys[..(keys.Length / 2)].ToHashSet();
            await AnswerAsync(batch.FindAll(request => half.Contains(request.Key)));
            await AnswerAsync(batch.FindAll(request => !half.Contains(request.Key)));
        }
        catch (Exception failure)
        {
            foreach (var request in batch)
            {
                request.Fail(failure);
            }
        }
    }

    // A row that cannot be read, or a key that cannot be sent (class 22: a text with NUL).
    private static bool IsOfOneKey(Exception failure) =>
        failure is not DbException || failure is PostgresException said && said.SqlState.StartsWith("22", StringComparison.Ordinal);

    private sealed class Request(TKey key)
    {
        private readonly TaskCompletionSource<TValue?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TKey Key { get; } = key;

        public Task<TValue?> Task => _done.Task;

        public void Answer(TValue? value) => _done.TrySetResult(value);

        public void Fail(Exception failure) => _done.TrySetException(failure);
    }
}
