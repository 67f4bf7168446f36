using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Postgres.Changes;
using NodaTime;

namespace Billing.Postgres.Payers;

// Drafts that somebody holds back, and lets go.
internal sealed partial class BillRunStore
{
    // Held for the same reason already, it stays as it is, with who held it first.
    private const string HoldSql = """
        with draft as (
            select d.balance_id, d.period_from, p.open_from, coalesce((c.terms ->> 'isClosedByRuns')::boolean, false) as waits
            from bill_run_draft d
            join payer p on p.balance_id = d.balance_id
            cross join lateral (select terms from customer_class where name = p.class order by customer_class_id desc limit 1) c
            where d.bill_run_id = $1 and d.balance_id = $2
        ), held as (
            insert into bill_run_hold as h (balance_id, period_from, bill_run_id, reason, by, held_at)
            select balance_id, period_from, $1, $3, $4, $5 from draft where waits and open_from = period_from
            on conflict (balance_id) do update
                set period_from = excluded.period_from, bill_run_id = excluded.bill_run_id, reason = excluded.reason, by = excluded.by, held_at = excluded.held_at
                where h.period_from <> excluded.period_from or h.reason <> excluded.reason
            returning 1
        )
        select waits, open_from <> period_from, exists (select from held) from draft
        """;

    private const string IsOfSql = """
        select exists (select from bill_run_hold where balance_id = $2) or exists (select from bill_run_draft where bill_run_id = $1 and balance_id = $2)
        """;

    private const string HeldSql = """
        select h.balance_id from bill_run_hold h join payer p on p.balance_id = h.balance_id and p.open_from = h.period_from where h.balance_id = any($1)
        """;

    public async Task<ChangeReply> HoldAsync(string name, BillRunHoldOrder order, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var found = await connection.ListAsync(
            HoldSql, row => (Waits: row.GetBoolean(0), IsOver: row.GetBoolean(1), IsNew: row.GetBoolean(2)), name, order.BalanceId, order.Reason, order.By,
            now.ToDateTimeUtc());

        if (found is not [var draft])
        {
            return ChangeReply.NotFound;
        }

        if (!draft.Waits)
        {
            return ChangeReply.Refused(nameof(order.BalanceId), "a payer of a class that waits for bill runs: the invoices of others come by themselves");
        }

        if (draft.IsOver)
        {
            return ChangeReply.Refused(nameof(order.BalanceId), "a payer whose period is not closed since the run was computed");
        }

        if (draft.IsNew)
        {
            await Line(now, order.By, "hold", order.BalanceId, $"held the invoice of the open period back from bill runs: {order.Reason}").WriteAsync(connection);
        }

        await transaction.CommitAsync();

        return new(ChangeResult.Done);
    }

    public async Task<bool> IsOfAsync(string name, long balanceId)
    {
        await using var connection = await database.Read.OpenConnectionAsync();

        return (bool)(await connection.ReadAsync(IsOfSql, name, balanceId))!;
    }

    public async Task ReleaseAsync(BillRunReleaseOrder order, int issued, Instant now)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        if (await connection.DoAsync("delete from bill_run_hold where balance_id = $1", order.BalanceId) == 1 || issued > 0)
        {
            var told = order.IsIssued ? "issued the invoice of the open period alone" : "released the invoice of the open period for the next bill run";
            await Line(now, order.By, order.IsIssued ? "issue-alone" : "release", order.BalanceId, told).WriteAsync(connection);
        }

        await transaction.CommitAsync();
    }

    public async Task<IReadOnlySet<long>> HeldAsync(IReadOnlyList<long> payers) =>
        (await database.ListAsync(HeldSql, row => row.GetInt64(0), (object)payers.ToArray())).ToHashSet();

    // Where the payer's history is: on the pages of the customer and of every account that it pays for.
    private static AuditLine Line(Instant now, string by, string action, long balanceId, string sentence) =>
        new(now, by, action, EntityKinds.Balance, FormattableString.Invariant($"{balanceId}"), sentence);
}
