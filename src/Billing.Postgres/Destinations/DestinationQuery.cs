using Billing.Contracts.Destinations;
using Billing.Contracts.Paging;
using Billing.Postgres.Paging;
using Billing.Postgres.Search;
using Npgsql;

namespace Billing.Postgres.Destinations;

internal sealed class DestinationQuery(Database database) : IDestinationQuery
{
    // The number's beginnings as keys: no scan, however large the catalogue is.
    private const string FindSql = """
        select prefix, country, description
        from destination
        where prefix = any(array(select left($1, n) from generate_series(1, least(length($1), 16)) n))
        order by length(prefix) desc
        limit 1
        """;

    private const string Columns = "d.prefix, d.country, d.description";

    private const string GroupsSql = """
        select g.destination_group_id, g.name, count(m.destination)::int, count(*) filter (where m.is_excluded)::int
        from destination_group g
        left join destination_group_member m on m.destination_group_id = g.destination_group_id
        group by g.destination_group_id, g.name
        order by lower(g.name)
        """;

    private const string MemberJoins = """
        left join lateral (
            select description from destination
            where prefix = any(array(select left(page.destination, l) from generate_series(1, least(length(page.destination), 16)) l))
            order by length(prefix) desc
            limit 1
        ) d on true
        """;

    private static readonly Dictionary<DestinationSort, SortKey[]> Orders = new()
    {
        [DestinationSort.Prefix] = [new("""(d.prefix collate "C")""", "text")],
        [DestinationSort.Description] = [new("""(lower(d.description) collate "C")""", "text"), new("""(d.prefix collate "C")""", "text")],
    };

    private const string NamesSql = """
        select (select d.description from destination d
                where d.prefix = any(array(select left(p.prefix, l) from generate_series(1, least(length(p.prefix), 16)) l))
                order by length(d.prefix) desc
                limit 1)
        from unnest($1::text[]) with ordinality as p(prefix, place)
        order by p.place
        """;

    private static readonly SortKey[] ByMember = [new("""(lower(m.destination) collate "C")""", "text")];

    public async Task<DestinationRecord?> FindAsync(string number, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(FindSql, number);
        await using var row = await command.ReadAsync(cancellation);

        return await row.ReadAsync(cancellation) ? new(row.GetString(0), row.GetString(1), row.GetString(2)) : null;
    }

    public Task<IReadOnlyList<string?>> NamesAsync(IReadOnlyList<string> prefixes, CancellationToken cancellation) =>
        database.Lists.ListAsync(NamesSql, row => row.Text(0), cancellation, [prefixes.ToArray()]);

    public async Task<Page<DestinationRecord>> ListAsync(
        DestinationFilter filter, PageRequest<DestinationSort> page, CancellationToken cancellation)
    {
        var list = new ListQuery(database.Lists, "destination d").FilterIf("d.country = $?", filter.Country);

        if (TypedText.Of(filter.Text) is { Number: { } number })
        {
            list.Where("""d.prefix collate "C" >= $? and d.prefix collate "C" < $?""", number, Narrowing.EndOf(number));
        }
        else if (TypedText.Of(filter.Text) is { } typed)
        {
            list.Filter("lower(d.description) like $?", Narrowing.Anywhere(typed.Text));
        }

        return await list.PageAsync(page, Orders[page.Sort], "d.prefix", Columns, "join destination d using (prefix)", Read, cancellation);
    }

    public Task<IReadOnlyList<DestinationGroupRow>> GroupsAsync(CancellationToken cancellation) => database.Lists.ListAsync(
        GroupsSql,
        row => new DestinationGroupRow(row.GetInt32(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3)),
        cancellation);

    public Task<Page<GroupMemberRow>> MembersAsync(
        int destinationGroupId, string? text, PageRequest<GroupMemberSort> page, CancellationToken cancellation)
    {
        var list = new ListQuery(database.Lists, "destination_group_member m").Where("m.destination_group_id = $?", destinationGroupId);

        if (TypedText.Of(text) is { } typed)
        {
            var begin = typed.Number ?? typed.Text;
            list.Where("""lower(m.destination) collate "C" >= $? and lower(m.destination) collate "C" < $?""", begin, Narrowing.EndOf(begin));
        }

        return list.PageAsync(
            page,
            ByMember,
            "m.destination, m.is_excluded",
            "page.destination, page.is_excluded, d.description",
            MemberJoins,
            row => new GroupMemberRow(row.GetString(0), row.GetBoolean(1), row.Text(2)),
            cancellation);
    }

    private static DestinationRecord Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2));
}
