using Azure.Data.Tables;
using Billing.AzureTables.Membership;
using Billing.Testing;
using Orleans.Messaging;
using Orleans.Runtime;

namespace Billing.AzureTables.Tests.Membership;

/// <summary>Orleans' own provider for Azure: it holds the same facts, and shares a table with ours, row by row.</summary>
public sealed class OfficialMembershipTests(Azurite azurite) : MembershipTableTests
{
    protected override async Task<IMembershipTable> OpenAsync(string cluster)
    {
        var service = new TableServiceClient(await azurite.ConnectionStringAsync());

        return await Providers.TableAsync(cluster, silo => silo.UseAzureStorageClustering(options => options.TableServiceClient = service));
    }

    protected override async Task<IGatewayListProvider> GatewaysAsync(string cluster)
    {
        var service = new TableServiceClient(await azurite.ConnectionStringAsync());

        return await Providers.GatewaysAsync(cluster, client => client.UseAzureStorageClustering(options => options.TableServiceClient = service));
    }

    [Fact]
    public async Task Both_write_the_same_columns_into_the_same_rows()
    {
        var (theirs, ours) = (await OpenAsync(Cluster), await OursAsync(Cluster + "-ours"));

        Assert.Equal(await RowsAsync(Cluster, Cluster), await RowsAsync(Cluster + "-ours", Cluster));

        foreach (var table in new[] { theirs, ours })
        {
            await MustAsync(table, Silo(1, SiloStatus.Active, proxyPort: 30_001));
            await MustAsync(table, Silo(2, address: "2001:db8::7"));
            var suspected = Silo(2, SiloStatus.Dead, address: "2001:db8::7");
            suspected.AddSuspector(Silo(1).SiloAddress, Now);
            suspected.AddSuspector(Silo(9).SiloAddress, Now.AddSeconds(1));
            Assert.True(await UpdateAsync(table, suspected));
            var beat = Silo(1);
            beat.IAmAliveTime = Now.AddMinutes(1);
            await table.UpdateIAmAliveAsync(beat, Cancel);
        }

        var rows = await RowsAsync(Cluster, Cluster);
        Assert.Equal(5, rows.Count); // two silos, the version, its two marks
        Assert.Equal(rows, await RowsAsync(Cluster + "-ours", Cluster));
    }

    [Fact]
    public async Task A_cluster_of_silos_with_either_provider_is_one_cluster()
    {
        IMembershipTable[] tables = [await OpenAsync(Cluster), await OursAsync(Cluster)];

        for (var n = 0; n < 6; n++)
        {
            var (mine, theirs) = (tables[n % 2], tables[(n + 1) % 2]);
            var old = (await theirs.ReadAllAsync(Cancel)).Version;
            await MustAsync(mine, Silo(n, SiloStatus.Active, proxyPort: 30_000 + n));
            Assert.False(await theirs.InsertRowAsync(Silo(99), old.Next(), Cancel));

            var suspected = Silo(n, SiloStatus.Active, proxyPort: 30_000 + n);
            suspected.AddSuspector(Silo(50 + n).SiloAddress, Now);
            Assert.True(await UpdateAsync(theirs, suspected));
            Same(suspected, Assert.Single((await mine.ReadRowAsync(suspected.SiloAddress, Cancel)).Members).Item1);
        }

        var (read, other) = (await tables[0].ReadAllAsync(Cancel), await tables[1].ReadAllAsync(Cancel));
        Assert.Equal((6, 12), Shape(read));
        Assert.Equal(read.Version, other.Version);
        Assert.Equal(
            read.Members.Select(row => row.Item1.ToFullString()).Order(StringComparer.Ordinal),
            other.Members.Select(row => row.Item1.ToFullString()).Order(StringComparer.Ordinal));
        var connection = await azurite.ConnectionStringAsync();
        var ours = await Providers.GatewaysAsync(
            Cluster, client => client.UseAzureTableClustering(new() { ConnectionString = connection }));
        Assert.Equal(
            (await (await GatewaysAsync(Cluster)).GetGatewaysAsync(Cancel)).Select(uri => uri.ToString()).Order(StringComparer.Ordinal),
            (await ours.GetGatewaysAsync(Cancel)).Select(uri => uri.ToString()).Order(StringComparer.Ordinal));
    }

    private async Task<IMembershipTable> OursAsync(string cluster)
    {
        var options = new AzureTableOptions { ConnectionString = await azurite.ConnectionStringAsync() };

        return await Providers.TableAsync(cluster, silo => silo.UseAzureTableClustering(options));
    }

    // As text, with the time and the ETag of the service's own left out and the cluster's name made the same.
    private async Task<List<string>> RowsAsync(string cluster, string called)
    {
        var raw = new TableClient(await azurite.ConnectionStringAsync(), AzureMembershipTable.TableName);
        var rows = new List<string>();

        await foreach (var row in raw.QueryAsync<TableEntity>(row => row.PartitionKey == cluster, cancellationToken: Cancel))
        {
            var columns = row.Where(column => column.Key is not ("odata.etag" or "Timestamp"))
                .OrderBy(column => column.Key, StringComparer.Ordinal)
                .Select(column => $"{column.Key}={column.Value}:{column.Value?.GetType().Name}".Replace(cluster, called, StringComparison.Ordinal));
            rows.Add(string.Join(' ', columns));
        }

        return rows;
    }
}
