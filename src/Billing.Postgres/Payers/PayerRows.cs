using System.Collections.Immutable;
using Billing.Core.Accounts;
using Billing.Core.Amounts;
using Billing.Core.Dunning;
using Billing.Core.Payers;
using Billing.Grains.Payers;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Payers;

/// <summary>Reads payers with all that is open about them, many in one round trip.</summary>
internal sealed class PayerRows(Database database, PlanRows plans)
{
    // What was owed before the newest invoice is what the one before it left, to five decimals: what it prints of that is rounded.
    private const string PayersSql = """
        select p.balance_id, p.class, p.is_tax_exempt, p.anchor, p.open_from, p.retry_at, p.dunning_since, p.dunning_done, p.dunning_level,
               p.dunning_delayed_until, p.opened_through, p.opened_owed, p.credited_through, p.version, b.currency, u.time_zone,
               c.customer_class_id, c.terms::text,
               i.invoice_id, i.after_sequence, i.through_sequence, i.carried_in, i.carried_on,
               coalesce((select before.owed_after from invoice before
                         where before.balance_id = p.balance_id and before.kind = 1 and before.void_reason is null and before.invoice_id < i.invoice_id
                         order by before.invoice_id desc limit 1), p.opened_owed),
               i.owed_after,
               u.status, case when p.dunning_reached_done = p.dunning_done then p.dunning_reached_days end, p.dunning_reached_steps,
               p.dunning_not_before, p.uncovered
        from payer p
        join balance b on b.balance_id = p.balance_id
        join customer u on u.customer_id = b.customer_id
        cross join lateral (select customer_class_id, terms from customer_class where name = p.class order by customer_class_id desc limit 1) c
        left join lateral (select * from invoice where balance_id = p.balance_id and kind = 1 and void_reason is null
                           order by invoice_id desc limit 1) i on true
        where p.balance_id = any($1)
        """;

    // What has ended is of no use once its last charges are made, with its end, and the account's products have followed that.
    // Whom billing itself suspended or closed is in account_suspension.
    private const string SubscriptionsSql = """
        select s.balance_id, s.subscription_id, s.account_id, s.history::text,
               greatest(case when x.account_id is null then a.status else 1 end, c.status)
        from subscription s
        left join account a on a.account_id = s.account_id
        left join customer c on c.customer_id = a.customer_id
        left join account_suspension x on x.account_id = s.account_id
        where s.balance_id = any($1)
          and (s.state <> 6 or s.history ? 'followsEnd'
               and (s.history->>'productsOf')::int between 1 and (s.history->'segments'->-1->>'number')::int)
        order by s.subscription_id
        """;

    private const string UnpaidSql = """
        select i.balance_id, i.invoice_id, i.due_on, i.total - coalesce(s.paid, 0)
        from invoice i
        left join lateral (select sum(amount) as paid from settlement where invoice_id = i.invoice_id) s on true
        where i.balance_id = any($1) and i.kind = 1 and i.void_reason is null and i.total > coalesce(s.paid, 0)
        order by i.invoice_id
        """;

    private const string CreditsSql = "select balance_id, sequence, remaining from payer_credit where balance_id = any($1) and remaining > 0 order by sequence";

    private const string CouponsSql = $"select {CouponRows.Columns} from {CouponRows.Coupons} where c.balance_id = any($1) and c.ended_at is null order by c.coupon_id";

    private const string ToPostSql = """
        select balance_id, invoice_id, case kind when 2 then total else tax_to_post end, rounding_to_post,
               series || '-' || to_char(series_number, 'FM000000'), kind = 2, not is_posted, void_reason is not null and not is_void_posted
        from invoice
        where balance_id = any($1) and (not is_posted or void_reason is not null and not is_void_posted)
        order by invoice_id
        """;

    public async Task<Dictionary<long, Books>> ReadAsync(long[] balanceIds)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        var found = new Dictionary<long, Books>(balanceIds.Length);
        var histories = new List<(long BalanceId, long SubscriptionId, long? AccountId, History History, AccountStatus Status)>();

