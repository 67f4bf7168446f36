using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Destinations;
using Billing.Grains.Destinations;
using Billing.Postgres.Changes;
using Npgsql;

namespace Billing.Postgres.Destinations;

internal sealed class DestinationStore(Database database, ChangeWriter changes) : IDestinationStore
{
    private const string GetSql = "select prefix, country, description, version from destination where prefix = $1";

    private const string SetSql = """
        insert into destination (prefix, country, description, version) values ($1, $2, $3, 0)
        on conflict (prefix) do update set country = excluded.country, description = excluded.description
        """;

    private const string GetGroupSql = """
        select g.name,
               array(select m.destination from destination_group_member m
                     where m.destination_group_id = g.destination_group_id and not m.is_excluded order by 1),
               array(select m.destination from destination_group_member m
                     where m.destination_group_id = g.destination_group_id and m.is_excluded order by 1),
               g.version
        from destination_group g
        where g.destination_group_id = $1
        """;

    private const string CreateGroupSql = "insert into destination_group (name) values ($1) returning destination_group_id";

    private const string MembersSql = """
        insert into destination_group_member (destination_group_id, destination, is_excluded) select $1, unnest($2::text[]), $3
        """;

    // One that is not there yet has version 0.
    private static readonly Subject Entry = new(
        EntityKinds.Destination,
        "select coalesce((select version from destination where prefix = $1 for no key update), 0)",
        "select d.prefix, (to_jsonb(d) - '{prefix,version}'::text[])::text from destination d where d.prefix = $1",
        "update destination set version = version + 1 where prefix = $1 returning version");

    private static readonly Subject Group = new(
        EntityKinds.DestinationGroup,
        "select version from destination_group where destination_group_id = $1 for no key update",
        """
        select g.name,
               jsonb_build_object(
                   'name', g.name,
                   'members', array(select m.destination from destination_group_member m
                                    where m.destination_group_id = g.destination_group_id and not m.is_excluded order by 1),
                   'excluded', array(select m.destination from destination_group_member m
                                     where m.destination_group_id = g.destination_group_id and m.is_excluded order by 1))::text
        from destination_group g
        where g.destination_group_id = $1
        """,
        "update destination_group set version = version + 1 where destination_group_id = $1 returning version");

    public async Task<DestinationView?> GetAsync(string prefix) => (await database.ListAsync(
        GetSql, row => new DestinationView(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3)), prefix)).SingleOrDefault();

    public Task<ChangeReply> SetAsync(string prefix, string country, string description, Edit edit) =>
        changes.EditAsync(Entry, prefix, edit, edit.SeenVersion == 0 ? "create" : "edit", async connection =>
        {
            await connection.DoAsync(SetSql, prefix, country, description);

            return null;
        });

    public Task<ChangeReply> RemoveAsync(string prefix, Edit edit) => changes.EditAsync(Entry, prefix, edit, "remove", async connection =>
    {
        await connection.DoAsync("delete from destination where prefix = $1", prefix);

        return null;
    });

    public async Task<DestinationGroupView?> GetGroupAsync(int destinationGroupId) => (await database.ListAsync(
        GetGroupSql,
        row => new DestinationGroupView(
            destinationGroupId,
            new(row.GetString(0), [.. row.GetFieldValue<string[]>(1)], [.. row.GetFieldValue<string[]>(2)]),
            row.GetInt64(3)),
        destinationGroupId)).SingleOrDefault();

    public Task<ChangeReply> CreateGroupAsync(string operationId, DestinationGroupDetails group, string by) => changes.CreateAsync(
        Group,
        operationId,
        by,
        JsonSerializer.Serialize(group),
        async connection =>
        {
            var id = (int)(await connection.ReadAsync(CreateGroupSql, group.Name))!;
            await PutMembersAsync(connection, id, group);

            return (id, null);
        });

    public Task<ChangeReply> EditGroupAsync(int destinationGroupId, DestinationGroupDetails details, Edit edit) =>
        changes.EditAsync(Group, destinationGroupId, edit, "edit", async connection =>
        {
            // Allowances, discounts and what was charged name it.
            if (await connection.ReadAsync("select name from destination_group where destination_group_id = $1", destinationGroupId) is string name
                && name != details.Name)
            {
                return new(nameof(details.Name), $"the name that it has, {name}: allowances and discounts are given for it");
            }

            await connection.DoAsync("delete from destination_group_member where destination_group_id = $1", destinationGroupId);
            await PutMembersAsync(connection, destinationGroupId, details);

            return null;
        });

    private static async Task PutMembersAsync(NpgsqlConnection connection, int id, DestinationGroupDetails group)
    {
        await connection.DoAsync(MembersSql, id, group.Members.ToArray(), false);
        await connection.DoAsync(MembersSql, id, group.Excluded.ToArray(), true);
    }
}
