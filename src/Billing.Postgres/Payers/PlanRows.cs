using System.Collections.Concurrent;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Npgsql;

namespace Billing.Postgres.Payers;

/// <summary>Plans and customer classes: rows that never change, so each is read and understood once.</summary>
internal sealed class PlanRows(Database database)
{
    private const string PlansSql = "select plan_id, terms::text, currency from plan where plan_id = any($1)";

    private const string ClassSql = """
        select customer_class_id, terms::text from customer_class
        where name = $1 and not exists (select from customer_class_head h where h.name = $1 and h.is_retired)
        order by customer_class_id desc limit 1
        """;

    private readonly ConcurrentDictionary<long, (SubscriptionTerms Terms, string Currency)> _plans = [];
    private readonly ConcurrentDictionary<int, ClassTerms> _classes = [];

    public SubscriptionTerms this[long planId] => _plans[planId].Terms;

    public async Task<(SubscriptionTerms Terms, string Currency)?> FindAsync(long planId)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await LoadAsync(connection, [planId]);

        return _plans.TryGetValue(planId, out var plan) ? plan : null;
    }

    /// <summary>Makes these known.</summary>
    public async Task LoadAsync(NpgsqlConnection connection, IEnumerable<long> planIds)
    {
        var missing = planIds.Where(id => !_plans.ContainsKey(id)).Distinct().ToArray();

        if (missing.Length == 0)
        {
            return;
        }

        await using var command = connection.Command(PlansSql, missing);
        await using var row = await command.ExecuteReaderAsync();

        while (await row.ReadAsync())
        {
            _plans[row.GetInt64(0)] = (PayerJson.Read<SubscriptionTerms>(row.GetString(1)), row.GetString(2));
        }
    }

    public ClassTerms Class(int customerClassId, string terms) => _classes.GetOrAdd(customerClassId, _ => PayerJson.Read<ClassTerms>(terms));

    public async Task<ClassTerms?> ClassAsync(string name)
    {
        await using var command = database.Read.Command(ClassSql, name);
        await using var row = await command.ExecuteReaderAsync();

        return await row.ReadAsync() ? Class(row.GetInt32(0), row.GetString(1)) : null;
    }
}
