using Billing.Contracts.Accounts;
using Billing.Contracts.Products;
using Billing.Core.Accounts;
using Billing.Core.Balances;
using Billing.Grains.Accounts;
using Billing.Postgres.Balances;
using Billing.Postgres.Changes;
using Billing.Postgres.Products;
using Billing.Postgres.Security;
using Npgsql;

namespace Billing.Postgres.Accounts;

internal sealed class AccountStore : IAccountStore
{
    private const string AccountsSql = """
        select a.account_id, a.customer_id, a.balance_id, greatest(a.status, c.status), c.time_zone, a.secret, a.product_id,
               array(select l.alias from account_alias l where l.account_id = a.account_id),
               array(select p.product_id from account_product p where p.account_id = a.account_id order by p.precedence),
               c.max_sessions, a.max_sessions, host(a.framed_address)
        from account a
        join customer c on c.customer_id = a.customer_id
        where a.account_id = any($1)
        """;

    private const string AliasesSql = "select alias, account_id from account_alias where alias = any($1)";

    private readonly Database _database;
    private readonly SecretBox _secrets;
    private readonly BatchLoader<long, StoredAccount> _accounts;
    private readonly BatchLoader<string, object> _aliases;

    public AccountStore(Database database, SecretBox secrets)
    {
        _database = database;
        _secrets = secrets;
        _accounts = new(ReadAsync);
        _aliases = new(FindAsync);
    }

    public Task<StoredAccount?> LoadAsync(long accountId) => _accounts.LoadAsync(accountId);

    public async Task<AccountTerms?> AsIfAsync(long accountId, IReadOnlyList<long> productIds)
    {
        if (await LoadAsync(accountId) is not { Terms: var terms })
        {
            return null;
        }

        await using var connection = await _database.Read.OpenConnectionAsync();
        var products = await ProductRows.ReadAsync(connection, [.. productIds.Distinct()]);
        var sold = productIds.Where(products.ContainsKey).Select(id => products[id]).ToArray();
        var bare = terms with { Services = [], Choices = default };

        return sold.Length == 0 ? bare : ProductRows.Sell(bare, sold, await ProductRows.OverridesAsync(connection, [terms]));
    }

    public async Task<IReadOnlyDictionary<long, SupposedAccount>?> AsIfAsync(IReadOnlyList<long> accountIds, long productId, ProductDraft draft)
    {
        await using var connection = await _database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(); // never committed
        var before = await SoldAsync(connection, [.. accountIds]);

        try
        {
            if (await ProductStore.WriteAsync(connection, productId, draft.Details) is not null
                || draft.Benefits is { } benefits && await ProductStore.WriteAsync(connection, productId, benefits) is not null)
            {
                return null;
            }
        }
        catch (PostgresException failure) when (Constraints.Explain(failure, "") is not null)
        {
            return null;
        }

        var after = await SoldAsync(connection, [.. accountIds]);

        return before.Where(one => after.ContainsKey(one.Key)).ToDictionary(one => one.Key, one => new SupposedAccount(one.Value, after[one.Key]));
    }

    public async Task<(long Terms, long Benefits)> TermsVersionAsync(CancellationToken cancellation)
    {
        await using var command = _database.Read.Command("select version, benefits from terms_version");
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);

        return (row.GetInt64(0), row.GetInt64(1));
    }

    public async ValueTask<long?> FindAsync(string alias) => await _aliases.LoadAsync(alias) as long?;

    private async Task<Dictionary<string, object>> FindAsync(string[] aliases)
    {
        await using var command = _database.Read.Command(AliasesSql, (object)aliases);
        await using var row = await command.ExecuteReaderAsync();
        var found = new Dictionary<string, object>(aliases.Length);

        while (await row.ReadAsync())
        {
            found.Add(row.GetString(0), row.GetInt64(1));
        }

        return found;
    }

    private async Task<Dictionary<long, SoldAccount>> SoldAsync(NpgsqlConnection connection, long[] accountIds)
    {
        var accounts = await ReadAsync(connection, accountIds);
        var given = await ProductGiven.ReadAsync(connection, accountIds);
        var policies = await PolicyRows.ReadAsync(connection, accountIds);

        return accounts.ToDictionary(one => one.Key, one => new SoldAccount(
            one.Value.Terms, given.GetValueOrDefault(one.Key) ?? Funds.None, policies.GetValueOrDefault(one.Key)));
    }

    private async Task<Dictionary<long, StoredAccount>> ReadAsync(long[] accountIds)
    {
        await using var connection = await _database.Read.OpenConnectionAsync();

        return await ReadAsync(connection, accountIds);
    }

    private async Task<Dictionary<long, StoredAccount>> ReadAsync(NpgsqlConnection connection, long[] accountIds)
    {
        var found = new List<(AccountTerms Terms, long[] ProductIds, string Secret, string[] Aliases, int? MaxSessions)>(accountIds.Length);

        await using (var command = connection.Command(AccountsSql, accountIds))
        await using (var row = await command.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                var terms = new AccountTerms(
                    row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), (AccountStatus)row.GetInt32(3), row.GetString(4), [],
                    MaxSessionsOfPayer: row.IsDBNull(9) ? null : row.GetInt32(9),
                    FramedAddress: row.IsDBNull(11) ? null : row.GetString(11));
                found.Add((terms, [.. row.GetFieldValue<long[]>(8), row.GetInt64(6)], _secrets.Open(row.GetString(5)), row.GetFieldValue<string[]>(7),
                    row.IsDBNull(10) ? null : row.GetInt32(10)));
            }
        }

        var products = await ProductRows.ReadAsync(connection, [.. found.SelectMany(account => account.ProductIds).Distinct()]);
        var overrides = await ProductRows.OverridesAsync(connection, [.. found.Select(account => account.Terms)]);

        return found.ToDictionary(
            account => account.Terms.AccountId,
            account => new StoredAccount(
                Limited(ProductRows.Sell(account.Terms, [.. account.ProductIds.Select(id => products[id])], overrides), account.MaxSessions),
                account.Aliases,
                account.Secret));
    }

    // As for most accounts: they share the services of their product.
    private static AccountTerms Limited(AccountTerms terms, int? maxSessions) => maxSessions is null
        ? terms
        : terms with { Services = [.. terms.Services.Select(service => service with { MaxSessions = maxSessions })] };
}
