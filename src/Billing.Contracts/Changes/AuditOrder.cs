namespace Billing.Contracts.Changes;

/// <summary>What orders the audit log.</summary>
public enum AuditSort
{
    At,

    /// <summary>The kind of thing that it was done to, by its name in <see cref="EntityKinds"/>.</summary>
    Kind,
}

/// <summary>An order of the audit log. Of one kind the newest is the first; turned round, all of it is.</summary>
public readonly record struct AuditOrder(AuditSort Sort, bool IsDescending)
{
    public static AuditOrder NewestFirst => new(AuditSort.At, IsDescending: true);
}
