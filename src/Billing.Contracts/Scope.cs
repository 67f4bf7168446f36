namespace Billing.Contracts;

/// <summary>Whose records a reader may see. Every query that self-care uses asks for it and has it in its where clause.</summary>
/// <remarks>
/// A subscriber's page takes it from who is signed in, never from the address: with another's id it finds nothing, which is
/// also all that it is told.
/// </remarks>
public abstract record Scope
{
    private Scope()
    {
    }

    /// <summary>Staff.</summary>
    public static Scope Everything { get; } = new All();

    /// <summary>The customer's accounts and balances.</summary>
    public static Scope OfCustomer(long customerId) => new Customer(customerId);

    /// <summary>One account; its balance only when no other account draws on it.</summary>
    public static Scope OfAccount(long accountId) => new Account(accountId);

    /// <summary>Null: not confined to a customer.</summary>
    public long? CustomerId => (this as Customer)?.Id;

    /// <summary>Null: not confined to an account.</summary>
    public long? AccountId => (this as Account)?.Id;

    private sealed record All : Scope;

    private sealed record Customer(long Id) : Scope;

    private sealed record Account(long Id) : Scope;
}
