using Billing.Core.Sessions;

namespace Billing.Core.Balances;

/// <summary>What came of asking a balance to grant a session.</summary>
public abstract record AuthorizeOutcome
{
    private AuthorizeOutcome()
    {
    }

    /// <summary>Granted: <see cref="Session.GrantedUnits"/> may be used, their price is held.</summary>
    public sealed record Granted(Posting Posting) : AuthorizeOutcome
    {
        /// <summary>The allowance at whose end the grant ends, for nothing beyond it is sold; null: none of them ends it.</summary>
        public string? BlockedBy { get; init; }
    }

    /// <summary>Not even the first interval fits the funds.</summary>
    public sealed record InsufficientFunds(decimal Available) : AuthorizeOutcome;

    /// <summary>An allowance for this usage is used up, and nothing beyond it is sold.</summary>
    public sealed record AllowanceUsedUp(string Allowance) : AuthorizeOutcome;

    /// <summary>The account's or payer's spending limit is reached.</summary>
    public sealed record SpendingLimitReached(decimal Limit) : AuthorizeOutcome;

    /// <summary>The account already has as many sessions as its product allows.</summary>
    public sealed record TooManySessions(int Open) : AuthorizeOutcome;
}
