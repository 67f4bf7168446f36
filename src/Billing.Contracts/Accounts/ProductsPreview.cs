using System.Collections.Immutable;
using Billing.Contracts.Products;
using NodaTime;

namespace Billing.Contracts.Accounts;

/// <summary>What an account has by its products, and what it would have by others.</summary>
/// <remarks>
/// No money moves by a change of products: fees are those of subscriptions, which stay, and a change of these has a preview of its
/// own. What was given by a product that is left stays until it expires.
/// </remarks>
[GenerateSerializer, Immutable, Alias("billing.products-preview")]
public sealed record ProductsPreview([property: Id(0)] AccountOffer Now, [property: Id(1)] AccountOffer Then)
{
    /// <summary>What each allowance that is gained gives first, from when the change takes effect.</summary>
    [Id(2)]
    public ImmutableArray<FirstAllowance> First { get; init; } = [];
}

/// <param name="Number">The plan's, of <see cref="ProductPlanRow"/>.</param>
/// <param name="Amount">Of the first period, perhaps its share by days; as the plan's amount.</param>
/// <param name="ExpiresAt">When the rest of it is gone.</param>
/// <param name="WasGiven">
/// The account had the product before and still has what it gave for the running period, until then: nothing more is given in it.
/// </param>
[GenerateSerializer, Immutable, Alias("billing.first-allowance")]
public sealed record FirstAllowance(
    [property: Id(0)] long Number,
    [property: Id(1)] decimal Amount,
    [property: Id(2)] Instant ExpiresAt,
    [property: Id(3)] bool WasGiven = false);

/// <param name="Terms">Its services, and where their tariffs are looked for.</param>
/// <param name="Benefits">What each of its products gives, once; the policy is that of the product that decides.</param>
[GenerateSerializer, Immutable, Alias("billing.account-offer")]
public sealed record AccountOffer([property: Id(0)] AccountTerms Terms, [property: Id(1)] ProductBenefits Benefits);
