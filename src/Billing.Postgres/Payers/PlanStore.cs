using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Grains.Payers;
using Billing.Postgres.Changes;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Payers;

internal sealed class PlanStore(Database database, ChangeWriter changes) : IPlanStore
{
    private const string PlanSql = """
        select h.version, h.is_retired, h.offered_as, h.currency::text, p.plan_id, p.product_id, p.terms::text
        from plan_head h
        cross join lateral (select * from plan p where p.name = h.name and p.currency = h.currency order by p.plan_id desc limit 1) p
        where h.plan_head_id = $1
        """;

    private const string ClassSql = """
        select h.version, h.is_retired, h.name, c.terms::text
        from customer_class_head h
        cross join lateral (select * from customer_class c where c.name = h.name order by c.customer_class_id desc limit 1) c
        where h.customer_class_head_id = $1
        """;

    private const string NewPlanSql = """
        insert into plan_head (name, currency, offered_as) values ($1, $2, $3) returning plan_head_id
        """;

    private const string NewClassSql = "insert into customer_class_head (name) values ($1) returning customer_class_head_id";

    private const string PlanVersionSql = """
        insert into plan (product_id, name, currency, terms)
        select $2, h.name, h.currency, $3::jsonb
        from plan_head h
        left join lateral (select * from plan p where p.name = h.name and p.currency = h.currency order by p.plan_id desc limit 1) p on true
        where h.plan_head_id = $1 and (p.plan_id is null or p.terms <> $3::jsonb or p.product_id is distinct from $2)
        """;

    private const string ClassVersionSql = """
        insert into customer_class (name, terms)
        select h.name, $2::jsonb
        from customer_class_head h
        left join lateral (select * from customer_class c where c.name = h.name order by c.customer_class_id desc limit 1) c on true
        where h.customer_class_head_id = $1 and (c.customer_class_id is null or c.terms <> $2::jsonb)
        """;

    // There may be a million of them: they are told beside the edit, a few at a time, and from the beginning when there is another one.
    private const string ToTellSql = """
        insert into class_telling (class, told_through) values ($1, 0) on conflict (class) do update set told_through = 0
        """;

    // The next payers, of whatever class: those of this one read it when they are looked at next, and find out what is due by it. In one
    // order, as others lock several too.
    private const string TellSql = """
        with telling as (
            select class, told_through from class_telling order by class limit 1 for no key update
        ), seen as (
            select p.balance_id, p.class = t.class as is_of_class
            from telling t
            cross join lateral (select balance_id, class from payer where balance_id > t.told_through order by balance_id limit $1) p
        ), held as (
            select balance_id from payer
            where balance_id = any(array(select balance_id from seen where is_of_class)) and next_due_at > $2
            order by balance_id
            for no key update
        ), told as (
            update payer p set next_due_at = least(p.next_due_at, $2) from held h where p.balance_id = h.balance_id
        ), moved as (
            update class_telling c set told_through = (select max(balance_id) from seen)
            from telling t
            where c.class = t.class and (select count(*) from seen) = $1
        ), ended as (
            delete from class_telling c using telling t where c.class = t.class and (select count(*) from seen) < $1
        )
        select count(*)::int from telling
        """;

    private const string MisfitSql = """
        select coalesce((select t.currency::text from product_service s join tariff t on t.tariff_id = s.tariff_id
                         where s.product_id = p.product_id and t.currency <> $2 limit 1),
                        case when p.is_retired then 'retired' else '' end)
        from product p where p.product_id = $1
        """;

    private static readonly Subject Plan = new(
        EntityKinds.Plan,
        "select version from plan_head where plan_head_id = $1 for no key update",
        """
        select h.name || ' ' || h.currency,
               (jsonb_build_object('offered', h.offered_as, 'retired', h.is_retired, 'product', p.product_id) || p.terms)::text
        from plan_head h
        cross join lateral (select * from plan p where p.name = h.name and p.currency = h.currency order by p.plan_id desc limit 1) p
        where h.plan_head_id = $1
        """,
        "update plan_head set version = version + 1 where plan_head_id = $1 returning version");

    private static readonly Subject Class = new(
        EntityKinds.CustomerClass,
        "select version from customer_class_head where customer_class_head_id = $1 for no key update",
        """
        select h.name, (jsonb_build_object('retired', h.is_retired) || c.terms)::text
        from customer_class_head h
        cross join lateral (select * from customer_class c where c.name = h.name order by c.customer_class_id desc limit 1) c
        where h.customer_class_head_id = $1
        """,
        "update customer_class_head set version = version + 1 where customer_class_head_id = $1 returning version");

