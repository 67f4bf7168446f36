namespace Billing.Core.Sessions;

/// <summary>Where a session stands. Numbers are stored: they never change their meaning.</summary>
public enum SessionState
{
    /// <summary>Granted to a gateway that has not yet said that it started; funds are held.</summary>
    Authorized = 1,

    /// <summary>The gateway has reported it; funds are held for the next slice.</summary>
    Running = 2,

    /// <summary>The gateway ended it (Stop).</summary>
    Ended = 3,

    /// <summary>Ended by us at its last report: the gateway fell silent or restarted. It reopens if it speaks again.</summary>
    Lost = 4,

    /// <summary>Never started; its hold was given back.</summary>
    Released = 5,
}

public static class SessionStates
{
    /// <summary>Whether a session in this state may still hold funds.</summary>
    public static bool IsOpen(this SessionState state) => state is SessionState.Authorized or SessionState.Running;
}
