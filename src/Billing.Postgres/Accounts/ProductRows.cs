using System.Collections.Immutable;
using Billing.Contracts.Accounts;
using Billing.Core.Tariffs;
using Billing.Postgres.Changes;
using Npgsql;

namespace Billing.Postgres.Accounts;

/// <summary>Reads what products sell, and puts together what an account gets of them and of its overrides.</summary>
internal static class ProductRows
{
    private const string ProductsSql = "select product_id, name from product where product_id = any($1)";

    private const string ServicesSql = """
        select product_id, service, unit, tariff_id, slice_units, longest_units, max_sessions
        from product_service
        where product_id = any($1)
        order by service
        """;

    private const string RatingSql = """
        select r.product_id, r.service, g.name, r.access_code, r.tariff_id
        from product_rating r
        left join node_group g on g.node_group_id = r.node_group_id
        where r.product_id = any($1)
        order by g.name
        """;

    private const string OverridesSql = """
        select account_id, customer_id, service, tariff_id
        from tariff_override
        where account_id = any($1) or customer_id = any($2)
        """;

    public static async Task<Dictionary<long, Product>> ReadAsync(NpgsqlConnection connection, long[] productIds)
    {
        var products = new Dictionary<long, Product>(productIds.Length);

        foreach (var (id, name) in await connection.ListAsync(ProductsSql, row => (row.GetInt64(0), row.GetString(1)), productIds))
        {
            products.Add(id, new(name));
        }

        foreach (var (id, service) in await connection.ListAsync(ServicesSql, row => (row.GetInt64(0), Service(row)), productIds))
        {
            products[id].Services.Add(service);
        }

        var rating = await connection.ListAsync(
            RatingSql,
            row => (row.GetInt64(0), new TariffChoice(
                0, "", row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetInt64(4))),
            productIds);

        foreach (var (id, choice) in rating)
        {
            products[id].Rating.Add(choice);
        }

        return products;
    }

    public static Task<List<Override>> OverridesAsync(NpgsqlConnection connection, IReadOnlyCollection<AccountTerms> accounts) => connection.ListAsync(
        OverridesSql,
        row => new Override(
            row.IsDBNull(0) ? null : row.GetInt64(0), row.IsDBNull(1) ? null : row.GetInt64(1), row.GetString(2), row.GetInt64(3)),
        accounts.Select(account => account.AccountId).ToArray(),
        accounts.Select(account => account.CustomerId).Distinct().ToArray());

    /// <param name="products">The add-ons by precedence, then the main product.</param>
    public static AccountTerms Sell(AccountTerms account, IReadOnlyList<Product> products, List<Override> overrides)
    {
        var main = products[^1];
        var ofAccount = overrides.FindAll(row => row.AccountId == account.AccountId);
        var ofCustomer = overrides.FindAll(row => row.CustomerId == account.CustomerId);

        // As most accounts are; they share what their product has.
        if (products.Count == 1 && main.Rating.Count == 0 && ofAccount.Count == 0 && ofCustomer.Count == 0)
        {
            return account with { Services = main.AllServices };
        }

        var choices = ImmutableArray.CreateBuilder<TariffChoice>();
        var source = 0;
        Add("override of the account", ofAccount.Select(Row));
        Add("override of the customer", ofCustomer.Select(Row));

        foreach (var product in products)
        {
            Add(ReferenceEquals(product, main) ? $"product \"{product.Name}\"" : $"add-on \"{product.Name}\"", product.Table);
        }

        return account with
        {
            Services = [.. main.AllServices.Concat(products.SelectMany(product => product.Services)).DistinctBy(service => service.Service)],
            Choices = choices.ToImmutable(),
        };

        // OrderBy is stable: rows that are as specific as each other stay in the order of their node groups' names.
        void Add(string origin, IEnumerable<TariffChoice> rows)
        {
            choices.AddRange(rows.OrderByDescending(row => row.Specificity).Select(row => row with { Source = source, Origin = origin }));
            source++;
        }

        static TariffChoice Row(Override row) => new(0, "", row.Service, null, null, row.TariffId);
    }

    private static ServiceTerms Service(NpgsqlDataReader row) => new(
        row.GetString(1),
        (Unit)row.GetInt32(2),
        row.GetInt64(3),
        row.IsDBNull(4) ? null : row.GetInt64(4),
        row.GetInt64(5),
        row.IsDBNull(6) ? null : row.GetInt32(6));

    internal sealed record Override(long? AccountId, long? CustomerId, string Service, long TariffId);

    /// <summary>One product: its services with their any/any rows, and the rest of its rating table.</summary>
    internal sealed class Product(string name)
    {
        private ImmutableArray<ServiceTerms>? _allServices;

        public string Name { get; } = name;

        public List<ServiceTerms> Services { get; } = [];

        public List<TariffChoice> Rating { get; } = [];

        /// <summary>One array for all accounts of the product.</summary>
        public ImmutableArray<ServiceTerms> AllServices => _allServices ??= [.. Services];

        public IEnumerable<TariffChoice> Table =>
            Rating.Concat(Services.Select(service => new TariffChoice(0, "", service.Service, null, null, service.TariffId)));
    }
}
