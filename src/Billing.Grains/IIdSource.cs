namespace Billing.Grains;

/// <summary>Makes tokens that nobody has used before.</summary>
public interface IIdSource
{
    Guid New();
}

/// <summary>Ids that begin with the time (UUID version 7): rows that are made together lie together.</summary>
public sealed class TimeOrderedIds(TimeProvider clock) : IIdSource
{
    public Guid New() => Guid.CreateVersion7(clock.GetUtcNow());
}
