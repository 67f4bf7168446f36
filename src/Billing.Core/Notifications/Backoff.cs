using NodaTime;

namespace Billing.Core.Notifications;

/// <summary>When what could not be sent is tried again.</summary>
public static class Backoff
{
    private static readonly Duration Longest = Duration.FromHours(6);

    /// <summary>Four times as long after each try, six hours at most.</summary>
    /// <param name="tries">How many there were, one or more.</param>
    public static Duration After(int tries, Duration first)
    {
        var pause = first;

        for (var i = 1; i < tries && pause < Longest; i++)
        {
            pause *= 4;
        }

        return Duration.Min(pause, Longest);
    }
}
