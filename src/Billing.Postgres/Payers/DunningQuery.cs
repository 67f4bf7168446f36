using Billing.Contracts.Paging;
using Billing.Contracts.Payers;
using Billing.Core.Dunning;
using Billing.Postgres.Customers;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Payers;

/// <summary>What is next is said by Core, from the same terms and days as the payer's grain has.</summary>
internal sealed class DunningQuery(Database database) : IDunningQuery
{
    private const string Columns = """
        p.balance_id, u.customer_id, u.number, u.name, p.class, b.currency::text, u.time_zone, p.dunning_since, p.dunning_done, p.dunning_level,
        p.dunning_delayed_until, case when p.dunning_reached_done = p.dunning_done then p.dunning_reached_days end, p.dunning_reached_steps,
        c.customer_class_id, c.terms::text, o.due, o.open, p.dunning_not_before
        """;

    private const string Joins = $"""
        join payer p using (balance_id)
        join balance b on b.balance_id = p.balance_id
        join customer u on u.customer_id = b.customer_id
        cross join lateral (select customer_class_id, terms from customer_class where name = p.class order by customer_class_id desc limit 1) c
        cross join lateral (
            select coalesce(array_agg(i.due_on), array[]::date[]) as due, coalesce(array_agg(i.total - {Settled}), array[]::numeric[]) as open
            from invoice i
            where {IsOpen}
        ) o
        """;

    private const string Settled = "coalesce((select sum(s.amount) from settlement s where s.invoice_id = i.invoice_id), 0)";

    private const string IsOpen = $"i.balance_id = p.balance_id and i.kind = 1 and i.void_reason is null and i.total > {Settled}";

    private const string Today = """
        ($?::timestamptz at time zone (select u.time_zone from balance b join customer u on u.customer_id = b.customer_id where b.balance_id = p.balance_id))::date
        """;

    private const string Overdue = $"coalesce((select sum(i.total - {Settled}) from invoice i where {IsOpen} and i.due_on < {Today}), 0)";

    private static readonly SortKey[] BySince = [new("p.dunning_since", "date"), new("p.balance_id", "bigint")];

    private static readonly SortKey[] ByOverdue = [new("p.sorted", "numeric"), new("p.balance_id", "bigint")];

    private readonly PlanRows _plans = new(database);

    public Task<Page<DunningRow>> ListAsync(DunningFilter filter, PageRequest<DunningSort> page, Instant now, CancellationToken cancellation)
    {
        var at = now.ToDateTimeUtc();
        var list = new ListQuery(database.Lists, "payer p")
            .Where("p.dunning_since is not null")
            .FilterIf("p.class = $?", filter.Class);
        list = CustomerText.Payers(list, "p", filter.Text);
        list = filter.IsDelayed is { } isDelayed ? list.Filter($"(coalesce(p.dunning_delayed_until > {Today}, false)) = $?", at, isDelayed) : list;
        list = filter.Stage switch
        {
            DunningStage.Reminded => list.Filter("p.dunning_level is null"),
            { } stage => list.Filter("p.dunning_level = $?", (int)LevelOf(stage)),
            null => list,
        };

        return page.Sort is DunningSort.Overdue
            ? list.SortedBy(Overdue, at).PageAsync(page, ByOverdue, "p.balance_id", Columns, Joins, row => Read(row, now), cancellation)
            : list.PageAsync(page, BySince, "p.balance_id", Columns, Joins, row => Read(row, now), cancellation);
    }

    private DunningRow Read(NpgsqlDataReader row, Instant now)
    {
        var today = now.InZone(DateTimeZoneProviders.Tzdb[row.GetString(6)]).Date;
        var overdue = row.GetFieldValue<DateOnly[]>(15).Zip(row.GetFieldValue<decimal[]>(16), (due, open) => (DueOn: LocalDate.FromDateOnly(due), Open: open))
            .Where(one => one.DueOn < today).ToArray();
        LocalDate? oldest = overdue.Length == 0 ? null : overdue.Min(one => one.DueOn);
        var state = new DunningState(
            PayerRows.Day(row, 7), row.GetInt32(8), row.IsDBNull(9) ? null : (DunningAction)row.GetInt32(9), PayerRows.Day(row, 10))
        {
            Reached = row.IsDBNull(11) ? null : new(row.GetInt32(11), row.GetInt32(12)),
            NotBefore = PayerRows.Day(row, 17),
        };
        var next = Timeline.Next(_plans.Class(row.GetInt32(13), row.GetString(14)).Dunning, state, oldest, overdue) as DunningMove.Act;

        return new(
            row.GetInt64(0),
            row.GetInt64(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            StageOf(state.Level),
            state.Since!.Value,
            oldest is { } from ? Period.DaysBetween(from, today) : 0,
            overdue.Sum(one => one.Open),
            next?.Step.Action,
            next?.On,
            state.DelayedUntil > today ? state.DelayedUntil : null);
    }

    private static DunningStage StageOf(DunningAction? level) => level switch
    {
        DunningAction.Limit => DunningStage.Limited,
        DunningAction.Suspend => DunningStage.Suspended,
        DunningAction.Terminate => DunningStage.Terminated,
        _ => DunningStage.Reminded,
    };

    private static DunningAction LevelOf(DunningStage stage) => stage switch
    {
        DunningStage.Limited => DunningAction.Limit,
        DunningStage.Suspended => DunningAction.Suspend,
        _ => DunningAction.Terminate,
    };
}
