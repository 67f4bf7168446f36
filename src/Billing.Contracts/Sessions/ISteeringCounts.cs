namespace Billing.Contracts.Sessions;

/// <summary>How this process's rules fare with their orders to gateways.</summary>
public interface ISteeringCounts
{
    /// <summary>Orders since the start that the queue had no room for; each is given again at its session's next report.</summary>
    long Dropped { get; }
}
