using System.Collections.Immutable;

namespace Billing.Contracts.Changes;

/// <summary>What came of a change of the configuration; durable and in the audit log when it is told.</summary>
/// <param name="Id">The number of what was made or changed, where it has one.</param>
/// <param name="Version">What is stored now; the next edit says that it saw this one.</param>
/// <param name="Problems">With <see cref="ChangeResult.Refused"/>: every field that is wrong.</param>
/// <param name="Secret">A password or shared secret that was made, in clear; told this once, never again. Never logged.</param>
/// <param name="WasDoneBefore">It is the answer to a repeated order; secrets are not told again.</param>
[GenerateSerializer, Immutable, Alias("billing.change-reply")]
public sealed record ChangeReply(
    [property: Id(0)] ChangeResult Result,
    [property: Id(1)] long Id = 0,
    [property: Id(2)] long Version = 0,
    [property: Id(3)] ImmutableArray<FieldProblem> Problems = default,
    [property: Id(4)] string? Secret = null,
    [property: Id(5)] bool WasDoneBefore = false)
{
    public bool IsDone => Result is ChangeResult.Done;

    /// <summary>Somebody else changed it after the editor read it.</summary>
    public static ChangeReply Conflict { get; } = new(ChangeResult.Conflict);

    public static ChangeReply NotFound { get; } = new(ChangeResult.NotFound);

    public static ChangeReply Refused(string field, string expected) => Refused([new(field, expected)]);

    public static ChangeReply Refused(ImmutableArray<FieldProblem> problems) => new(ChangeResult.Refused, Problems: problems);

    public override string ToString() =>
        $"{Result} {Id} v{Version} {(Problems.IsDefaultOrEmpty ? "" : string.Join("; ", Problems))}".TrimEnd();
}

/// <param name="Field">The member of the message, such as <c>Email</c>; of a list with its place: <c>Rates[3].Price</c>.</param>
/// <param name="Expected">Completes the sentence "expected …".</param>
[GenerateSerializer, Immutable, Alias("billing.field-problem")]
public sealed record FieldProblem([property: Id(0)] string Field, [property: Id(1)] string Expected)
{
    public override string ToString() => $"{Field}: expected {Expected}";
}

/// <summary>Numbers are on the wire.</summary>
[GenerateSerializer]
public enum ChangeResult
{
    Done = 1,

    /// <summary>Nothing was changed: fields are wrong.</summary>
    Refused = 2,

    /// <summary>Nothing was changed: somebody else did meanwhile, and the editor should look first.</summary>
    Conflict = 3,

    /// <summary>There is nothing of this number.</summary>
    NotFound = 4,
}
