namespace Billing.Core.Sessions;

/// <summary>Notices that a running session's gateway should do something else with it than it was told.</summary>
internal static class Steering
{
    /// <summary>The session with its steerings counted.</summary>
    /// <remarks>
    /// A session that is used up keeps its policy: it is to end, and nobody tells it another one. When funds come while it
    /// still runs, that is no other policy: its next slice is held, and of a captive portal those know who sent it there.
    /// </remarks>
    /// <param name="before">As its gateway was told; null: it was told nothing, the session was never authorised.</param>
    public static Session Count(Session? before, Session after)
    {
        var told = before is { IsOpen: true } ? before.Policy : null;

        if (after.IsUsedUp)
        {
            return after with { Policy = told, Steerings = after.Steerings + (before is { IsUsedUp: true } ? 0 : 1) };
        }

        return after.Policy == told ? after : after with { Steerings = after.Steerings + 1 };
    }
}
