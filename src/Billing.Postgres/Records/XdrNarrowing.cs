using Billing.Contracts;
using Billing.Contracts.Records;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;

namespace Billing.Postgres.Records;

/// <summary>What a filter of transaction records means in SQL.</summary>
internal static class XdrNarrowing
{
    private const string OfCustomer = "x.account_id = any(array(select account_id from account where customer_id = $?))";
    private const string OfAccount = "x.account_id = $?";

    private const string CalledSo = "strpos(lower(coalesce(x.called_number, x.called_party)), $?) > 0";

    // As it is shown: by the longest of the catalogue's prefixes.
    private const string Named = """
        exists (select from destination d where lower(d.description) like $? and d.prefix = left(x.destination, (
            select max(l) from generate_series(1, least(length(x.destination), 16)) l
            where exists (select from destination k where k.prefix = left(x.destination, l)))))
        """;

    public static ListQuery Within(ListQuery list, Scope scope) => list.Within(scope, OfCustomer, OfAccount);

    /// <exception cref="ArgumentException">The period is empty or too long.</exception>
    public static ListQuery Narrow(ListQuery list, Scope scope, XdrFilter filter)
    {
        if (filter.To <= filter.From || filter.To - filter.From > XdrFilter.LongestPeriod)
        {
            throw new ArgumentException(
                $"period: expected an end after its beginning, and {XdrFilter.LongestPeriod.TotalDays} days at most", nameof(filter));
        }

        Within(list, scope)
            .WhereIf(OfCustomer, filter.CustomerId)
            .WhereIf(OfAccount, filter.AccountId)
            .WhereIf("coalesce(x.called_number, x.called_party) = $?", Number(filter.Called))
            .WhereIf("coalesce(x.calling_number, x.calling_party) = $?", Number(filter.Calling))
            .Where("x.recorded_at >= $? and x.recorded_at < $?", filter.From.ToDateTimeUtc(), filter.To.ToDateTimeUtc())
            .FilterIf("x.service = $?", filter.Service)
            .FilterIf("x.node_id = $?", filter.NodeId)
            .FilterIf("x.amount >= $?", filter.MinimumCost);

        if (TypedText.Of(filter.Text) is { } typed)
        {
            list.Filter(
                $"({CalledSo} or starts_with(lower(x.destination), $?) or {Named})",
                typed.Number ?? typed.Text, typed.Number ?? typed.Text, Narrowing.Anywhere(typed.Text));
        }

        if (filter.Destination is { Length: > 0 } destination)
        {
            list.Filter(
                """x.destination collate "C" >= $? and x.destination collate "C" < $?""", destination, Narrowing.EndOf(destination));
        }

        // It has an index of its own.
        return filter.IsUnrated ? list.Where("x.rate_id is null") : list;
    }

    // Not by its beginning: an index has the records of one number by time, which are the page; those of many would have to be sorted.
    private static string? Number(string? typed) => TypedText.Of(typed) is { } text ? text.Number ?? typed!.Trim() : null;
}
