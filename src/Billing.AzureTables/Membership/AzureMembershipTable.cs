using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Billing.AzureTables.Membership;

/// <summary>The cluster's membership as a partition of an Azure table: a row a silo, and one whose ETag is the table's version.</summary>
/// <remarks>
/// Whatever changes a silo's row also replaces the version row as it was read, in one entity group transaction: of those who
/// change the same version exactly one wins, the others are told <c>false</c> and read again. So a silo's row needs no guard of
/// its own, and its token is the version's: heartbeats, which change the row's ETag but no version, spoil nobody's update.
/// An error of the network or of the service is thrown: whether the change was made is not known then, and reading tells.
/// </remarks>
internal sealed class AzureMembershipTable(TableClient table, string cluster) : IMembershipTable
{
    public const string TableName = "OrleansSiloInstances";

    private const string VersionKey = "VersionRow";
    private const string Version = "MembershipVersion";

    // They sort before and after every silo. A read of more rows than fit into one answer is of one version if both are of one.
    private const string First = "!Start";
    private const string Last = "~End";
    private const int MostReads = 10;

    public Task InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion, default);

    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken)
    {
        try
        {
            await table.CreateIfNotExistsAsync(cancellationToken);

            if (tryInitTableVersion)
            {
                // Whoever comes first; the version of a table that is in use stays.
                await IsDoneAsync([.. Versions(0).Select(row => new TableTransactionAction(TableTransactionActionType.Add, row))], cancellationToken);
            }
        }
        catch (Exception failure) when (Unreachable.Tells(failure))
        {
            throw Unreachable.Table(table, failure);
        }
    }

    public Task<MembershipTableData> ReadAll() => ReadAllAsync(default);

    public Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {cluster}"), cancellationToken);

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadRowAsync(key, default);

    public Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken)
    {
        var silo = MembershipRow.KeyOf(key);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {cluster} and (RowKey eq {silo} or RowKey eq {VersionKey} or RowKey eq {First} or RowKey eq {Last})");

        return ReadAsync(filter, cancellationToken);
    }

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion, default);

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken) =>
        IsDoneAsync(
            [new(TableTransactionActionType.Add, MembershipRow.Write(cluster, entry)), .. Advance(tableVersion)], cancellationToken);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        UpdateRowAsync(entry, etag, tableVersion, default);

    public async Task<bool> UpdateRowAsync(
        MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken) =>
        etag == tableVersion.VersionEtag // else the silo's row was read at another version
        && await IsDoneAsync(
            [new(TableTransactionActionType.UpdateReplace, MembershipRow.Write(cluster, entry), ETag.All), .. Advance(tableVersion)],
            cancellationToken);

    public Task UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, default);

    // Merged, never inserted: who was removed stays removed.
    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken) =>
        table.UpdateEntityAsync(MembershipRow.WriteAlive(cluster, entry), ETag.All, TableUpdateMode.Merge, cancellationToken);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate, default);

    public async Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken)
    {
        foreach (var row in await RowsAsync(TableClient.CreateQueryFilter($"PartitionKey eq {cluster}"), cancellationToken))
        {
            if (IsSilo(row) && MembershipRow.Read(row) is { Status: not SiloStatus.Active } silo && LastHeardOf(silo) < beforeDate.UtcDateTime)
            {
                await RemoveAsync(row, cancellationToken);
            }
        }
    }

    public Task DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId, default);

    public async Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken)
    {
        foreach (var row in await RowsAsync(TableClient.CreateQueryFilter($"PartitionKey eq {clusterId}"), cancellationToken))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        }
    }

    private async Task<MembershipTableData> ReadAsync(string filter, CancellationToken cancellation)
    {
        for (var reads = 0; reads < MostReads; reads++)
        {
            var rows = (await RowsAsync(filter, cancellation)).ToDictionary(row => row.RowKey);

            // A table that only older programs wrote has neither mark; one that they write now keeps both as they are.
            if (VersionOf(rows.GetValueOrDefault(First)) == VersionOf(rows.GetValueOrDefault(Last)))
            {
                return Snapshot(rows);
            }
        }

        throw new OrleansException($"the membership of the cluster \"{cluster}\" changed during each of {MostReads} reads");
    }

    private MembershipTableData Snapshot(Dictionary<string, TableEntity> rows)
    {
        if (!rows.TryGetValue(VersionKey, out var version))
        {
            throw new KeyNotFoundException($"the membership of the cluster \"{cluster}\" has no version row: no silo has made it yet");
        }

        var token = version.ETag.ToString();

        return new(
            [.. rows.Values.Where(IsSilo).Select(row => Tuple.Create(MembershipRow.Read(row), token))],
            new(VersionOf(version) ?? 0, token));
    }

    private async Task<List<TableEntity>> RowsAsync(string filter, CancellationToken cancellation)
    {
        var rows = new List<TableEntity>();

        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
        {
            rows.Add(row);
        }

        return rows;
    }

    // It may have come to life, or have been removed, since it was read.
    private async Task RemoveAsync(TableEntity row, CancellationToken cancellation)
    {
        try
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellation);
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied)
        {
            // Then it stays.
        }
    }

    private IEnumerable<TableTransactionAction> Advance(TableVersion next) => Versions(next.Version).Select(row => row.RowKey == VersionKey
        ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, new ETag(next.VersionEtag))
        : new(TableTransactionActionType.UpsertReplace, row));

    private IEnumerable<TableEntity> Versions(int version) =>
        from key in new[] { VersionKey, First, Last }
        select new TableEntity(cluster, key)
        {
            [MembershipRow.DeploymentId] = cluster,
            [Version] = version.ToString(CultureInfo.InvariantCulture),
        };

    /// <returns>False: the table is not as it was read, and nothing was changed.</returns>
    private async Task<bool> IsDoneAsync(TableTransactionAction[] changes, CancellationToken cancellation)
    {
        try
        {
            await table.SubmitTransactionAsync(changes, cancellation);

            return true;
        }
        catch (RequestFailedException failure) when (
            failure.ErrorCode == TableErrorCode.EntityAlreadyExists
            || failure.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied
            || failure.ErrorCode == TableErrorCode.ResourceNotFound)
        {
            return false;
        }
    }

    private static bool IsSilo(TableEntity row) => row.RowKey is not (VersionKey or First or Last);

    private static int? VersionOf(TableEntity? row) =>
        row?.GetString(Version) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static DateTime LastHeardOf(MembershipEntry silo) =>
        (silo.SuspectTimes ?? []).Select(vote => vote.Item2).Append(silo.StartTime).Append(silo.IAmAliveTime).Max();
}
