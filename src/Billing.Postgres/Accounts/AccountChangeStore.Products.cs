using System.Text.Json;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Postgres.Changes;
using Npgsql;

namespace Billing.Postgres.Accounts;

// New accounts, and what they are sold.
internal sealed partial class AccountChangeStore
{
    private const string CustomerSql =
        "select currency, shared_balance_id, status = 3 from customer where customer_id = $1 for no key update";

    private const string BalanceSql = "insert into balance (customer_id, currency) values ($1, $2) returning balance_id";

    private const string ShareSql = "update customer set shared_balance_id = $2 where customer_id = $1";

    private const string CreateSql = """
        insert into account (customer_id, balance_id, product_id, login, secret, created_at) values ($1, $2, $3, $4, $5, $6)
        returning account_id
        """;

    // What bars the payer's other lines bars a new one as well, and is lifted with theirs: dunning, or a fee of the customer as a whole
    // that has no funds. A payer that is being suspended now is waited for, and one that comes later sees the new line.
    private const string PayerSql = "select 1 from payer where balance_id = $1 for share";

    private const string BarredSql = """
        with barred as (
            update account set status = 2
            where account_id = $1
              and (exists (select from payer where balance_id = $2 and dunning_level in (4, 5) and dunning_since is not null)
                   or exists (select from subscription where balance_id = $2 and account_id is null and state = 7))
            returning account_id
        )
        insert into account_suspension (account_id, balance_id) select account_id, $2 from barred
        """;

    private const string AliasesSql = "insert into account_alias (account_id, alias) select $1, alias from unnest($2::text[]) as u(alias)";

    private const string TakenSql = "select alias from account_alias where alias = any($1) order by alias limit 1";

    private const string RetiredSql = """
        select name from product where product_id = any($2) and is_retired
        and product_id not in (select product_id from account where account_id = $1
                               union all select product_id from account_product where account_id = $1)
        """;

    private const string AddOnsSql = """
        insert into account_product (account_id, product_id, precedence)
        select $1, product_id, place from unnest($2::bigint[]) with ordinality as u(product_id, place)
        where not exists (select from account_product had where had.account_id = $1 and had.product_id = u.product_id)
        """;

    // What it keeps stays a row, for its plans and discounts go by the time since which it is there. Places are unique at each step:
    // below zero first.
    private static readonly string[] KeptSql =
    [
        "delete from account_product where account_id = $1 and product_id <> all($2::bigint[])",
        "update account_product set precedence = -1 - precedence where account_id = $1 and product_id = any($2::bigint[])",
        """
        update account_product p set precedence = u.place
        from unnest($2::bigint[]) with ordinality as u(product_id, place)
        where p.account_id = $1 and p.product_id = u.product_id
        """,
    ];

    private const string ToComeSql = """
        insert into account_change (account_id, product_id, add_ons, effective_at, by, ordered_at) values ($1, $2, $3, $4, $5, $6)
        on conflict (account_id) do update
        set product_id = excluded.product_id, add_ons = excluded.add_ons, effective_at = excluded.effective_at,
            by = excluded.by, ordered_at = excluded.ordered_at
        """;

    private const string MissingSql = """
        select p from unnest($1::bigint[]) as u(p) where not exists (select from product where product_id = p) limit 1
        """;

    public Task<ChangeReply> CreateAsync(string operationId, NewAccount account, string password, string by) => changes.CreateAsync(
        Account,
        operationId,
        by,
        JsonSerializer.Serialize(account with { Password = null }),
        connection => CreateAsync(connection, account, password),
        checkedField: nameof(account.ProductId));

    public Task<ChangeReply> ChangeProductsAsync(long accountId, ProductChange? change, Edit edit) => changes.EditAsync(
        Account,
        accountId,
        edit,
        change is null ? "take back change of" : change.EffectiveAt is null ? "change products of" : "order change of",
        connection => change switch
        {
            null => DoAsync(connection, "delete from account_change where account_id = $1", accountId),
            { EffectiveAt: null } => PutProductsAsync(connection, accountId, change),
            _ => PutOffAsync(connection, accountId, change, edit.By),
        },
        checkedField: nameof(ProductChange.ProductId));

