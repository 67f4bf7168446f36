using Billing.Contracts.Accounts;
using Billing.Contracts.Products;

namespace Billing.Grains.Accounts;

/// <summary>Reads accounts as they are stored.</summary>
public interface IAccountStore
{
    Task<StoredAccount?> LoadAsync(long accountId);

    /// <summary>The account's terms as if it had other products; null when there is no such account.</summary>
    /// <param name="productIds">The add-ons by precedence, then the main product; those that are not there are left out.</param>
    Task<AccountTerms?> AsIfAsync(long accountId, IReadOnlyList<long> productIds);

    /// <summary>Accounts' terms as if a product were another one: it is written and taken back.</summary>
    /// <returns>By account; null when the product cannot be so.</returns>
    Task<IReadOnlyDictionary<long, AccountTerms>?> AsIfAsync(IReadOnlyList<long> accountIds, long productId, ProductDetails details);

    /// <summary>The newest version of what many accounts' terms are made of.</summary>
    Task<long> TermsVersionAsync(CancellationToken cancellation);
}

/// <param name="Secret">In clear; it never leaves the account's grain.</param>
public sealed record StoredAccount(AccountTerms Terms, IReadOnlyList<string> Aliases, string Secret)
{
    public override string ToString() => $"account {Terms.AccountId}";
}
