using Billing.Grains.Balances;
using Billing.Grains.Payers;
using Npgsql;

namespace Billing.Postgres.Payers;

/// <summary>Makes decisions about payers durable, those that arrive together in one transaction.</summary>
/// <remarks>
/// Invoices wait for their series' row, which is locked until the transaction ends; one by one, each would wait for the disk of
/// the one before. So there are two writers: of decisions with an invoice, and of the others. A decision that is refused would
/// take the others of its transaction with it: then each is written alone.
/// </remarks>
internal sealed class PayerJournal(NpgsqlDataSource source)
{
    private readonly Lane _invoices = new(source);
    private readonly Lane _others = new(source);

    /// <exception cref="CommitRefusedException">The payer has another version.</exception>
    public Task<PayerNumbers> WriteAsync(PayerCommit commit) => (commit.Invoice is null ? _others : _invoices).WriteAsync(commit);

    private sealed class Lane(NpgsqlDataSource source)
    {
        // Enough to share a flush; more would make everybody wait for a long transaction.
        private const int MostTogether = 64;

        private readonly Lock _gate = new();
        private List<Waiting> _waiting = [];
        private bool _isWriting;

        public Task<PayerNumbers> WriteAsync(PayerCommit commit)
        {
            var waiting = new Waiting(commit);

            lock (_gate)
            {
                _waiting.Add(waiting);

                if (_isWriting)
                {
                    return waiting.Task;
                }

                _isWriting = true;
            }

            _ = Task.Run(WriteWaitingAsync);

            return waiting.Task;
        }

        private async Task WriteWaitingAsync()
        {
            while (Take() is { Count: > 0 } together)
            {
                if (together.Count > 1 && await TryTogetherAsync(together))
                {
                    continue;
                }

                foreach (var one in together)
                {
                    await AloneAsync(one);
                }
            }
        }

        private List<Waiting> Take()
        {
            lock (_gate)
            {
                var together = _waiting.Count <= MostTogether ? _waiting : _waiting[..MostTogether];
                _waiting = _waiting.Count <= MostTogether ? [] : _waiting[MostTogether..];
                _isWriting = together.Count > 0;
                together.Sort((one, other) => one.BalanceId.CompareTo(other.BalanceId)); // in one order, as others lock several payers too

                return together;
            }
        }

        // False: nothing of it is written.
        private async Task<bool> TryTogetherAsync(List<Waiting> together)
        {
            try
            {
                var numbers = await PayerWrites.WriteAllAsync(source, [.. together.Select(one => one.Commit)]);

                for (var i = 0; i < together.Count; i++)
                {
                    together[i].Done(numbers[i]);
                }

                return true;
            }
            catch (PostgresException)
            {
                return false;
            }
            catch (Exception unknown)
            {
                together.ForEach(one => one.Fail(unknown));

                return true;
            }
        }

        private async Task AloneAsync(Waiting one)
        {
            try
            {
                one.Done(await PayerWrites.WriteAsync(source, one.Commit));
            }
            catch (Exception failure)
            {
                one.Fail(failure);
            }
        }
    }

    private sealed class Waiting(PayerCommit commit)
    {
        private readonly TaskCompletionSource<PayerNumbers> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PayerCommit Commit => commit;

        public long BalanceId => commit.Before.Payer.BalanceId;

        public Task<PayerNumbers> Task => _done.Task;

        public void Done(PayerNumbers numbers) => _done.SetResult(numbers);

        public void Fail(Exception failure) => _done.SetException(failure);
    }
}
