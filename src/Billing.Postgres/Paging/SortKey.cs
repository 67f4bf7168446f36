namespace Billing.Postgres.Paging;

/// <summary>One column of a list's order; the last one of an order makes it unique.</summary>
/// <param name="Expression">As the index has it, so that the index gives the order.</param>
/// <param name="Type">What a cursor's text is cast to.</param>
internal sealed record SortKey(string Expression, string Type);
