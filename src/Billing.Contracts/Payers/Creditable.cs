using System.Collections.Immutable;

namespace Billing.Contracts.Payers;

/// <summary>What credit notes may still give of an issued invoice: what was paid, or is to be, less what notes and unused days have given back.</summary>
/// <remarks>In its currency's minor unit, with taxes in it, zero or more.</remarks>
/// <param name="Invoice">Of all of it.</param>
/// <param name="Lines">Of each line that a note may name, in their order; zero: nothing is left, or it charges nothing.</param>
[GenerateSerializer, Immutable, Alias("billing.creditable")]
public sealed record Creditable([property: Id(0)] decimal Invoice, [property: Id(1)] ImmutableArray<decimal> Lines);
