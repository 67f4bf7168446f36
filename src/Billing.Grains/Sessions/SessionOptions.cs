namespace Billing.Grains.Sessions;

/// <summary>Section <c>Billing:Sessions</c>.</summary>
public sealed class SessionOptions
{
    /// <summary>How often silent sessions are looked for, and what expires or was ordered for later.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long an authorised call waits for its first report before its hold is given back: it may ring for long, and some
    /// gateways report only what was answered.
    /// </summary>
    public TimeSpan UnstartedCallAfter { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>The same for data, which starts at once.</summary>
    public TimeSpan UnstartedDataAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often sessions of accounts that were suspended or closed are looked for.</summary>
    public TimeSpan BlockedInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often running sessions are looked for whose policy is another one by now: a period of the day began, or an order was lost.
    /// </summary>
    public TimeSpan PolicyInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Orders of rules to gateways that wait to be given; past it they are given after the session's next report.</summary>
    public int SteeringQueue { get; set; } = 10_000;

    /// <summary>How many of a session's last requests are remembered for people to look at; 0: none.</summary>
    public int RecentSteps { get; set; } = 16;

    /// <summary>Of how many sessions at most: each takes up to 1.6 KB of memory.</summary>
    public int RecentSessions { get; set; } = 50_000;

    /// <summary>How many orders of rules are at work at once: each may wait for a gateway that is silent.</summary>
    public int SteeringsAtWork { get; set; } = 1_000;
}
