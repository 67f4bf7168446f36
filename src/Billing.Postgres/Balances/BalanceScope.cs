namespace Billing.Postgres.Balances;

/// <summary>Which balances are in a scope, for a table that has a balance's number.</summary>
internal static class BalanceScope
{
    public static string OfCustomer(string alias) =>
        $"{alias}.balance_id = any(array(select s.balance_id from balance s where s.customer_id = $?))";

    /// <summary>Only when no other account draws on it: their usage is in its entries.</summary>
    public static string OfAccount(string alias) => $"""
        {alias}.balance_id = (
            select s.balance_id from account s
            where s.account_id = $?
                  and not exists (select from account o where o.balance_id = s.balance_id and o.account_id <> s.account_id))
        """;
}
