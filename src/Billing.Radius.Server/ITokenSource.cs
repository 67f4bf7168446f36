namespace Billing.Radius.Server;

/// <summary>Makes session tokens that nobody has used before.</summary>
internal interface ITokenSource
{
    Guid New();
}

/// <summary>Tokens that begin with the time (UUID version 7): sessions that begin together are stored together.</summary>
internal sealed class TimeOrderedTokens(TimeProvider clock) : ITokenSource
{
    public Guid New() => Guid.CreateVersion7(clock.GetUtcNow());
}
