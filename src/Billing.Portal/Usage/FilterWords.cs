using System.Globalization;
using Billing.Contracts.Nodes;
using Billing.Contracts.Records;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Usage;

/// <summary>Which usage records a filter leaves, as the list of them calls its filters; the days apart.</summary>
public sealed class FilterWords(WhoseNames names, INodeQuery nodes, IStringLocalizer<Words> text)
{
    /// <returns>A label and what is filtered for; empty: all of the days.</returns>
    public async Task<IReadOnlyList<(string Label, string Only)>> OfAsync(XdrFilter filter)
    {
        var node = filter.NodeId is { } nodeId
            ? (await nodes.RowsAsync(CancellationToken.None)).FirstOrDefault(row => row.NodeId == nodeId)?.Name ?? $"{nodeId}"
            : null;
        (string Label, string? Only)[] all =
        [
            (text["Customer"], await names.CustomerAsync(filter.CustomerId)),
            (text["Account"], await names.AccountAsync(filter.AccountId)),
            (text["Service"], filter.Service is { } service ? text[ServiceWords.Name(service)].Value : null),
            (text["Gateway"], node),
            (text["Called number, whole"], filter.Called),
            (text["Calling number, whole"], filter.Calling),
            (text["Destination prefix"], filter.Destination),
            (text["Cost at least"], filter.MinimumCost?.ToString("0.00###", CultureInfo.CurrentCulture)),
            (text["Priced"], filter.IsUnrated ? text["only what nothing priced"].Value : null),
        ];

        return [.. all.Where(one => one.Only is not null).Select(one => (one.Label, one.Only!))];
    }
}
