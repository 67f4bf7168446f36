using System.Collections.Immutable;
using Billing.Contracts.Changes;

namespace Billing.Grains.Changes;

/// <summary>Everything that is wrong with a form, field by field.</summary>
internal sealed class Problems
{
    private readonly ImmutableArray<FieldProblem>.Builder _all = ImmutableArray.CreateBuilder<FieldProblem>();

    /// <summary>Null when nothing is wrong.</summary>
    public ChangeReply? Refusal => _all.Count == 0 ? null : ChangeReply.Refused(_all.ToImmutable());

    public ImmutableArray<FieldProblem> All => _all.ToImmutable();

    public Problems Expect(bool holds, string field, string expected)
    {
        if (!holds)
        {
            _all.Add(new(field, expected));
        }

        return this;
    }

    /// <summary>Text that must be there, without control characters.</summary>
    public Problems Text(string? value, string field, int most) =>
        Expect(!string.IsNullOrWhiteSpace(value) && IsText(value, most), field, FormattableString.Invariant($"1 to {most} characters"));

    /// <summary>Text that may be missing; lines may break in it.</summary>
    public Problems Optional(string? value, string field, int most) =>
        Expect(value is null || IsText(value, most), field, FormattableString.Invariant($"up to {most} characters"));

    private static bool IsText(string value, int most) =>
        value.Length <= most && !value.AsSpan().ContainsAnyInRange('\0', '\x08') && !value.Contains('\x7f');
}
