using System.Collections.Immutable;

namespace Billing.Core.Tariffs;

/// <summary>What is wrong with one field of a rate's row.</summary>
/// <param name="Field">The name of the <see cref="RateRow"/> property.</param>
/// <param name="Message">Completes the sentence that the field begins: "is below zero".</param>
public sealed record RateError(string Field, string Message)
{
    public override string ToString() => $"{Field} {Message}.";
}

/// <summary>A checked row: a rate, or every error of the row.</summary>
public abstract record RateOutcome
{
    private RateOutcome()
    {
    }

    public sealed record Valid(Rate Rate) : RateOutcome;

    public sealed record Invalid(ImmutableArray<RateError> Errors) : RateOutcome;
}