    public async Task<PlanView?> PlanAsync(long planHeadId)
    {
        var found = await database.ListAsync(
            PlanSql,
            row => new PlanView(
                planHeadId,
                row.GetInt64(4),
                PlanDetails.Of(
                    PayerJson.Read<SubscriptionTerms>(row.GetString(6)), row.GetString(3), row.IsDBNull(5) ? null : row.GetInt64(5), (PlanOffer)row.GetInt32(2)),
                row.GetBoolean(1),
                row.GetInt64(0)),
            planHeadId);

        return found is [var plan] ? plan : null;
    }

    public Task<ChangeReply> CreateAsync(string operationId, PlanDetails plan, string by) => changes.CreateAsync(
        Plan,
        operationId,
        by,
        JsonSerializer.Serialize(plan),
        async connection =>
        {
            var id = (long)(await connection.ReadAsync(NewPlanSql, plan.Name, plan.Currency, (int)plan.Offer))!;

            return (id, await PutAsync(connection, id, plan));
        });

    public Task<ChangeReply> EditAsync(long planHeadId, PlanDetails plan, Edit edit) => changes.EditAsync(
        Plan,
        planHeadId,
        edit,
        "edit",
        async connection =>
        {
            var names = await connection.ListAsync(
                "select name, currency::text from plan_head where plan_head_id = $1", row => (row.GetString(0), row.GetString(1)), planHeadId);

            if (names is not [var (name, currency)] || name != plan.Name || currency != plan.Currency)
            {
                return new(nameof(plan.Name), "the name and the currency that it has: they stay");
            }

            await connection.DoAsync("update plan_head set offered_as = $2 where plan_head_id = $1", planHeadId, (int)plan.Offer);

            return await PutAsync(connection, planHeadId, plan);
        });

    public Task<ChangeReply> RetirePlanAsync(long planHeadId, bool isRetired, Edit edit) =>
        RetireAsync(Plan, "update plan_head set is_retired = $2 where plan_head_id = $1", planHeadId, isRetired, edit);

    public async Task<ClassView?> ClassAsync(long classHeadId)
    {
        var found = await database.ListAsync(
            ClassSql,
            row => new ClassView(classHeadId, ClassDetails.Of(row.GetString(2), PayerJson.Read<ClassTerms>(row.GetString(3))), row.GetBoolean(1), row.GetInt64(0)),
            classHeadId);

        return found is [var one] ? one : null;
    }

    public Task<ChangeReply> CreateAsync(string operationId, ClassDetails details, string by) => changes.CreateAsync(
        Class,
        operationId,
        by,
        JsonSerializer.Serialize(details),
        async connection =>
        {
            var id = (long)(await connection.ReadAsync(NewClassSql, details.Name))!;
            await connection.DoAsync(ClassVersionSql, id, PayerJson.Write(details.Terms(new())));

            return (id, null);
        });

    public Task<ChangeReply> EditAsync(long classHeadId, ClassDetails details, Edit edit) => changes.EditAsync(
        Class,
        classHeadId,
        edit,
        "edit",
        async connection =>
        {
            var stored = await connection.ListAsync(ClassSql, row => (Name: row.GetString(2), Terms: PayerJson.Read<ClassTerms>(row.GetString(3))), classHeadId);

            if (stored is not [var (name, before)] || name != details.Name)
            {
                return new(nameof(details.Name), "the name that it has: it stays");
            }

            if (await connection.DoAsync(ClassVersionSql, classHeadId, PayerJson.Write(details.Terms(before))) > 0)
            {
                await connection.DoAsync(ToTellSql, name);
            }

            return null;
        });

    public async Task<bool> TellPayersAsync(Instant now, int most)
    {
        await using var connection = await database.Read.OpenConnectionAsync();

        return await connection.ReadAsync(TellSql, most, now.ToDateTimeUtc()) is > 0;
    }

    public Task<ChangeReply> RetireClassAsync(long classHeadId, bool isRetired, Edit edit) =>
        RetireAsync(Class, "update customer_class_head set is_retired = $2 where customer_class_head_id = $1", classHeadId, isRetired, edit);

    private Task<ChangeReply> RetireAsync(Subject subject, string sql, long id, bool isRetired, Edit edit) => changes.EditAsync(
        subject,
        id,
        edit,
        isRetired ? "retire" : "offer",
        async connection =>
        {
            await connection.DoAsync(sql, id, isRetired);

            return null;
        });

    private static async Task<FieldProblem?> PutAsync(NpgsqlConnection connection, long planHeadId, PlanDetails plan)
    {
        if (plan.ProductId is { } productId && await connection.ReadAsync(MisfitSql, productId, plan.Currency) is var misfit and not "")
        {
            return new(nameof(plan.ProductId), misfit switch
            {
                null => "a product that is there",
                "retired" => "a product that is not retired",
                _ => $"a product with tariffs in {plan.Currency}, and this one has one in {misfit}",
            });
        }

        await connection.DoAsync(PlanVersionSql, planHeadId, plan.ProductId, PayerJson.Write(plan.Terms()));

        return null;
    }
}
