using Billing.Contracts.Accounts;
using Billing.Contracts.Products;
using Billing.Core.Balances;
using Billing.Core.Sessions;

namespace Billing.Grains.Accounts;

/// <summary>Reads accounts as they are stored.</summary>
public interface IAccountStore
{
    Task<StoredAccount?> LoadAsync(long accountId);

    /// <summary>The account's terms as if it had other products; null when there is no such account.</summary>
    /// <param name="productIds">The add-ons by precedence, then the main product; those that are not there are left out.</param>
    Task<AccountTerms?> AsIfAsync(long accountId, IReadOnlyList<long> productIds);

    /// <summary>Accounts as they are, and as if a product were what a draft says: it is written and taken back.</summary>
    /// <returns>By account; null when the product cannot be so.</returns>
    Task<IReadOnlyDictionary<long, SupposedAccount>?> AsIfAsync(IReadOnlyList<long> accountIds, long productId, ProductDraft draft);

    /// <summary>The newest version of what many accounts' terms are made of.</summary>
    Task<(long Terms, long Benefits)> TermsVersionAsync(CancellationToken cancellation);
}

/// <summary>An account without a change of a product and with it.</summary>
public sealed record SupposedAccount(SoldAccount Before, SoldAccount After);

/// <param name="Given">
/// The plans of allowances and the discounts of the account's own products, with numbers of their own, as if they began long ago.
/// </param>
/// <param name="Policy">What its products have gateways apply to data sessions; null: nothing.</param>
public sealed record SoldAccount(AccountTerms Terms, Funds Given, SessionPolicy? Policy);

/// <param name="Secret">In clear; it never leaves the account's grain.</param>
public sealed record StoredAccount(AccountTerms Terms, IReadOnlyList<string> Aliases, string Secret)
{
    public override string ToString() => $"account {Terms.AccountId}";
}
