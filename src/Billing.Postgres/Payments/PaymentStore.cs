using System.Collections.Immutable;
using Billing.Contracts.Payments;
using Billing.Core.Notifications;
using Billing.Grains.Payments;
using Billing.Postgres.Changes;
using Billing.Postgres.Notifications;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Payments;

internal sealed partial class PaymentStore(Database database) : IPaymentStore
{
    internal const string Columns = """
        payment_id, operation_id, balance_id, amount, currency, kind, method, state, provider_reference, decline, refunded, created_at, by,
        payment_method_id, auto_payment_id, action_url, tax, taxes::text, refunded_tax, is_decline_final, is_decline_of_request
        """;

    private const string GetSql = $"select {Columns} from payment where operation_id = $1";

    private const string StartSql = """
        insert into payment
            (operation_id, balance_id, amount, currency, kind, method, reference, note, state, provider, by, created_at, payment_method_id, auto_payment_id, tax, taxes)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11, $12, $13, $14, $15::text::jsonb)
        on conflict (operation_id) do nothing
        """;

    // What is credited or declined stays so, whoever comes late.
    private const string MoveSql = """
        update payment
        set state = $2, provider_reference = $3, decline = $4, action_url = $5, ended_at = case when $2 in (4, 5) then $6 end,
            resume_at = case when state = $2 then resume_at end, is_decline_final = $7, is_decline_of_request = $8
        where payment_id = $1 and state not in (4, 5)
        """;

    // What only its provider can go on with waits until it is the provider here again. What does not end is taken the less often the older
    // it is, and after what was not taken for longer: however much of it there is, it keeps nothing waiting that would end.
    private const string InterruptedSql = """
        with open as (
            select payment_id, max(since) as since
            from (
                select payment_id, created_at as since from payment
                where created_at < $1
                  and (state = 3
                       or provider = $3 and (state = 2 or state = 1 and payment_method_id is not null
                                             or state = 6 and created_at < $1 - interval '23 hours'))
                union all
                select r.payment_id, r.created_at from payment_refund r join payment p using (payment_id)
                where r.decline is null and not r.is_posted and r.created_at < $1
                  and (r.provider_reference is not null or p.kind <> 1 or p.provider = $3)
            ) o
            group by payment_id
        ), due as (
            select o.payment_id, o.since
            from open o
            join payment p using (payment_id)
            where coalesce(p.resume_at, o.since) <= $1
            order by coalesce(p.resume_at, o.since), o.payment_id
            limit $2
        )
        update payment p set resume_at = $1 + least(($1 - d.since) / 10, interval '1 hour')
        from due d
        where p.payment_id = d.payment_id
        returning p.operation_id
        """;

    private const string NoteSql = """
        insert into payment_event (provider, event_id, type, received_at) values ($1, $2, $3, $4) on conflict do nothing
        """;

    public async Task<PaymentView?> GetAsync(string operationId) => (await database.ListAsync(GetSql, Read, operationId)).SingleOrDefault();

    public async Task<string?> FindAsync(string providerReference) => (await database.ListAsync(
        "select operation_id from payment where provider_reference = $1 order by payment_id limit 1", row => row.GetString(0), providerReference)).SingleOrDefault();

    public async Task<PaymentView> StartAsync(
        string operationId, TopUpOrder order, string currency, string method, string? provider, ImmutableArray<TaxPart> taxes, Instant now)
    {
        await DoAsync(
            null,
            StartSql,
            operationId,
            order.BalanceId,
            order.Amount,
            currency,
            (int)order.Method.Kind,
            method,
            order.Method.Reference,
            order.Note,
            provider,
            order.By,
            now.ToDateTimeUtc(),
            order.Method.MethodId,
            order.AutoPaymentId,
            taxes.Sum(tax => tax.Amount),
            TaxJson.Write(taxes));

        return (await GetAsync(operationId))!;
    }

    public Task MoveAsync(PaymentView payment, Instant now, Heard? heard) => DoAsync(
        heard, MoveSql, payment.PaymentId, (int)payment.State, payment.ProviderReference, payment.Decline, payment.ActionUrl, now.ToDateTimeUtc(),
        payment.IsDeclineFinal, payment.IsDeclineOfRequest);

    public async Task<IReadOnlyList<string>> InterruptedAsync(Instant before, string provider, int most) =>
        await database.ListAsync(InterruptedSql, row => row.GetString(0), before.ToDateTimeUtc(), most, provider);

    public async Task<bool> IsHeardAsync(Heard heard) => (await database.ListAsync(
        "select 1 from payment_event where provider = $1 and event_id = $2", row => row.GetInt32(0), heard.Provider, heard.EventId)).Count > 0;

    public async Task NoteAsync(Heard heard)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await NoteAsync(connection, heard);
    }

    internal static Task NoteAsync(NpgsqlConnection connection, Heard heard) =>
        connection.DoAsync(NoteSql, heard.Provider, heard.EventId, heard.Type, heard.At.ToDateTimeUtc());

    private Task DoAsync(Heard? heard, string sql, params object?[] values) => TellAsync(heard, null, sql, values);

    /// <param name="told">What the payer is told, if anything came of it.</param>
    private async Task TellAsync(Heard? heard, Notice? told, string sql, params object?[] values)
    {
        await using var connection = await database.Read.OpenConnectionAsync();

        if (heard is null && told is null)
        {
            await connection.DoAsync(sql, values);

            return;
        }

        await using var transaction = await connection.BeginTransactionAsync();

        if (heard is not null)
        {
            await NoteAsync(connection, heard);
        }

        if (await connection.DoAsync(sql, values) > 0 && told is not null)
        {
            NoticeStatement.Execute(connection, transaction, [told]);
        }

        await transaction.CommitAsync();
    }

    private static PaymentView Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetDecimal(3),
        row.GetString(4),
        (PaymentMethodKind)row.GetInt32(5),
        row.GetString(6),
        (PaymentState)row.GetInt32(7),
        row.Text(8),
        row.Text(9),
        row.GetDecimal(10),
        row.At(11),
        row.GetString(12))
    {
        MethodId = row.Number(13),
        AutoPaymentId = row.Number(14),
        ActionUrl = row.Text(15),
        Tax = row.GetDecimal(16),
        Taxes = TaxJson.Read(row.GetString(17)),
        RefundedTax = row.GetDecimal(18),
        IsDeclineFinal = row.GetBoolean(19),
        IsDeclineOfRequest = row.GetBoolean(20),
    };
}
