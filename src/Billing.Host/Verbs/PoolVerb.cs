using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Postgres.Nodes;
using Npgsql;

namespace Billing.Host.Verbs;

/// <summary><c>pool</c>: the addresses of data sessions.</summary>
internal static class PoolVerb
{
    public static Command Create() => new("pool", "Addresses that data sessions are given.") { Add(), Assign(), Fix(), List() };

    private static Command Add()
    {
        var name = new Argument<string>("name") { Description = "The pool's name; it is made if there is none." };
        var network = new Argument<string>("network") { Description = "An IPv4 network, such as 10.9.0.0/24: each of its addresses but the first and the last." };
        var command = new Command("add", "Add addresses to a pool.") { name, network };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var text = parsed.GetRequiredValue(network);
                var addresses = PoolNetwork.Addresses(text) ?? throw new UserException($"network: \"{text}\"; expected {PoolNetwork.Expected}");
                Reading.Done(await SetAsync(services, parsed.GetRequiredValue(name), addresses, null));
                Console.WriteLine($"{addresses.Length} addresses");

                return 0;
            },
            cancellation));

        return command;
    }

    private static Command Assign()
    {
        var gateway = new Argument<string>("gateway") { Description = "The gateway's name." };
        var pool = new Argument<string?>("pool") { Description = "The pool; nothing: it gives addresses itself.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("assign", "Give the data sessions of a gateway addresses of a pool.") { gateway, pool };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var wanted = parsed.GetValue(pool);
                var pools = await services.GetRequiredService<IPoolQuery>().PoolsAsync(cancellation);
                var gateways = await services.GetRequiredService<INodeQuery>().RowsAsync(cancellation);
                var found = gateways.FirstOrDefault(one => one.Name == parsed.GetRequiredValue(gateway))
                    ?? throw new UserException($"no gateway is called \"{parsed.GetRequiredValue(gateway)}\"");
                var of = pools.FirstOrDefault(one => wanted is null ? one.NodeIds.Contains(found.NodeId) : one.Name == wanted);

                if (of is null)
                {
                    return wanted is null ? 0 : throw new UserException($"no pool is called \"{wanted}\"");
                }

                Reading.Done(await SetAsync(
                    services, of.Name, [], wanted is null ? of.NodeIds.Remove(found.NodeId) : of.NodeIds.Remove(found.NodeId).Add(found.NodeId)));

                return 0;
            },
            cancellation));

        return command;
    }

    private static Command Fix()
    {
        var account = new Argument<string>("account") { Description = "The account's login or another alias." };
        var address = new Argument<string?>("address") { Description = "The IPv4 address; nothing: one of a pool.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("fix", "Give an account's data sessions always the same address.") { account, address };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                IPAddress? fixedAddress = null;

                if (parsed.GetValue(address) is { } text
                    && !(IPAddress.TryParse(text, out fixedAddress) && fixedAddress.AddressFamily is AddressFamily.InterNetwork))
                {
                    throw new UserException($"address: \"{text}\" is no IPv4 address");
                }

                var summary = await services.AccountAsync(parsed.GetRequiredValue(account), cancellation);

                try
                {
                    await services.GetRequiredService<PoolStore>().FixAsync(
                        summary.AccountId, summary.Login, fixedAddress, Reading.Who);
                }
                catch (PostgresException failure) when (failure.SqlState is PostgresErrorCodes.UniqueViolation)
                {
                    throw new UserException($"{fixedAddress} is another account's than {summary.Login}");
                }

                return 0;
            },
            cancellation));

        return command;
    }

    private static Command List()
    {
        var json = Reading.JsonOption();
        var command = new Command("list", "The pools, and how much of them is in use.") { json };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var pools = await services.GetRequiredService<IPoolQuery>().PoolsAsync(cancellation);

                if (parsed.GetValue(json))
                {
                    Show.Json(pools);
                }
                else
                {
                    foreach (var pool in pools)
                    {
                        Console.WriteLine($"{pool.Name}  {pool.Leased} of {pool.Addresses}  {string.Join(", ", pool.Nodes)}");
                    }
                }

                return 0;
            },
            cancellation));

        return command;
    }

    private static async Task<ChangeReply> SetAsync(IServiceProvider services, string pool, IPAddress[] add, ImmutableArray<int>? nodes)
    {
        var store = services.GetRequiredService<PoolStore>();
        var seen = (await store.GetAsync(pool))?.Version ?? 0;

        return await store.SetAsync(pool, add, [], nodes, new(Reading.Who, seen));
    }
}
