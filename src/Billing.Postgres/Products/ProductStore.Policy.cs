using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Postgres.Changes;
using Billing.Postgres.Tariffs;
using Npgsql;

namespace Billing.Postgres.Products;

internal sealed partial class ProductStore
{
    private const string PolicySql = "select ordinary, period_set_id, windows::text from product_policy where product_id = $1";

    private const string PutPolicySql = """
        insert into product_policy (product_id, ordinary, period_set_id, windows) values ($1, $2, $3, $4::jsonb)
        on conflict (product_id) do update
        set ordinary = excluded.ordinary, period_set_id = excluded.period_set_id, windows = excluded.windows
        """;

    public async Task<ProductPolicy?> PolicyAsync(long productId)
    {
        var found = await database.ListAsync(
            PolicySql,
            row => (Ordinary: row.IsDBNull(0) ? null : row.GetString(0), SetId: row.IsDBNull(1) ? (long?)null : row.GetInt64(1), Windows: row.GetString(2)),
            productId);

        return found is [var one]
            ? new(
                one.Ordinary,
                one.SetId,
                [
                    .. PolicyRows.Read(one.Ordinary, null, null, one.Windows).Windows
                        .OrderBy(window => window.Key, StringComparer.Ordinal).Select(window => new PolicyWindow(window.Key, window.Value)),
                ])
            : null;
    }

    public Task<ChangeReply> SetPolicyAsync(long productId, ProductPolicy? policy, Edit edit) =>
        changes.EditAsync(Product, productId, edit, "edit", async connection =>
            await WriteAsync(connection, productId, policy) ?? await TellAsync(connection, productId));

    private static async Task<FieldProblem?> WriteAsync(NpgsqlConnection connection, long productId, ProductPolicy? policy)
    {
        if (policy is null)
        {
            await connection.DoAsync("delete from product_policy where product_id = $1", productId);

            return null;
        }

        if (policy.PeriodSetId is { } setId)
        {
            if (await connection.ReadAsync("select periods::text from period_set where period_set_id = $1", setId) is not string json)
            {
                return new(nameof(policy.PeriodSetId), "a period set that is there");
            }

            var periods = PeriodRows.Read(setId, json);

            for (var i = 0; i < policy.Windows.Length; i++)
            {
                if (periods.Find(policy.Windows[i].Period) is null)
                {
                    return new(
                        $"{nameof(policy.Windows)}[{i}].{nameof(PolicyWindow.Period)}",
                        $"one of the set's periods: {string.Join(", ", periods.Periods.Select(one => one.Name))}");
                }
            }
        }

        await connection.DoAsync(
            PutPolicySql, productId, policy.Ordinary, policy.PeriodSetId,
            PolicyRows.Write(policy.Windows.Select(one => KeyValuePair.Create(one.Period, one.Policy))));

        return null;
    }
}
