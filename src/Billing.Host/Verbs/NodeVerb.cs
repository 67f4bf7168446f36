using System.CommandLine;
using Billing.Contracts.Nodes;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>node test</c>.</summary>
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
                var wanted = parsed.GetRequiredValue(name);
                var nodes = await services.GetRequiredService<INodeQuery>().ListAsync(cancellation);
                var node = nodes.SingleOrDefault(one => one.Name == wanted)
                    ?? throw new UserException($"no gateway is called \"{wanted}\": there are {string.Join(", ", nodes.Select(one => one.Name).Order(StringComparer.Ordinal))}");
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

        return new("node", "Gateways.") { test };
    }
}
