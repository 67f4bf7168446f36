using Billing.Contracts.Paging;
using Billing.Contracts.Payers;
using Billing.Postgres.Customers;
using Billing.Postgres.Paging;

namespace Billing.Postgres.Payers;

internal sealed partial class PayerQuery
{
    private const string IssuedTotalsSql = """
        select currency::text, count(*), sum(total), null::numeric from invoice where bill_run_id = $1 group by currency order by currency
        """;

    private const string DraftTotalsSql = """
        select currency::text, count(*), sum(total), coalesce(sum(last_total), 0) from bill_run_draft where bill_run_id = $1 group by currency order by currency
        """;

    private const string WarningsSql = """
        select warning, count(*) from bill_run_draft where bill_run_id = $1 and warning <> 0 group by warning
        """;

    private const string DraftColumns = """
        d.balance_id, c.customer_id, c.number, c.name, d.period_from, d.period_to, d.currency::text, d.total, d.amount_due, d.last_total, d.warning,
        h.reason, h.by, h.held_at
        """;

    private const string DraftJoins = """
        join bill_run_draft d using (bill_run_draft_id)
        join balance b on b.balance_id = d.balance_id
        join customer c on c.customer_id = b.customer_id
        left join bill_run_hold h on h.balance_id = d.balance_id and h.period_from = d.period_from
        """;

    private const string IsHeld = "exists (select from bill_run_hold h where h.balance_id = d.balance_id and h.period_from = d.period_from) = $?";

    private static readonly SortKey[] ByTotal = [new("d.total", "numeric"), new("d.bill_run_draft_id", "bigint")];

    public async Task<BillRunReview> ReviewAsync(string billRun, bool isDryRun, CancellationToken cancellation) => new(
        await database.Lists.ListAsync(
            isDryRun ? DraftTotalsSql : IssuedTotalsSql,
            row => new BillRunTotal(row.GetString(0), row.GetInt64(1), row.GetDecimal(2), row.Amount(3)),
            cancellation,
            billRun),
        isDryRun
            ? (await database.Lists.ListAsync(WarningsSql, row => ((DraftWarning)row.GetInt32(0), row.GetInt64(1)), cancellation, billRun)).ToDictionary()
            : new Dictionary<DraftWarning, long>());

    public Task<Page<BillRunDraftRow>> DraftsAsync(
        BillRunDraftFilter filter, PageRequest<BillRunDraftSort> page, CancellationToken cancellation) =>
        CustomerText.Payers(
            new ListQuery(database.Lists, "bill_run_draft d")
                .Where("d.bill_run_id = $?", filter.BillRun)
                .WhereIf("d.warning <> 0 and d.warning = $?", (int?)filter.Warning)
                .FilterIf(IsHeld, filter.IsHeld),
            "d",
            filter.Text)
            .PageAsync(
                page,
                ByTotal,
                "d.bill_run_draft_id",
                DraftColumns,
                DraftJoins,
                row => new BillRunDraftRow(
                    row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), PayerRows.Day(row, 4)!.Value, PayerRows.Day(row, 5)!.Value,
                    row.GetString(6), row.GetDecimal(7), row.GetDecimal(8), row.Amount(9), (DraftWarning)row.GetInt32(10))
                {
                    Hold = row.IsDBNull(11) ? null : new(row.GetString(11), row.GetString(12), row.At(13)),
                },
                cancellation);
}
