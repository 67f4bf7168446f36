using Billing.Contracts.Accounts;

namespace Billing.Grains.Accounts;

/// <summary>Reads accounts as they are stored.</summary>
public interface IAccountStore
{
    Task<StoredAccount?> LoadAsync(long accountId);

    /// <summary>The newest version of what many accounts' terms are made of.</summary>
    Task<long> TermsVersionAsync(CancellationToken cancellation);
}

/// <param name="Secret">In clear; it never leaves the account's grain.</param>
public sealed record StoredAccount(AccountTerms Terms, IReadOnlyList<string> Aliases, string Secret)
{
    public override string ToString() => $"account {Terms.AccountId}";
}
