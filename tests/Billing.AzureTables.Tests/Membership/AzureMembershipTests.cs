using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Billing.AzureTables.Membership;
using Billing.Testing;
using Orleans.Messaging;
using Orleans.Runtime;

namespace Billing.AzureTables.Tests.Membership;

/// <summary>Our provider.</summary>
public sealed class AzureMembershipTests(Azurite azurite) : MembershipTableTests
{
    protected override async Task<IMembershipTable> OpenAsync(string cluster)
    {
        var options = new AzureTableOptions { ConnectionString = await azurite.ConnectionStringAsync() };

        return await Providers.TableAsync(cluster, silo => silo.UseAzureTableClustering(options));
    }

    protected override async Task<IGatewayListProvider> GatewaysAsync(string cluster)
    {
        var options = new AzureTableOptions { ConnectionString = await azurite.ConnectionStringAsync() };

        return await Providers.GatewaysAsync(cluster, client => client.UseAzureTableClustering(options));
    }

    [Fact]
    public async Task A_silo_that_was_read_at_another_version_is_not_updated()
    {
        var table = await OpenAsync(Cluster);
        await MustAsync(table, Silo(1));
        var (silo, old) = Assert.Single((await table.ReadAllAsync(Cancel)).Members);
        await MustAsync(table, Silo(2));
        var newest = await table.ReadAllAsync(Cancel);

        Assert.False(await table.UpdateRowAsync(silo, old, newest.Version.Next(), Cancel));

        Assert.Equal(newest.Version, (await table.ReadAllAsync(Cancel)).Version);
    }

    // A service answers with 1 000 rows at most; what lies between two answers may change.
    [Fact]
    public async Task A_table_of_more_rows_than_an_answer_holds_is_read_at_one_version()
    {
        const int Silos = 1_100;
        var connection = await azurite.ConnectionStringAsync();
        var other = await OpenAsync(Cluster);
        await MustAsync(other, Silo(1));
        var raw = new TableClient(connection, AzureMembershipTable.TableName);

        foreach (var hundred in Enumerable.Range(10, Silos).Chunk(100))
        {
            await raw.SubmitTransactionAsync(
                hundred.Select(n => new TableTransactionAction(TableTransactionActionType.Add, MembershipRow.Write(Cluster, Silo(n)))), Cancel);
        }

        // Two silos come while the first read is between its answers: one before what was read, one after it.
        var between = new BetweenAnswers(async () =>
        {
            await MustAsync(other, Silo(2, address: "192.0.2.1"));
            await MustAsync(other, Silo(3, address: "192.0.2.9"));
        });
        var options = new TableClientOptions();
        options.AddPolicy(between, HttpPipelinePosition.PerCall);
        var table = new AzureMembershipTable(new(connection, AzureMembershipTable.TableName, options), Cluster);

        var read = await table.ReadAllAsync(Cancel);

        Assert.Equal(4, between.Answers); // two of the read that was torn, two of the next
        Assert.Equal((Silos + 3, 3), Shape(read));
    }

    [Fact]
    public async Task A_table_that_changes_during_every_read_is_an_error_and_no_answer()
    {
        var connection = await azurite.ConnectionStringAsync();
        var other = await OpenAsync(Cluster);
        var raw = new TableClient(connection, AzureMembershipTable.TableName);
        await raw.UpdateEntityAsync(
            new TableEntity(Cluster, "~End") { ["DeploymentId"] = Cluster, ["MembershipVersion"] = "7" }, Azure.ETag.All, TableUpdateMode.Replace, Cancel);

        var failure = await Assert.ThrowsAsync<OrleansException>(() => other.ReadAllAsync(Cancel));

        Assert.Contains(Cluster, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "set ConnectionString or Url, for Billing:Cluster:Membership is AzureTable")]
    [InlineData("UseDevelopmentStorage=true", "https://a.table.core.windows.net", "not both")]
    [InlineData("AccountName=a;AccountKey=secret", "", "is not a storage account's connection string")]
    [InlineData("", "http://a.table.core.windows.net", "is not an https address")]
    [InlineData("", "account", "\"account\" is not an https address")]
    public void Options_that_lead_nowhere_are_refused_with_what_to_set(string connectionString, string url, string expected)
    {
        var failure = Assert.Throws<InvalidDataException>(
            () => new AzureTableOptions { ConnectionString = connectionString, Url = url }.Open(AzureMembershipTable.TableName));

        Assert.StartsWith("Billing:Cluster:AzureTable", failure.Message, StringComparison.Ordinal);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_cannot_be_asked_is_one_line_for_whoever_can_put_it_right()
    {
        var connection = await azurite.ConnectionStringAsync();
        var wrong = new AzureTableOptions { ConnectionString = System.Text.RegularExpressions.Regex.Replace(connection, "AccountKey=[^;]+", "AccountKey=d3Jvbmc=") };

        var silo = await Assert.ThrowsAsync<IOException>(() => Providers.TableAsync(Cluster, builder => builder.UseAzureTableClustering(wrong)));
        var client = await Providers.GatewaysAsync(Cluster, builder => builder.UseAzureTableClustering(wrong));
        var portal = await Assert.ThrowsAsync<IOException>(() => client.GetGatewaysAsync(Cancel));

        foreach (var message in new[] { silo.Message, portal.Message })
        {
            Assert.StartsWith("Billing:Cluster:AzureTable: the table OrleansSiloInstances at 127.0.0.1:", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public async Task A_name_of_a_cluster_that_no_key_can_have_is_refused()
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync("north/south"));

        Assert.Contains("north/south", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Does something once, before the second answer of a query is asked for; counts the questions.</summary>
    private sealed class BetweenAnswers(Func<Task> once) : HttpPipelinePolicy
    {
        public int Answers { get; private set; }

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (++Answers == 2)
            {
                await once();
            }

            await ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
    }
}
