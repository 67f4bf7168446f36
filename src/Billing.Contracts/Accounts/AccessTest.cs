using NodaTime;

namespace Billing.Contracts.Accounts;

/// <summary>A login that nobody made: for whoever asks why one would fail.</summary>
/// <param name="Alias">One of the account's.</param>
/// <param name="Password">In clear; null: it is not checked. Never logged.</param>
/// <param name="Service">Null or not the account's: its first one.</param>
/// <param name="CalledParty">As it would be dialled; null: nobody.</param>
/// <param name="NodeId">The gateway whose rules for numbers hold; 0: none's.</param>
[GenerateSerializer, Immutable, Alias("billing.access-test")]
public sealed record AccessTest(
    [property: Id(0)] string Alias,
    [property: Id(1)] string? Password,
    [property: Id(2)] string? Service,
    [property: Id(3)] string? CalledParty,
    [property: Id(4)] Instant At,
    [property: Id(5)] int NodeId = 0)
{
    public override string ToString() => $"test of {Alias}";
}
