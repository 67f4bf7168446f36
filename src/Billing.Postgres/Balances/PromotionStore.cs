using Billing.Grains.Balances;
using Billing.Postgres.Changes;
using NodaTime;

namespace Billing.Postgres.Balances;

internal sealed class PromotionStore(Database database) : IPromotionStore
{
    private const string ExpiredSql = """
        select distinct balance_id
        from allowance
        where kind = 3 and remaining > 0 and expires_at <= $1 and balance_id > $2
        order by balance_id
        limit $3
        """;

    public async Task<IReadOnlyList<long>> ExpiredAsync(Instant now, long after, int most) =>
        await database.ListAsync(ExpiredSql, row => row.GetInt64(0), now.ToDateTimeUtc(), after, most);
}