    private async Task<(long Id, FieldProblem? Problem)> CreateAsync(NpgsqlConnection connection, NewAccount account, string password)
    {
        string[] aliases = [account.Login, .. account.Aliases];

        if (await BalanceAsync(connection, account) is not { } balanceId)
        {
            return (0, new(nameof(account.CustomerId), "a customer that is there and not closed"));
        }

        if (await connection.ReadAsync(TakenSql, (object)aliases) is string taken)
        {
            return (0, new(taken == account.Login ? nameof(account.Login) : nameof(account.Aliases), $"one that no account has, and \"{taken}\" is one"));
        }

        if (await FindProblemAsync(connection, 0, account.ProductId, [.. account.AddOns]) is { } problem)
        {
            return (0, problem);
        }

        var accountId = (long)(await connection.ReadAsync(
            CreateSql, account.CustomerId, balanceId, account.ProductId, account.Login, secrets.Close(password), changes.Now.ToDateTimeUtc()))!;
        await connection.ReadAsync(PayerSql, balanceId);
        await DoAsync(connection, BarredSql, accountId, balanceId);
        await DoAsync(connection, AliasesSql, accountId, aliases);
        await DoAsync(connection, AddOnsSql, accountId, account.AddOns.ToArray());

        return (accountId, null);
    }

    private static async Task<long?> BalanceAsync(NpgsqlConnection connection, NewAccount account)
    {
        var payers = await connection.ListAsync(
            CustomerSql,
            row => (Currency: row.GetString(0), Shared: row.IsDBNull(1) ? (long?)null : row.GetInt64(1), IsClosed: row.GetBoolean(2)),
            account.CustomerId);

        if (payers is not [{ IsClosed: false, Currency: var currency, Shared: var shared }])
        {
            return null;
        }

        if (account.Balance is BalanceChoice.Shared && shared is not null)
        {
            return shared;
        }

        var made = (long)(await connection.ReadAsync(BalanceSql, account.CustomerId, currency))!;

        if (account.Balance is BalanceChoice.Shared)
        {
            await DoAsync(connection, ShareSql, account.CustomerId, made);
        }

        return made;
    }

    private async Task<FieldProblem?> PutProductsAsync(NpgsqlConnection connection, long accountId, ProductChange change)
    {
        if (await FindProblemAsync(connection, accountId, change.ProductId, [.. change.AddOns]) is { } problem)
        {
            return problem;
        }

        foreach (var sql in KeptSql)
        {
            await DoAsync(connection, sql, accountId, change.AddOns.ToArray());
        }

        await DoAsync(connection, "update account set product_id = $2 where account_id = $1", accountId, change.ProductId);
        await TellingStore.WriteAsync(connection, EntityKinds.Account, accountId, changes.Now);

        return await DoAsync(connection, AddOnsSql, accountId, change.AddOns.ToArray());
    }

    private async Task<FieldProblem?> PutOffAsync(NpgsqlConnection connection, long accountId, ProductChange change, string by) =>
        await FindProblemAsync(connection, accountId, change.ProductId, [.. change.AddOns])
        ?? await DoAsync(
            connection,
            ToComeSql,
            accountId,
            change.ProductId,
            change.AddOns.ToArray(),
            change.EffectiveAt!.Value.ToDateTimeUtc(),
            by,
            changes.Now.ToDateTimeUtc());

    // What it has it may keep, though it is not offered any more.
    private static async Task<FieldProblem?> FindProblemAsync(NpgsqlConnection connection, long accountId, long productId, long[] addOns)
    {
        if (addOns.Distinct().Count() < addOns.Length)
        {
            return new(nameof(ProductChange.AddOns), "each product once");
        }

        foreach (var (field, ids) in new[] { (nameof(ProductChange.ProductId), new[] { productId }), (nameof(ProductChange.AddOns), addOns) })
        {
            if (await connection.ReadAsync(MissingSql, (object)ids) is not null)
            {
                return new(field, "products that are there");
            }

            if (await connection.ReadAsync(RetiredSql, accountId, ids) is { } retired)
            {
                return new(field, $"products that are offered, and \"{retired}\" is retired");
            }
        }

        return null;
    }
}
