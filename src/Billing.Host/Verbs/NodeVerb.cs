using System.CommandLine;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>node test</c>, <c>node outage</c>, <c>node tls-key</c>, <c>node tls-name</c>.</summary>
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
                await using var cluster = await services.ClusterAsync(cancellation);
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

        return new("node", "Gateways.") { test, Outage(), TlsKey(), TlsName() };
    }

    private static Command Outage()
    {
        var name = new Argument<string>("name") { Description = "The gateway's name." };
        var limit = Typed.NumberOption(
            "--limit", "Known accounts may begin sessions for this much each a day, in their own currency; 0: only sessions that run go on.");
        var silent = new Option<bool>("--silent") { Description = "It gets no answer, and should ask another server." };
        var command = new Command("outage", "What a gateway may do while the database cannot be reached.") { name, limit, silent };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                if (parsed.GetValue(limit) is null != parsed.GetValue(silent))
                {
                    throw new UserException("expected one of --limit AMOUNT and --silent");
                }

                var wanted = parsed.GetRequiredValue(name);
                await ChangeAsync(
                    services,
                    wanted,
                    (grain, seen, edit) => grain.EditAsync(seen.Details with { OutageLimit = parsed.GetValue(limit) }, edit),
                    cancellation);
                Console.WriteLine(parsed.GetValue(limit) is { } amount
                    ? FormattableString.Invariant($"{wanted}: reports are kept without the database; known accounts begin sessions for {amount} each a day")
                    : $"{wanted}: no answer without the database");
            },
            cancellation));

        return command;
    }

    private static Command TlsKey()
    {
        var name = new Argument<string>("name") { Description = "The gateway's name." };
        var identity = new Option<string?>("--identity") { Description = "What the gateway calls itself." };
        var generate = new Option<bool>("--generate") { Description = "Make a key and show it, this once." };
        var remove = new Option<bool>("--remove") { Description = "It shows a certificate again." };
        var command = new Command(
            "tls-key", "Have a gateway prove itself over TLS by a pre-shared key; its hexadecimal digits are the first line of standard input.")
        {
            name, identity, generate, remove,
        };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var called = parsed.GetValue(identity);

                if (called is null != parsed.GetValue(remove))
                {
                    throw new UserException("expected one of --identity NAME and --remove");
                }

                var key = called is null || parsed.GetValue(generate) ? null
                    : Console.In.ReadLine() is { Length: > 0 } line ? line.Trim()
                    : throw new UserException("expected the key as the first line of standard input, or --generate");
                var wanted = parsed.GetRequiredValue(name);
                var reply = await ChangeAsync(services, wanted, (grain, _, edit) => grain.SetTlsKeyAsync(called, key, edit), cancellation);
                Console.WriteLine(called is null ? $"{wanted}: shows a certificate over TLS" : $"{wanted}: is {called} over TLS");

                if (reply.Secret is { } made)
                {
                    Console.WriteLine(made);
                }
            },
            cancellation));

        return command;
    }

    private static Command TlsName()
    {
        var name = new Argument<string>("name") { Description = "The gateway's name." };
        var certificate = new Option<string?>("--certificate") { Description = "The host's name or IP address that its certificate has." };
        var any = new Option<bool>("--any") { Description = "Any certificate of our authority is taken from its address." };
        var command = new Command("tls-name", "Have a gateway show a certificate of one name over TLS.") { name, certificate, any };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var called = parsed.GetValue(certificate);

                if (called is null != parsed.GetValue(any))
                {
                    throw new UserException("expected one of --certificate NAME and --any");
                }

                var wanted = parsed.GetRequiredValue(name);
                await ChangeAsync(services, wanted, (grain, _, edit) => grain.SetTlsNameAsync(called, edit), cancellation);
                Console.WriteLine(called is null ? $"{wanted}: shows any certificate of our authority over TLS" : $"{wanted}: shows a certificate of {called} over TLS");
            },
            cancellation));

        return command;
    }

    private static async Task<ChangeReply> ChangeAsync(
        IServiceProvider services, string name, Func<INodeGrain, NodeConfiguration, Edit, Task<ChangeReply>> change, CancellationToken cancellation)
    {
        var node = await FindAsync(services, name, cancellation);
        await using var cluster = await services.ClusterAsync(cancellation);
        var grain = cluster.Grains.GetGrain<INodeGrain>(node.NodeId);
        var seen = await grain.GetAsync() ?? throw new UserException($"gateway {name} is gone");
        var reply = await change(grain, seen, new(Reading.Who, seen.Version));

        return reply.IsDone ? reply : throw new UserException(reply.Problems.IsDefaultOrEmpty
            ? $"{name} was changed by somebody else meanwhile; try again"
            : string.Join("; ", reply.Problems));
    }

    private static async Task<NodeView> FindAsync(IServiceProvider services, string wanted, CancellationToken cancellation)
    {
        var nodes = await services.GetRequiredService<INodeQuery>().ListAsync(cancellation);

        return nodes.SingleOrDefault(one => one.Name == wanted)
            ?? throw new UserException($"no gateway is called \"{wanted}\": there are {string.Join(", ", nodes.Select(one => one.Name).Order(StringComparer.Ordinal))}");
    }
}
