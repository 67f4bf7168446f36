using Billing.Contracts;

namespace Billing.Postgres.Paging;

/// <summary>Conditions that many lists share.</summary>
internal static class Narrowing
{
    /// <summary>Only what is in the scope.</summary>
    /// <param name="ofCustomer">The condition for a customer's scope, with <c>$?</c> for its number.</param>
    /// <param name="ofAccount">The condition for an account's scope, with <c>$?</c> for its number.</param>
    public static ListQuery Within(this ListQuery list, Scope scope, string ofCustomer, string ofAccount) =>
        list.WhereIf(ofCustomer, scope.CustomerId).WhereIf(ofAccount, scope.AccountId);

    /// <summary>The end of the range of texts that begin so, in the order of their bytes (collation "C").</summary>
    /// <remarks>A range, not LIKE: an index serves it under every database's collation and for every plan.</remarks>
    public static string EndOf(string prefix) => prefix + "\U0010FFFF";

    /// <summary>For LIKE: the text anywhere, its own wildcards meaning themselves.</summary>
    public static string Anywhere(string text) =>
        $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
