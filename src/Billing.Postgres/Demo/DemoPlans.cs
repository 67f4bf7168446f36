using Billing.Contracts.Payers;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Npgsql;

namespace Billing.Postgres.Demo;

/// <summary>What the demo's subscribers may choose in self-care: three plans and an add-on, each with a product of the demo. Nobody has one yet.</summary>
internal static class DemoPlans
{
    private const string PlanSql = """
        with head as (insert into plan_head (name, currency, offered_as) values ($2, 'USD', $4))
        insert into plan (product_id, name, currency, terms) select product_id, $2, 'USD', $3::jsonb from product where name = $1
        """;

    private const string ClassSql = """
        with head as (insert into customer_class_head (name) values ('residential'))
        insert into customer_class (name, terms) values ('residential', $1::jsonb)
        """;

    public static async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using (var made = connection.Command(ClassSql, PayerJson.Write(new ClassTerms { IsPrepaid = true })))
        {
            await made.ExecuteNonQueryAsync(cancellation);
        }

        foreach (var (product, name, fee, offer) in new[]
        {
            ("Prepaid voice", "Talk", 3m, PlanOffer.AsPlan),
            ("Prepaid data", "Surf", 4m, PlanOffer.AsPlan),
            ("Everything", "All in one", 6m, PlanOffer.AsPlan),
            ("UK evenings", "UK evenings", 1.50m, PlanOffer.AsAddOn),
        })
        {
            var terms = new SubscriptionTerms { Name = name, Fee = fee, Cycle = new(PeriodKind.MonthlyAnniversary) };
            await using var command = connection.Command(PlanSql, product, name, PayerJson.Write(terms), (int)offer);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
