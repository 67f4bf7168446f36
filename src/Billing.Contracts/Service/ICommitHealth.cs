namespace Billing.Contracts.Service;

/// <summary>Whether this process can make effects durable: without it nothing may be answered.</summary>
public interface ICommitHealth
{
    bool CanCommit { get; }
}
