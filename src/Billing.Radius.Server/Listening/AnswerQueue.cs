using System.Net;
using Billing.Radius.Server.Datagrams;

namespace Billing.Radius.Server.Listening;

/// <summary>Answers on their way out of one socket: those that are given at the same time leave together.</summary>
/// <remarks>
/// A commit answers a hundred requests at once. What sends them stands in the thread pool's queue behind that work, and finds all of
/// it; where there is no other work it is done at once. A twelfth of a request's processor time was sending answers one by one.
/// </remarks>
internal sealed class AnswerQueue(DepartingDatagrams first, DepartingDatagrams second) : IThreadPoolWorkItem
{
    // Nobody takes them: what is more is asked for again.
    private const int Most = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gathering = new();
    private readonly Lock _sending = new();
    private DepartingDatagrams _gathered = first;
    private DepartingDatagrams _leaving = second;
    private bool _isQueued;

    public void Add(ReadOnlySpan<byte> answer, SocketAddress destination)
    {
        lock (_gathering)
        {
            if (_gathered.Count < Most)
            {
                _gathered.Add(answer, destination);
            }

            if (_isQueued)
            {
                return;
            }

            _isQueued = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        lock (_sending)
        {
            SendAll();
        }
    }

    /// <summary>Sends what has been gathered, on this thread, before the socket is closed; not behind another that the system keeps waiting.</summary>
    public void Flush()
    {
        if (_sending.TryEnter(Patience))
        {
            try
            {
                SendAll();
            }
            finally
            {
                _sending.Exit();
            }
        }
    }

    private void SendAll()
    {
        while (TrySwap())
        {
            try
            {
                _leaving.Send(); // an answer that does not leave is asked for again
            }
            catch (ObjectDisposedException)
            {
                // nobody is answered any more
            }
        }
    }

    private bool TrySwap()
    {
        lock (_gathering)
        {
            _isQueued = _gathered.Count > 0;
            (_gathered, _leaving) = (_leaving, _gathered);

            return _isQueued;
        }
    }
}
