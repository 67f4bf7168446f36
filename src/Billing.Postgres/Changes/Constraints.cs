using Billing.Contracts.Changes;
using Npgsql;

namespace Billing.Postgres.Changes;

/// <summary>What the database's own rules mean to who filled in a form.</summary>
internal static class Constraints
{
    private static readonly Dictionary<string, FieldProblem> Known = new(StringComparer.Ordinal)
    {
        ["customer_external_reference"] = new("ExternalReference", "a reference that no other customer has"),
        ["account_alias_pkey"] = new("Alias", "a login or alias that no account has"),
        ["account_customer_id_fkey"] = new("CustomerId", "a customer that is there"),
        ["account_product_id_fkey"] = new("ProductId", "a product that is there"),
        ["account_product_product_id_fkey"] = new("AddOns", "products that are there"),
        ["account_product_pkey"] = new("AddOns", "each product once"),
        ["account_change_product_id_fkey"] = new("ProductId", "a product that is there"),
        ["product_name_key"] = new("Name", "a name that no other product has"),
        ["product_service_pkey"] = new("Services", "each service once"),
        ["product_service_tariff_id_fkey"] = new("Services", "tariffs that are there"),
        ["product_rating_tariff_id_fkey"] = new("Rating", "tariffs that are there"),
        ["product_rating_node_group_id_fkey"] = new("Rating", "node groups that are there"),
        ["product_rating_once"] = new("Rating", "one row for a service, node group and access code"),
        ["plan_head_name"] = new("Name", "a name that no other plan in the currency has"),
        ["customer_class_head_name"] = new("Name", "a name that no other class has"),
        ["tariff_name_key"] = new("Name", "a name that no other tariff has"),
        ["tariff_period_set_id_fkey"] = new("PeriodSetId", "a period set that is there"),
        ["node_name_key"] = new("Name", "a name that no other gateway has"),
        ["node_address_once"] = new("Address", "an address that no other gateway has"),
        ["address_lease_pkey"] = new("Add", "addresses that are in no pool"),
        ["prefix_lease_pkey"] = new("Add", "prefixes that are in no pool"),
        ["prefix_lease_prefix_excl"] = new("Add", "prefixes that are in no pool, nor within one that is"),
        ["node_group_name_key"] = new("Name", "a name that no other node group has"),
        ["node_group_member_pkey"] = new("Nodes", "each gateway once"),
        ["node_group_member_node_id_fkey"] = new("Nodes", "gateways that are there"),
        ["node_group_member_node_group_id_fkey"] = new("NodeGroups", "node groups that are there"),
        ["emergency_number_once"] = new("EmergencyNumbers", "each number once"),
        ["destination_group_name"] = new("Name", "a name that no other destination group has"),
        ["destination_group_member_once"] = new("Members", "each destination once, as a member or excluded"),
    };

    /// <param name="checkedField">The field that a rule in a trigger is about; it says itself what is wrong.</param>
    /// <returns>Null: it is no rule that a form can break.</returns>
    public static FieldProblem? Explain(PostgresException failure, string checkedField) => failure switch
    {
        { ConstraintName: { } name } when Known.TryGetValue(name, out var problem) => problem,
        { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null } =>
            new(checkedField, $"what fits: {failure.MessageText}"),
        _ => null,
    };
}
