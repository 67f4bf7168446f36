using System.Net;
using Billing.Radius.Server.Datagrams;

namespace Billing.Radius.Server.Listening;

/// <summary>Answers on their way out of one socket: those that are given at the same time leave together.</summary>
/// <remarks>
/// A commit answers a hundred requests at once. What sends them stands in the thread pool's queue behind that work, and finds all of
/// it; where there is no other work it is done at once. A twelfth of a request's processor time was sending answers one by one.
/// A link that stands still holds up no thread: what the system does not take at once is lost, counted, and asked for again.
/// </remarks>
/// <param name="lost">Told how many did not leave.</param>
internal sealed class AnswerQueue(DepartingDatagrams first, DepartingDatagrams second, Action<int> lost) : IThreadPoolWorkItem
{
    /// <summary>How many wait at most.</summary>
    public const int Most = 20_000;

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
            else
            {
                lost(1);
            }

            if (_isQueued)
            {
                return;
            }

            _isQueued = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => Flush();

    /// <summary>Sends what has been gathered, on this thread: also before the socket is closed.</summary>
    public void Flush()
    {
        lock (_sending)
        {
            while (TrySwap())
            {
                try
                {
                    lost(_leaving.Send());
                }
                catch (ObjectDisposedException)
                {
                    // nobody is answered any more
                }
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
