namespace Billing.Portal;

/// <summary>Who may open what, besides the single permissions of staff.</summary>
public static class Policies
{
    /// <summary>Works for the operator.</summary>
    public const string Staff = "staff";

    /// <summary>Is served by the operator: sees its own and nothing else.</summary>
    public const string Subscriber = "subscriber";

    /// <summary>Works for the operator, and may open self-care as a subscriber: see <see cref="Users.ActingTicket.Shown"/>.</summary>
    public const string Acting = "acting";
}
