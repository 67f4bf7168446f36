using System.Collections.Immutable;
using Billing.Core.Sessions;

namespace Billing.Contracts.Products;

/// <summary>What a product has gateways apply to data sessions, such as a speed: see <see cref="SessionPolicy"/>.</summary>
/// <param name="Ordinary">As the gateways' profiles understand it, such as <c>10M/10M</c>; null: the gateway's own ordinary one.</param>
/// <param name="PeriodSetId">The period set that the windows are of; null: there are none.</param>
/// <param name="Windows">Other policies in periods of the set, by the account's clock; each period once.</param>
[GenerateSerializer, Immutable, Alias("billing.product-policy")]
public sealed record ProductPolicy(
    [property: Id(0)] string? Ordinary,
    [property: Id(1)] long? PeriodSetId = null,
    [property: Id(2)] ImmutableArray<PolicyWindow> Windows = default);

/// <param name="Period">The name of a period, such as <c>night</c>.</param>
/// <param name="Policy">The policy in it.</param>
[GenerateSerializer, Immutable, Alias("billing.policy-window")]
public sealed record PolicyWindow([property: Id(0)] string Period, [property: Id(1)] string Policy);
