using Billing.Contracts;
using Billing.Contracts.Paging;
using Billing.Contracts.Records;
using Billing.Core.Balances;
using Billing.Postgres.Balances;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Records;

internal sealed class LedgerQuery(Database database) : ILedgerQuery
{
    private const string EntryColumns = $"""
        e.sequence, e.recorded_at, {Reasons.OfEntry}, e.amount, e.posted_after, b.currency, e.operation_id, o.by, e.note, e.session_id, e.part,
        x.service, a.login, coalesce(x.called_number, x.called_party), {NoteForm.IsOfProgram}
        """;

    private const string EntryJoins = """
        join ledger_entry e using (balance_id, sequence, recorded_at)
        join balance b on b.balance_id = e.balance_id
        left join operation o on o.operation_id = e.operation_id and o.balance_id = e.balance_id
        left join xdr x on x.session_id = e.session_id and x.part = e.part
        left join account a on a.account_id = x.account_id
        """;

    private const string OperationColumns = $"""
        o.operation_id, o.recorded_at, o.balance_id, b.customer_id, c.name, o.amount, b.currency, {Reasons.OfEntry}, o.sequence, e.note, o.by,
        o.session_id, o.refunds, array(select r.operation_id from operation r where r.refunds = o.operation_id order by r.recorded_at)
        """;

    private const string OperationJoins = """
        join operation o using (operation_id)
        join balance b on b.balance_id = o.balance_id
        join customer c on c.customer_id = b.customer_id
        left join ledger_entry e on e.balance_id = o.balance_id and e.sequence = o.sequence
        """;

    private static readonly SortKey[] BySequence = [new("e.sequence", "bigint")];
    private static readonly SortKey[] ByTime = [new("o.recorded_at", "timestamptz"), new("o.operation_id", "text")];

    public Task<Page<StatementRow>> StatementAsync(
        Scope scope, long balanceId, StatementFilter filter, PageRequest<StatementSort> page, CancellationToken cancellation) =>
        StatementNarrowing.Narrow(new(database.Lists, "ledger_entry e"), scope, balanceId, filter)
            .PageAsync(page, BySequence, "e.balance_id, e.sequence, e.recorded_at", EntryColumns, EntryJoins, ReadEntry, cancellation);

    public Task<Page<OperationRow>> OperationsAsync(
        Scope scope, OperationFilter filter, PageRequest<OperationSort> page, CancellationToken cancellation)
    {
        var list = Operations(scope)
            .WhereIf("o.balance_id = $?", filter.BalanceId)
            .WhereIf(BalanceScope.OfCustomer("o"), filter.CustomerId)
            .WhereIf("o.recorded_at >= $?", filter.From?.ToDateTimeUtc())
            .WhereIf("o.recorded_at < $?", filter.To?.ToDateTimeUtc());

        return (filter.HasMoney ? list.Filter("o.sequence is not null") : list)
            .PageAsync(page, ByTime, "o.operation_id", OperationColumns, OperationJoins, ReadOperation, cancellation);
    }

    public Task<OperationRow?> FindOperationAsync(Scope scope, string operationId, CancellationToken cancellation) =>
        Operations(scope)
            .Where("o.operation_id = $?", operationId)
            .FindAsync("o.operation_id", OperationColumns, OperationJoins, ReadOperation, cancellation);

    public async Task<UsageCorrections> CorrectionsAsync(Guid sessionId, CancellationToken cancellation)
    {
        var entries = await new ListQuery(database.Lists, "ledger_entry e")
            .Where("e.session_id = $? and e.reason in (7, 9)", sessionId)
            .PageAsync(
                new PageRequest<StatementSort>(Size: PageRequest<StatementSort>.MostRows),
                BySequence, "e.balance_id, e.sequence, e.recorded_at", EntryColumns, EntryJoins, ReadEntry, cancellation);
        var revert = await Operations(Scope.Everything)
            .Where("o.session_id = $? and o.part = 0", sessionId)
            .FindAsync("o.operation_id", OperationColumns, OperationJoins, ReadOperation, cancellation);

        return new(entries.Rows, revert?.RecordedAt);
    }

    private ListQuery Operations(Scope scope) =>
        new ListQuery(database.Lists, "operation o").Within(scope, BalanceScope.OfCustomer("o"), BalanceScope.OfAccount("o"));

    private static StatementRow ReadEntry(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.At(1),
        (LedgerReason)row.GetInt32(2),
        row.GetDecimal(3),
        row.GetDecimal(4),
        row.GetString(5),
        row.Text(6),
        row.Text(7),
        row.Text(8),
        row.Id(9),
        row.Small(10),
        row.Text(11),
        row.Text(12),
        row.Text(13),
        row.GetBoolean(14));

    private static OperationRow ReadOperation(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.At(1),
        row.GetInt64(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetDecimal(5),
        row.GetString(6),
        (LedgerReason?)row.Small(7),
        row.Number(8),
        row.Text(9),
        row.Text(10),
        row.Id(11),
        row.Text(12),
        row.Texts(13));
}
