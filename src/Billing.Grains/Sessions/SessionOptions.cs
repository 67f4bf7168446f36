namespace Billing.Grains.Sessions;

/// <summary>Section <c>Billing:Sessions</c>.</summary>
public sealed class SessionOptions
{
    /// <summary>How often silent sessions are looked for.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an authorisation waits for the session's first report before its hold is given back.</summary>
    public TimeSpan UnstartedAfter { get; set; } = TimeSpan.FromMinutes(3);
}
