using Billing.Contracts.Service;
using Billing.Core.Balances;

namespace Billing.Grains.Balances;

// A decision is adopted, appended and durable, or memory is no longer evidence.
internal sealed partial class BalanceGrain
{
    private async Task CommitAsync(Posting posting)
    {
        var before = _balance!;

        if (thresholds.CrossedBy(before, posting) is { IsEmpty: false } notices)
        {
            posting = posting with { Notices = notices };
        }

        _balance = posting.After;
        Count(_balance);
        Follow(before, posting);

        if (_untouched.Count > 0 && posting.Session is { Terms.SessionId: var touched })
        {
            _untouched.Remove(touched);
        }

        if (posting.Session is { IsOpen: true, Terms.SessionId: var open })
        {
            _ending.Remove(open); // it may have been closed before
        }
        else if (posting.Session is { } closed)
        {
            _ending[closed.Terms.SessionId] = closed;
            _claimed.Remove(closed.Terms.SessionId);
        }

        using (SessionTrace.Step("journal commit"))
        {
            try
            {
                await journal.AppendAsync(posting);
            }
            catch (Exception failure)
            {
                Doubt(failure);
            }
        }

        // What began and ended in one report has no story.
        if (posting.Session is { } answered && (answered.IsOpen || !posting.IsNewSession))
        {
            Remember(answered);
        }

        if (posting.Session is { Terms.SessionId: var id } && _ending.TryGetValue(id, out var ended)
            && ReferenceEquals(ended, posting.Session) && !_reading.ContainsKey(id))
        {
            _ending.Remove(id);
        }

        if (posting.Session is { Steerings: > 0 } steered)
        {
            Steer(before.Sessions.GetValueOrDefault(steered.Terms.SessionId), steered);
        }

        AskForTopUp(before, posting.After);
    }

    private Balance Trusted()
    {
        if (_doubt is { } reason)
        {
            throw new CommitUnknownException("the balance is being read again", reason);
        }

        if (_balance is null)
        {
            DeactivateOnIdle(); // it may be there at the next call
        }

        return _balance ?? throw new InvalidOperationException($"there is no balance {this.GetPrimaryKeyLong()}");
    }

    private void Doubt(Exception reason)
    {
        _doubt ??= reason;
        DeactivateOnIdle();

        throw new CommitUnknownException($"balance {this.GetPrimaryKeyLong()}: {reason.Message}", reason);
    }
}
