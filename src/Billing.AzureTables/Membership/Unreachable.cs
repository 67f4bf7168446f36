using Azure;
using Azure.Data.Tables;
using Azure.Identity;

namespace Billing.AzureTables.Membership;

/// <summary>A table that cannot be asked: wrong key, no right, no such account, no network. One line for the person who can put it right.</summary>
internal static class Unreachable
{
    public static bool Tells(Exception failure) => failure
        is RequestFailedException or AuthenticationFailedException or AggregateException { InnerException: RequestFailedException };

    public static IOException Table(TableClient table, Exception failure)
    {
        var why = (failure as AggregateException)?.InnerException ?? failure;

        return new($"Billing:Cluster:AzureTable: the table {table.Name} at {table.Uri.Authority} cannot be asked: {why.Message.Split('\n')[0].Trim()}");
    }
}
