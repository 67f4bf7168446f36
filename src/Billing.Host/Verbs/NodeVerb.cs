using System.CommandLine;
using Billing.Contracts.Nodes;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>node test</c>, <c>node outage</c>.</summary>
internal static class NodeVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The gateway's name." };
        var json = Reading.JsonOption();
        var test = new Command("test", "Ask a gateway to end a session that does not exist: whether it takes such requests (RFC 5176).") { name, json };
        test.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var node = await FindAsync(services, parsed.GetRequiredValue(name), cancellation);
                await using var cluster = await ClusterConnection.OpenAsync(services.GetRequiredService<IConfiguration>(), cancellation);
                var reply = await cluster.Grains.GetGrain<INodeGrain>(node.NodeId).TestAsync();

                if (parsed.GetValue(json))
                {
                    Show.Json(new { node = node.Name, reply.IsReachable, reply.Words, reply.ErrorCause, reply.Tries, reply.Milliseconds });
                }
                else if (reply.IsReachable)
                {
                    Console.WriteLine($"{node.Name}: {reply.Words} ({reply.Milliseconds} ms)");
                }
                else
                {
                    Console.Error.WriteLine($"billing: {node.Name}: {reply.Words}");
                }

                return reply.IsReachable ? 0 : 1;
            },
            cancellation));

        return new("node", "Gateways.") { test, Outage() };
    }

    private static Command Outage()
    {
        var name = new Argument<string>("name") { Description = "The gateway's name." };
        var limit = new Option<decimal?>("--limit")
        {
            Description = "Known accounts may begin sessions for this much each a day, in their own currency; 0: only sessions that run go on.",
        };
        var silent = new Option<bool>("--silent") { Description = "It gets no answer, and should ask another server." };
        var command = new Command("outage", "What a gateway may do while the database cannot be reached.") { name, limit, silent };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                if (parsed.GetValue(limit) is null != parsed.GetValue(silent))
                {
                    throw new UserException("expected one of --limit AMOUNT and --silent");
                }

                var node = await FindAsync(services, parsed.GetRequiredValue(name), cancellation);
                await using var cluster = await ClusterConnection.OpenAsync(services.GetRequiredService<IConfiguration>(), cancellation);
                var grain = cluster.Grains.GetGrain<INodeGrain>(node.NodeId);
                var seen = await grain.GetAsync() ?? throw new UserException($"gateway {node.Name} is gone");
                var reply = await grain.EditAsync(seen.Details with { OutageLimit = parsed.GetValue(limit) }, new(Reading.Who, seen.Version));

                if (!reply.IsDone)
                {
                    throw new UserException(reply.Problems.IsDefaultOrEmpty
                        ? $"{node.Name} was changed by somebody else meanwhile; try again"
                        : string.Join("; ", reply.Problems));
                }

                Console.WriteLine(parsed.GetValue(limit) is { } amount
                    ? FormattableString.Invariant($"{node.Name}: reports are kept without the database; known accounts begin sessions for {amount} each a day")
                    : $"{node.Name}: no answer without the database");

                return 0;
            },
            cancellation));

        return command;
    }

    private static async Task<NodeView> FindAsync(IServiceProvider services, string wanted, CancellationToken cancellation)
    {
        var nodes = await services.GetRequiredService<INodeQuery>().ListAsync(cancellation);

        return nodes.SingleOrDefault(one => one.Name == wanted)
            ?? throw new UserException($"no gateway is called \"{wanted}\": there are {string.Join(", ", nodes.Select(one => one.Name).Order(StringComparer.Ordinal))}");
    }
}
