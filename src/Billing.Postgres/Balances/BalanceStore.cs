using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.Balances;
using Billing.Core.Payers;
using Billing.Core.Sessions;
using Billing.Grains.Balances;
using Billing.Postgres.Payers;
using Billing.Postgres.Products;
using Billing.Postgres.Sessions;
using Billing.Postgres.Tariffs;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Billing.Postgres.Balances;

internal sealed partial class BalanceStore : IBalanceStore
{
    private const string BalancesSql = $"""
        select b.balance_id, b.currency, b.credit_limit, b.posted, b.version, b.last_sequence, c.status <> 1,
               array(select a.account_id from account a where a.balance_id = b.balance_id and a.status <> 1), s.low_balance, t.terms::text, o.below,
               {PolicyRows.OfBalance}
        from balance b
        join customer c on c.customer_id = b.customer_id
        left join alert_setting s on s.balance_id = b.balance_id
        left join auto_pay o on o.balance_id = b.balance_id
        left join payer p on p.balance_id = b.balance_id and p.dunning_level = 3 -- its services are limited, as its class says
        left join lateral (select terms from customer_class where name = p.class order by customer_class_id desc limit 1) t on true
        where b.balance_id = any($1)
        """;

    private const string OpenSessionsSql = $"""
        select {SessionRows.Columns}, {RateRows.Columns}
        from session s
        {SessionRows.Joins}
        where s.balance_id = any($1) and s.ended_at is null
        """;

    // Room for sixteen million readings of one balance before its version reaches the end of a bigint.
    private const long LargestStep = 1L << 39;

    private readonly Database _database;
    private readonly BatchLoader<long, Balance> _loader;

    private readonly ILogger<BalanceStore> _logger;

    public BalanceStore(Database database, ILogger<BalanceStore> logger)
    {
        (_database, _logger) = (database, logger);
        _loader = new(ReadAsync);
    }

    public async Task<Balance?> LoadAsync(long balanceId)
    {
        try
        {
            return await _loader.LoadAsync(balanceId);
        }
        catch (InvalidDataException failure)
        {
            LogUnreadable(_logger, balanceId, failure.Message);

            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Balance {BalanceId} cannot be used: {Problem}")]
    private static partial void LogUnreadable(ILogger logger, long balanceId, string problem);

    // One snapshot for both statements: a commit between them would give a balance without a session that it paid for.
    private async Task<Dictionary<long, Balance>> ReadAsync(long[] balanceIds)
    {
        await using var connection = await _database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        var balances = new Dictionary<long, Balance>(balanceIds.Length);

        await using (var command = connection.Command(BalancesSql, balanceIds))
        await using (var row = await command.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                balances.Add(row.GetInt64(0), new()
                {
                    BalanceId = row.GetInt64(0),
                    Currency = Currency.Parse(row.GetString(1)),
                    CreditLimit = row.GetDecimal(2),
                    Posted = row.GetDecimal(3),
                    Version = row.GetInt64(4),
                    VersionStep = Random.Shared.NextInt64(1, LargestStep),
                    LastSequence = row.GetInt64(5),
                    IsSuspended = row.GetBoolean(6),
                    BlockedAccounts = [.. row.GetFieldValue<long[]>(7)],
                    LowBalance = row.IsDBNull(8) ? null : row.GetDecimal(8),
                    Limited = row.IsDBNull(9) ? null : PayerJson.Read<ClassTerms>(row.GetString(9)).Dunning.Limits,
                    TopUpBelow = row.IsDBNull(10) ? null : row.GetDecimal(10),
                    Policies = row.IsDBNull(11) ? ImmutableDictionary<long, SessionPolicy>.Empty : PolicyRows.ReadAll(row.GetString(11)),
                });
            }
        }

        var funds = await FundsRows.ReadAsync(connection, balanceIds);
        var open = await OpenSessionsAsync(connection, balanceIds);
        await transaction.CommitAsync();

        foreach (var (balanceId, beside) in funds)
        {
            balances[balanceId] = balances[balanceId] with { Funds = beside.Sorted() };
        }

        foreach (var group in open.GroupBy(session => session.Terms.BalanceId))
        {
            balances[group.Key] = balances[group.Key].WithSessions([.. group]);
        }

        return balances;
    }

    private static async Task<List<Session>> OpenSessionsAsync(NpgsqlConnection connection, long[] balanceIds)
    {
        var sessions = new List<Session>();
        var pinned = new PinnedTerms();
        await using var command = connection.Command(OpenSessionsSql, balanceIds);
        await using var row = await command.ExecuteReaderAsync();

        while (await row.ReadAsync())
        {
            sessions.Add(SessionRows.Read(row, pinned));
        }

        return sessions;
    }
}
