using Billing.Core.Subscriptions;
using Billing.Grains.Payers;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using static Billing.Postgres.Payers.PayerWrites;

namespace Billing.Postgres.Payers;

/// <summary>Writes what most decisions about payers have, of all that are written together: one statement for each table.</summary>
internal static class CommonWrites
{
    private const string SubscriptionsSql = """
        update subscription s set plan_id = c.plan_id, state = c.state, charged_through = c.charged_through, history = c.history
        from unnest($1::bigint[], $2::bigint[], $3::int[], $4::timestamptz[], $5::jsonb[]) as c(subscription_id, plan_id, state, charged_through, history)
        where s.subscription_id = c.subscription_id
        """;

    // A charge whose row is there was made before a crash.
    private const string ChargesSql = """
        insert into subscription_charge
            (subscription_id, period, part, balance_id, sequence, kind, due_at, belongs_at, amount, full_amount, from_on, to_on, name, tax_code)
        select subscription_id, period, part, balance_id, sequence, kind, due_at, belongs_at, amount, full_amount, from_on, to_on, name, tax_code
        from unnest($1::bigint[], $2::date[], $3::text[], $4::bigint[], $5::int[], $6::timestamptz[], $7::timestamptz[], $8::numeric[], $9::numeric[],
                    $10::date[], $11::date[], $12::text[], $13::text[], $14::bigint[])
            as c(subscription_id, period, part, sequence, kind, due_at, belongs_at, amount, full_amount, from_on, to_on, name, tax_code, balance_id)
        on conflict do nothing
        """;

    private const string PostedSql = """
        update invoice i set is_posted = true, is_void_posted = i.is_void_posted or p.is_void
        from unnest($1::bigint[], $2::boolean[]) as p(invoice_id, is_void)
        where i.invoice_id = p.invoice_id
        """;

    public static void Add(NpgsqlBatch batch, IReadOnlyList<PayerCommit> commits)
    {
        var changed = commits.SelectMany(Changed).ToArray();
        var charges = commits.SelectMany(commit => commit.Charges.Select(charge => (commit.After.Payer.BalanceId, Made: charge))).ToArray();
        var posted = commits.SelectMany(commit => commit.Posted).ToArray();

        if (changed.Length > 0)
        {
            batch.BatchCommands.Add(Statement(
                SubscriptionsSql,
                [
                    changed.Select(one => one.Subscription.SubscriptionId).ToArray(),
                    changed.Select(one => PlanOf(one.Subscription)).ToArray(),
                    changed.Select(one => (int)StateOf(one.Subscription, one.Now)).ToArray(),
                    changed.Select(one => Time(one.Subscription.ChargedThrough)).ToArray(),
                    new NpgsqlParameter
                    {
                        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
                        Value = changed.Select(one => PayerJson.Write(History.Of(one.Subscription))).ToArray(),
                    },
                ]));
        }

        if (charges.Length > 0)
        {
            batch.BatchCommands.Add(Statement(
                ChargesSql,
                [
                    charges.Select(one => one.Made.Charge.Key.SubscriptionId).ToArray(),
                    charges.Select(one => Date(one.Made.Charge.Key.Period)).ToArray(),
                    charges.Select(one => one.Made.Charge.Key.Part).ToArray(),
                    charges.Select(one => one.Made.Sequence).ToArray(),
                    charges.Select(one => (int)one.Made.Charge.Kind).ToArray(),
                    charges.Select(one => Time(one.Made.Charge.DueAt)).ToArray(),
                    charges.Select(one => Time(one.Made.Charge.BelongsAt)).ToArray(),
                    charges.Select(one => one.Made.Charge.Amount).ToArray(),
                    charges.Select(one => one.Made.Charge.Full).ToArray(),
                    charges.Select(one => Date(one.Made.Charge.Days.From)).ToArray(),
                    charges.Select(one => Date(one.Made.Charge.Days.To)).ToArray(),
                    charges.Select(one => one.Made.Charge.Name).ToArray(),
                    charges.Select(one => one.Made.Charge.TaxCode).ToArray(),
                    charges.Select(one => one.BalanceId).ToArray(),
                ]));
        }

        if (posted.Length > 0)
        {
            batch.BatchCommands.Add(Statement(
                PostedSql, [posted.Select(one => one.InvoiceId).ToArray(), posted.Select(one => one.IsVoid).ToArray()]));
        }
    }

    public static long PlanOf(Subscription subscription) => subscription.Latest?.PlanId ?? subscription.Pending!.PlanId;

    private static IEnumerable<(Subscription Subscription, Instant Now)> Changed(PayerCommit commit)
    {
        var known = commit.Before.Payer.Subscriptions.ToHashSet(ReferenceEqualityComparer.Instance);

        return commit.After.Payer.Subscriptions
            .Where(one => !known.Contains(one) && one.SubscriptionId != 0)
            .Select(one => (one, commit.Now));
    }

    // Ended is for what has no charge to come any more: the others are read again.
    private static SubscriptionState StateOf(Subscription subscription, Instant now) => subscription.StateAt(now) is var state
        && state is SubscriptionState.Ended && Charges.After(subscription, subscription.ChargedThrough).Any(charge => charge.Amount != 0)
            ? SubscriptionState.Active
            : state;
}
