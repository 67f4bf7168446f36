using System.Collections.Immutable;

namespace Billing.Contracts.Accounts;

/// <summary>One row that gives an account's service a tariff: an override, or a row of the rating table of one of its products.</summary>
/// <param name="Source">
/// Rows with one number are alternatives of which the most specific that fits is taken; the sources are asked one after the other.
/// </param>
/// <param name="Origin">The source for people, such as <c>add-on "Europe"</c>.</param>
/// <param name="NodeGroup">Only for gateways of this group; null: any.</param>
/// <param name="AccessCode">Only for this access code; null: any.</param>
[GenerateSerializer, Immutable, Alias("billing.tariff-choice")]
public sealed record TariffChoice(
    [property: Id(0)] int Source,
    [property: Id(1)] string Origin,
    [property: Id(2)] string Service,
    [property: Id(3)] string? NodeGroup,
    [property: Id(4)] string? AccessCode,
    [property: Id(5)] long TariffId)
{
    /// <summary>Rows of one source are tried from the highest on: an access code counts more than a node group.</summary>
    public int Specificity => (AccessCode is null ? 0 : 2) + (NodeGroup is null ? 0 : 1);

    public bool Fits(string service, string? accessCode, ImmutableArray<string> nodeGroups) =>
        Service == service
        && (AccessCode is null || string.Equals(AccessCode, accessCode, StringComparison.OrdinalIgnoreCase))
        && (NodeGroup is null || nodeGroups.Contains(NodeGroup));
}
