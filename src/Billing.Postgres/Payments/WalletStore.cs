using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Core.Payers;
using Billing.Grains.Payments;
using Billing.Postgres.Changes;
using Billing.Postgres.Payers;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Payments;

internal sealed partial class WalletStore(Database database) : IWalletStore
{
    private const string Methods = """
        select payment_method_id, operation_id, balance_id, provider, payer, token, brand, last_four, expires_on, state, reason, created_at
        from payment_method
        """;

    private const string MethodSql = $"{Methods} where payment_method_id = $1";

    private const string FindSql = $"{Methods} where operation_id = $1";

    private const string OfSql = $"{Methods} where balance_id = $1 and state in (2, 3) order by payment_method_id";

    private const string PayerSql = """
        select payer from payment_method where balance_id = $1 and provider = $2 and payer is not null order by payment_method_id desc limit 1
        """;

    private const string StartSql = """
        insert into payment_method (operation_id, balance_id, provider, payer, state, by, created_at) values ($1, $2, $3, $4, 1, $5, $6)
        on conflict (operation_id) do nothing
        """;

    private const string KeptSql = """
        update payment_method
        set state = 2, payer = coalesce($2, payer), token = $3, brand = $4, last_four = $5, expires_on = $6
        where payment_method_id = $1 and state = 1
        returning 'card ' || brand || ' ending in ' || last_four || ' kept', balance_id, by
        """;

    private const string StateSql = """
        update payment_method set state = $2, reason = $3, token = case when $2 = 4 then null else token end
        where payment_method_id = $1 and state in (2, 3) and state <> $2
        returning 'card ' || brand || ' ending in ' || last_four, balance_id
        """;

    // Who keeps no card pays nothing by it.
    private const string EndRuleSql = """
        with gone as (
            delete from auto_pay where payment_method_id = $1 returning balance_id
        )
        update auto_payment o set state = 4 from gone g where o.balance_id = g.balance_id and o.state in (1, 3)
        """;

    private const string TaxesSql = """
        select c.terms::text, b.currency
        from payer p
        join balance b on b.balance_id = p.balance_id
        join lateral (select terms from customer_class where name = p.class order by customer_class_id desc limit 1) c on true
        where p.balance_id = $1 and not p.is_tax_exempt
        """;

    public async Task<StoredMethod?> MethodAsync(long methodId) => (await database.ListAsync(MethodSql, Read, methodId)).SingleOrDefault();

    public async Task<StoredMethod?> FindMethodAsync(string operationId) => (await database.ListAsync(FindSql, Read, operationId)).SingleOrDefault();

    public async Task<IReadOnlyList<StoredMethod>> MethodsAsync(long balanceId) => await database.ListAsync(OfSql, Read, balanceId);

    public async Task<string?> PayerAsync(long balanceId, string provider) =>
        (await database.ListAsync(PayerSql, row => row.GetString(0), balanceId, provider)).SingleOrDefault();

    public async Task<StoredMethod> StartMethodAsync(string operationId, long balanceId, string provider, string? payer, string by, Instant now)
    {
        await InOneAsync(null, connection => connection.DoAsync(StartSql, operationId, balanceId, provider, payer, by, now.ToDateTimeUtc()));

        return (await FindMethodAsync(operationId))!;
    }

    public Task SavedAsync(StoredMethod method, MethodOutcome outcome, Instant now, Heard? heard) => InOneAsync(heard, async connection =>
    {
        switch (outcome)
        {
            case MethodOutcome.Kept kept:
                foreach (var (sentence, balanceId, by) in await connection.ListAsync(
                    KeptSql, row => (row.GetString(0), row.GetInt64(1), row.GetString(2)), method.MethodId, kept.Payer, kept.Token, kept.Brand, kept.LastFour,
                    kept.ExpiresOn.ToDateOnly()))
                {
                    await Line(now, by, "save-card", balanceId, sentence).WriteAsync(connection);
                }

                break;

            case MethodOutcome.Declined(var reason):
                await connection.DoAsync("update payment_method set state = 5, reason = $2 where payment_method_id = $1 and state = 1", method.MethodId, reason);
                break;
        }
    });

    public Task SetMethodAsync(StoredMethod method, MethodState state, string? reason, string by, Instant now) =>
        InOneAsync(null, connection => SetAsync(connection, method.MethodId, state, reason, by, now));

    public Task ForgottenAsync(string token, Instant now, Heard heard) => InOneAsync(heard, async connection =>
    {
        foreach (var methodId in await connection.ListAsync(
            "select payment_method_id from payment_method where provider = $1 and token = $2", row => row.GetInt64(0), heard.Provider, token))
        {
            await SetAsync(connection, methodId, MethodState.Removed, null, "(provider)", now);
        }
    });

    public async Task<PaymentTaxes?> TaxesAsync(long balanceId) => (await database.ListAsync(
        TaxesSql, row => (Terms: PayerJson.Read<ClassTerms>(row.GetString(0)), Currency: row.GetString(1)), balanceId)).SingleOrDefault() is
    { Terms: { Invoices: { Taxes: { IsAtPayment: true } taxes } invoices } } found
        ? new(taxes, invoices.Rounding, found.Currency)
        : null;

    private static async Task SetAsync(NpgsqlConnection connection, long methodId, MethodState state, string? reason, string by, Instant now)
    {
        foreach (var (card, balanceId) in await connection.ListAsync(StateSql, row => (row.GetString(0), row.GetInt64(1)), methodId, (int)state, reason))
        {
            if (state is MethodState.Removed)
            {
                await connection.DoAsync(EndRuleSql, methodId);
            }

            var (action, word) = state switch
            {
                MethodState.Frozen => ("freeze-card", $"frozen: {reason}"),
                MethodState.Kept => ("renew-card", "in use again"),
                _ => ("remove-card", "removed"),
            };
            await Line(now, by, action, balanceId, $"{card} {word}").WriteAsync(connection);
        }
    }

    private static AuditLine Line(Instant now, string by, string action, long balanceId, string sentence) =>
        new(now, by, action, EntityKinds.Balance, balanceId.ToString(CultureInfo.InvariantCulture), sentence);

    private async Task InOneAsync(Heard? heard, Func<NpgsqlConnection, Task> change)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        if (heard is not null)
        {
            await PaymentStore.NoteAsync(connection, heard);
        }

        await change(connection);
        await transaction.CommitAsync();
    }

    private static StoredMethod Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetString(3),
        row.IsDBNull(4) ? null : row.GetString(4),
        row.IsDBNull(5) ? null : row.GetString(5),
        row.GetString(6),
        row.GetString(7),
        row.IsDBNull(8) ? null : LocalDate.FromDateOnly(row.GetFieldValue<DateOnly>(8)),
        (MethodState)row.GetInt32(9),
        row.IsDBNull(10) ? null : row.GetString(10),
        Instant.FromDateTimeUtc(row.GetDateTime(11)));
}
