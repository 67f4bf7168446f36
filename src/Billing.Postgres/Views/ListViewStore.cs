using Billing.Contracts.Views;
using Billing.Grains.Views;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;

namespace Billing.Postgres.Views;

internal sealed class ListViewStore(Database database, TimeProvider clock) : IListViewStore
{
    private const string KeepSql = """
        insert into list_view (list, name, by, is_shared, query, hidden, changed_at)
        select $1, $2, $3, $4, $5, $6, $7
        where (select count(*) from list_view where list = $1 and by = $3 and name <> $2) < $8
        on conflict (list, by, name) do update
        set is_shared = excluded.is_shared, query = excluded.query, hidden = excluded.hidden, changed_at = excluded.changed_at
        returning list_view_id
        """;

    private const string OpenWithSql = """
        insert into list_view_default (list, by, list_view_id)
        select $1, $2, list_view_id from list_view where list_view_id = $3 and list = $1 and (by = $2 or is_shared)
        on conflict (list, by) do update set list_view_id = excluded.list_view_id
        """;

    private const string RemoveSql = "delete from list_view where list_view_id = $1 and list = $2 and (by = $3 or $4 and is_shared)";

    public async Task<long> KeepAsync(string list, ListViewDetails view, string by, int most)
    {
        await using var command = database.Read.Command(
            KeepSql, list, view.Name, by, view.IsShared, view.Query, view.Hidden.ToArray(), clock.GetUtcNow().UtcDateTime, (long)most);

        return await command.ExecuteScalarAsync() as long? ?? 0;
    }

    public async Task<bool> OpenWithAsync(string list, long? viewId, string by)
    {
        await using var command = viewId is { } id
            ? database.Read.Command(OpenWithSql, list, by, id)
            : database.Read.Command("delete from list_view_default where list = $1 and by = $2", list, by);

        return await command.ExecuteNonQueryAsync() > 0 || viewId is null;
    }

    public async Task<bool> RemoveAsync(string list, long viewId, string by, bool mayRemoveOthers) =>
        await database.DoAsync(RemoveSql, viewId, list, by, mayRemoveOthers) > 0;
}

internal sealed class ListViewQuery(Database database) : IListViewQuery
{
    private const string ForSql = """
        select v.list_view_id, v.name, v.by, v.by = $2, v.is_shared, d.list_view_id is not null, v.query, v.hidden
        from list_view v
        left join list_view_default d on d.list = v.list and d.by = $2 and d.list_view_id = v.list_view_id
        where v.list = $1 and (v.by = $2 or v.is_shared)
        order by v.by <> $2, lower(v.name), v.list_view_id
        """;

    public Task<IReadOnlyList<ListViewRow>> ForAsync(string list, string user, CancellationToken cancellation) => database.Lists.ListAsync(
        ForSql,
        row => new ListViewRow(
            row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4), row.GetBoolean(5), row.GetString(6), row.Texts(7)),
        cancellation,
        list,
        user);
}
