using System.Globalization;
using System.Net;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Orleans.Messaging;

namespace Billing.AzureTables.Membership;

/// <summary>The silos that clients may call, for portals and for verbs of the shell: those in the table that are active and have a port for it.</summary>
internal sealed class AzureGatewayList(TableClient table, string cluster, TimeSpan refreshEvery) : IGatewayListProvider
{
    public TimeSpan MaxStaleness => refreshEvery;

    public bool IsUpdatable => true;

    // The silos make the table; a client needs no more than to read it.
    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public Task<IList<Uri>> GetGateways() => GetGatewaysAsync(default);

    public async Task<IList<Uri>> GetGatewaysAsync(CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {cluster} and Status eq {nameof(SiloStatus.Active)} and ProxyPort ne {"0"}");
        var gateways = new List<Uri>();

        try
        {
            await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                gateways.Add(Gateway(row).ToGatewayUri());
            }
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == TableErrorCode.TableNotFound)
        {
            // No silo has been there yet.
        }
        catch (Exception failure) when (Unreachable.Tells(failure))
        {
            throw Unreachable.Table(table, failure);
        }

        return gateways;
    }

    private static SiloAddress Gateway(TableEntity row) => SiloAddress.New(
        IPAddress.Parse(row.GetString(MembershipRow.Address)),
        int.Parse(row.GetString(MembershipRow.ProxyPort), CultureInfo.InvariantCulture),
        int.Parse(row.GetString(MembershipRow.Generation), CultureInfo.InvariantCulture));
}
