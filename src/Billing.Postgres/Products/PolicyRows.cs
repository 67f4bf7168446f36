using System.Collections.Immutable;
using System.Text.Json;
using Billing.Core.Sessions;
using Billing.Postgres.Tariffs;
using Npgsql;

namespace Billing.Postgres.Products;

/// <summary>Reads what products have gateways apply to data sessions.</summary>
internal static class PolicyRows
{
    /// <summary>The product of account <c>a</c> that decides: the first of its add-ons that has a policy, else the main one; lateral.</summary>
    public const string OfAccount = """
        (select o.product_id, o.ordinary, o.period_set_id, o.windows
         from (select x.product_id, 0 as place, x.precedence from account_product x where x.account_id = a.account_id
               union all select a.product_id, 1, 0) had
         join product_policy o on o.product_id = had.product_id
         order by had.place, had.precedence
         limit 1)
        """;

    /// <summary>
    /// Those of the accounts of balance <c>b</c>, for <see cref="ReadAll"/>; null where no product has one, which costs one look for
    /// all balances.
    /// </summary>
    public const string OfBalance = $"""
        case when exists (select from product_policy) then ({OfAccounts} where a.balance_id = b.balance_id) end::text
        """;

    private const string OfAccounts = $"""
        select jsonb_agg(jsonb_build_object('accountId', a.account_id, 'ordinary', o.ordinary, 'periodSetId', o.period_set_id,
                                        'periods', s.periods::text, 'windows', o.windows))
        from account a
        join lateral {OfAccount} o on true
        left join period_set s on s.period_set_id = o.period_set_id
        """;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static ImmutableDictionary<long, SessionPolicy> ReadAll(string json) => JsonSerializer.Deserialize<Stored[]>(json, Options)!
        .ToImmutableDictionary(one => one.AccountId, one => Read(one.Ordinary, one.PeriodSetId, one.Periods, one.Windows));

    /// <summary>By account; only of those whose products have one.</summary>
    public static async Task<ImmutableDictionary<long, SessionPolicy>> ReadAsync(NpgsqlConnection connection, long[] accountIds)
    {
        await using var command = connection.Command($"select ({OfAccounts} where a.account_id = any($1))::text", accountIds);

        return await command.ExecuteScalarAsync() is string json ? ReadAll(json) : ImmutableDictionary<long, SessionPolicy>.Empty;
    }

    /// <param name="windows">A JSON object: policies by the names of periods.</param>
    public static SessionPolicy Read(string? ordinary, long? periodSetId, string? periods, string windows) =>
        Read(ordinary, periodSetId, periods, JsonSerializer.Deserialize<Dictionary<string, string>>(windows)!);

    public static string Write(IEnumerable<KeyValuePair<string, string>> windows) =>
        JsonSerializer.Serialize(windows.ToDictionary(one => one.Key, one => one.Value));

    private static SessionPolicy Read(string? ordinary, long? periodSetId, string? periods, Dictionary<string, string> windows) => new(
        ordinary,
        periodSetId is { } id && periods is not null ? PeriodRows.Read(id, periods) : null,
        windows.ToImmutableDictionary(StringComparer.Ordinal));

    private sealed record Stored(long AccountId, string? Ordinary, long? PeriodSetId, string? Periods, Dictionary<string, string> Windows);
}
