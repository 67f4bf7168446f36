using Billing.Contracts.Notifications;

namespace Billing.Grains.Notifications;

/// <summary>A way to tell something to somebody outside.</summary>
public interface IDeliveryChannel
{
    NotificationChannel Channel { get; }

    /// <summary>Sends one after the other, over one connection where that is a thing; each outcome as soon as it is known.</summary>
    /// <remarks>What the world does wrong is an outcome, not an exception.</remarks>
    IAsyncEnumerable<(Delivery Delivery, SendOutcome Outcome)> SendAsync(IReadOnlyList<Delivery> deliveries);
}

/// <summary>What came of sending one.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The other side took it.</summary>
    public sealed record Sent : SendOutcome;

    /// <summary>Not now: the other side is away or says so.</summary>
    public sealed record Later(string Reason) : SendOutcome;

    /// <summary>The other side will not take it, now or later.</summary>
    public sealed record Never(string Reason) : SendOutcome;
}
