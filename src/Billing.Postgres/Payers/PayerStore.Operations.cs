using Billing.Core.Dunning;
using Billing.Core.Subscriptions;
using Billing.Postgres.Changes;
using NodaTime;

namespace Billing.Postgres.Payers;

// What was charged at the payer's balance.
internal sealed partial class PayerStore
{
    private const string ChargedSql = "select abs(amount) from operation where operation_id = $2 and balance_id = $1";

    private const string DunnedSql = "select number, action, amount from dunning_action where balance_id = $1 and since = $2 and action <> 0";

    private const string FeesSql = """
        select f.n, c.amount
        from unnest($2::bigint[], $3::date[], $4::text[]) with ordinality as f(subscription_id, period, part, n)
        join subscription_charge c using (subscription_id, period, part)
        where c.balance_id = $1
        """;

    public async Task<decimal?> ChargedAsync(long balanceId, string operationId)
    {
        await using var command = _database.Read.Command(ChargedSql, balanceId, operationId);

        return await command.ExecuteScalarAsync() as decimal?;
    }

    public async Task<IReadOnlyList<(int Number, DunningAction Action, decimal Amount)>> DunnedAsync(long balanceId, LocalDate since) =>
        await _database.ListAsync(DunnedSql, row => (row.GetInt32(0), (DunningAction)row.GetInt32(1), row.GetDecimal(2)), balanceId, since.ToDateOnly());

    public async Task<IReadOnlyDictionary<ChargeKey, decimal>> FeesAsync(long balanceId, IReadOnlyCollection<ChargeKey> fees)
    {
        var keys = fees.Distinct().ToArray();
        var found = await _database.ListAsync(
            FeesSql,
            row => (Key: keys[row.GetInt64(0) - 1], Amount: row.GetDecimal(1)),
            balanceId,
            keys.Select(key => key.SubscriptionId).ToArray(),
            keys.Select(key => key.Period.ToDateOnly()).ToArray(),
            keys.Select(key => key.Part).ToArray());

        return found.ToDictionary(one => one.Key, one => one.Amount);
    }
}
