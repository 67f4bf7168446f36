namespace Billing.Contracts.Changes;

/// <summary>
/// Puts into the audit log what leaves no other trace: a member of staff signs in as a subscriber, a role gets a
/// permission. Changes of the configuration and money operations are in it by themselves. Key: 0.
/// </summary>
[Alias("billing.audit-log")]
public interface IAuditLogGrain : IGrainWithIntegerKey
{
    /// <returns>When it is durable.</returns>
    [Alias("note")]
    Task NoteAsync(AuditNote note);
}

/// <param name="By">The signed-in user's name.</param>
/// <param name="Action">In small letters, up to 50 characters, such as <c>sign-in-as</c>.</param>
/// <param name="EntityKind">See <see cref="EntityKinds"/>; others are allowed.</param>
/// <param name="Sentence">For people, in English, up to 1000 characters; no secret.</param>
/// <param name="OldJson">A JSON object; null: none.</param>
[GenerateSerializer, Immutable, Alias("billing.audit-note")]
public sealed record AuditNote(
    [property: Id(0)] string By,
    [property: Id(1)] string Action,
    [property: Id(2)] string EntityKind,
    [property: Id(3)] string EntityId,
    [property: Id(4)] string Sentence,
    [property: Id(5)] string? OldJson = null,
    [property: Id(6)] string? NewJson = null);