        await using (var batch = new NpgsqlBatch(connection))
        {
            foreach (var sql in (string[])[PayersSql, SubscriptionsSql, UnpaidSql, CreditsSql, ToPostSql, CouponsSql])
            {
                batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = balanceIds } } });
            }

            await using var row = await batch.ExecuteReaderAsync();

            while (await row.ReadAsync())
            {
                found.Add(row.GetInt64(0), Books(row));
            }

            await row.NextResultAsync();

            while (await row.ReadAsync())
            {
                histories.Add((row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2), PayerJson.Read<History>(row.GetString(3)),
                    row.IsDBNull(2) ? AccountStatus.Active : (AccountStatus)row.GetInt32(4)));
            }

            await EachAsync(books => books with
            {
                Payer = books.Payer with { Unpaid = books.Payer.Unpaid.Add(new(row.GetInt64(1), Day(row, 2)!.Value, row.GetDecimal(3))) },
            });
            await EachAsync(books => books with { Credits = books.Credits.Add(new(row.GetInt64(1), row.GetDecimal(2))) });
            await EachAsync(books => books with { ToPost = books.ToPost.AddRange(ToPost(row)) });
            await EachAsync(books => books with { Coupons = books.Coupons.Add(CouponRows.Read(row)) });

            async Task EachAsync(Func<Books, Books> change)
            {
                await row.NextResultAsync();

                while (await row.ReadAsync())
                {
                    found[row.GetInt64(0)] = change(found[row.GetInt64(0)]);
                }
            }
        }

        await plans.LoadAsync(connection, histories.SelectMany(one => one.History.PlanIds));

        foreach (var payer in histories.GroupBy(one => one.BalanceId))
        {
            var books = found[payer.Key];
            found[payer.Key] = books with
            {
                Payer = books.Payer with
                {
                    Standing = books.Payer.Standing with
                    {
                        Accounts = payer.Where(one => one.Status is not AccountStatus.Active).DistinctBy(one => one.AccountId)
                            .ToImmutableDictionary(one => one.AccountId!.Value, one => one.Status),
                    },
                    Subscriptions = [.. payer.Select(one => one.History.Subscription(one.SubscriptionId, one.AccountId, books.Payer.Zone, id => plans[id]))],
                },
            };
        }

        return found;
    }

    private static IEnumerable<PostedInvoice> ToPost(NpgsqlDataReader row)
    {
        var invoice = new PostedInvoice(row.GetInt64(1), row.GetDecimal(2), row.GetDecimal(3), row.GetString(4), IsVoid: false, row.GetBoolean(5));

        if (row.GetBoolean(6))
        {
            yield return invoice;
        }

        if (row.GetBoolean(7))
        {
            yield return invoice with { IsVoid = true };
        }
    }

    private Books Books(NpgsqlDataReader row)
    {
        var covered = row.IsDBNull(18)
            ? Coverage.None with { Through = row.GetInt64(10), OwedAfter = row.GetDecimal(11) }
            : new Coverage(
                row.GetInt64(18),
                row.GetInt64(19),
                row.GetInt64(20),
                [.. row.GetFieldValue<long[]>(21)],
                [.. row.GetFieldValue<long[]>(22)],
                row.GetDecimal(23),
                row.GetDecimal(24));

        return new(
            new()
            {
                BalanceId = row.GetInt64(0),
                Currency = Currency.Parse(row.GetString(14)),
                Zone = DateTimeZoneProviders.Tzdb[row.GetString(15)],
                Class = plans.Class(row.GetInt32(16), row.GetString(17)),
                IsTaxExempt = row.GetBoolean(2),
                Anchor = Day(row, 3)!.Value,
                OpenFrom = Day(row, 4)!.Value,
                RetryAt = row.IsDBNull(5) ? null : Instant.FromDateTimeUtc(row.GetDateTime(5)),
                Standing = Standing.Good with { Customer = (AccountStatus)row.GetInt32(25) },
                Dunning = new(Day(row, 6), row.GetInt32(7), row.IsDBNull(8) ? null : (DunningAction)row.GetInt32(8), Day(row, 9))
                {
                    Reached = row.IsDBNull(26) ? null : new(row.GetInt32(26), row.GetInt32(27)),
                    NotBefore = Day(row, 28),
                },
            },
            row.GetString(1),
            row.GetInt64(13),
            covered,
            row.GetInt64(12),
            [],
            [])
        {
            ClassId = row.GetInt32(16),
            Uncovered = row.GetDecimal(29),
        };
    }

    internal static LocalDate? Day(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : LocalDate.FromDateOnly(row.GetFieldValue<DateOnly>(column));
}
