using Billing.Contracts.Destinations;
using Billing.Contracts.Paging;

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

    public async Task<DestinationRecord?> FindAsync(string number, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(FindSql, number);
        await using var row = await command.ExecuteReaderAsync(cancellation);

        return await row.ReadAsync(cancellation) ? new(row.GetString(0), row.GetString(1), row.GetString(2)) : null;
    }

    public Task<Page<DestinationRecord>> ListAsync(
        DestinationFilter filter, PageRequest<DestinationSort> page, CancellationToken cancellation) => throw new NotImplementedException();

    public Task<IReadOnlyList<DestinationGroupRow>> GroupsAsync(CancellationToken cancellation) => throw new NotImplementedException();

    public Task<Page<GroupMemberRow>> MembersAsync(
        int destinationGroupId, string? text, PageRequest<GroupMemberSort> page, CancellationToken cancellation) => throw new NotImplementedException();
}
