namespace Billing.Host.Bench;

/// <summary>
/// The sessions whose request has been sent for the same number of times, the one to be repeated first ahead.
/// </summary>
/// <remarks>
/// All of a list wait for the same time, so whoever comes last is due last: a timer that needs no search, and that an
/// answer leaves in constant time.
/// </remarks>
internal sealed class WaitingList(LoadSession[] sessions, long delay)
{
    private const int None = -1;

    private int _last = None;

    public int First { get; private set; } = None;

    public bool IsEmpty => First == None;

    public void Add(int index, long now)
    {
        ref var session = ref sessions[index];
        session.RetransmitAt = now + delay;
        session.NextWaiting = None;
        session.PreviousWaiting = _last;

        if (_last == None)
        {
            First = index;
        }
        else
        {
            sessions[_last].NextWaiting = index;
        }

        _last = index;
    }

    public void Remove(int index)
    {
        ref var session = ref sessions[index];

        if (session.PreviousWaiting == None)
        {
            First = session.NextWaiting;
        }
        else
        {
            sessions[session.PreviousWaiting].NextWaiting = session.NextWaiting;
        }

        if (session.NextWaiting == None)
        {
            _last = session.PreviousWaiting;
        }
        else
        {
            sessions[session.NextWaiting].PreviousWaiting = session.PreviousWaiting;
        }
    }
}
