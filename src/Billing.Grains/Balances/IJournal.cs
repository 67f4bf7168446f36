using Billing.Core.Balances;

namespace Billing.Grains.Balances;

/// <summary>Makes decisions durable, many at a time, a balance's in the order in which they were appended.</summary>
public interface IJournal
{
    /// <summary>Completes when the posting is durable. Never cancelled: what was appended may already be written.</summary>
    /// <exception cref="CommitRefusedException">Another writer moved the balance on: nothing of it was written.</exception>
    /// <exception cref="CommitUnknownException">The database did not say whether it was written: read, then decide.</exception>
    Task AppendAsync(Posting posting);
}

/// <summary>The database refused a posting whole: the balance is no longer at the version it was computed from.</summary>
public sealed class CommitRefusedException : Exception
{
    public CommitRefusedException(string message)
        : base(message)
    {
    }
}

/// <summary>Whether a posting was written is not known.</summary>
public sealed class CommitUnknownException : Exception
{
    public CommitUnknownException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
