using Billing.Core.Amounts;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;

namespace Billing.Postgres.Payers;

/// <summary>Makes plans and customer classes. They never change: a change is a new row of the same name.</summary>
public sealed class PlanPublisher(Database database)
{
    private const string PlanSql = """
        with head as (insert into plan_head (name, currency) values ($2, $3) on conflict do nothing)
        insert into plan (product_id, name, currency, terms) values ($1, $2, $3, $4::jsonb) returning plan_id
        """;

    private const string ClassSql = """
        with head as (insert into customer_class_head (name) values ($1) on conflict do nothing)
        insert into customer_class (name, terms) values ($1, $2::jsonb)
        """;

    /// <summary>Subscriptions have the plan that they were given; new ones and changes get the one of this number by it.</summary>
    /// <param name="productId">The product that it is the price of; null: of none.</param>
    /// <returns>The plan's number.</returns>
    public async Task<long> PublishAsync(SubscriptionTerms terms, Currency currency, long? productId, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(PlanSql, productId, terms.Name, currency.Code, PayerJson.Write(terms));

        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Customers of the class are billed by these terms from their open period on, as soon as their grain reads them.</summary>
    public async Task PublishAsync(string className, ClassTerms terms, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(ClassSql, className, PayerJson.Write(terms));
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
