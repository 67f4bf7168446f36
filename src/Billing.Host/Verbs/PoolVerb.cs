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
    private static readonly Dictionary<string, PoolKind> Kinds = new(StringComparer.Ordinal)
    {
        ["addresses"] = PoolKind.Addresses,
        ["link"] = PoolKind.LinkPrefixes,
        ["delegated"] = PoolKind.DelegatedPrefixes,
    };

    public static Command Create() => new("pool", "Addresses that data sessions are given.") { Add(), Assign(), Fix(), List() };

    private static Command Add()
    {
        var name = Typed.Text("name", "The pool's name; it is made if there is none.", 100);
        var network = new Argument<string>("network")
        {
            Description = "An IPv4 network, such as 10.9.0.0/24: each of its addresses but the first and the last. Of prefixes an IPv6 network and the length of each: 2001:db8::/48/64.",
        };
        var kind = new Option<string?>("--kind") { Description = "What a new pool has: addresses (the default), link (IPv6 prefixes of the link), delegated (IPv6 prefixes for the user's router)." };
        kind.AcceptOnlyFromAmong([.. Kinds.Keys]);
        var command = new Command("add", "Add addresses or prefixes to a pool.") { name, network, kind };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var (pool, text) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(network));
                var has = await services.GetRequiredService<PoolStore>().GetAsync(pool);
                var wanted = parsed.GetValue(kind) is { } word ? Kinds[word] : has?.Kind ?? PoolKind.Addresses;

                if (has is not null && has.Kind != wanted)
                {
                    throw new UserException($"--kind: pool \"{pool}\" is of {Kinds.First(one => one.Value == has.Kind).Key}");
                }

                if (wanted is PoolKind.Addresses)
                {
                    var addresses = PoolNetwork.Addresses(text) ?? throw new UserException($"network: \"{text}\"; expected {PoolNetwork.Expected}");
                    Reading.Done(await SetAsync(services, pool, wanted, addresses, [], null));
                    Console.WriteLine($"{addresses.Length} addresses");
                }
                else
                {
                    var prefixes = PoolNetwork.Prefixes(text) ?? throw new UserException($"network: \"{text}\"; expected {PoolNetwork.ExpectedPrefixes}");
                    Reading.Done(await SetAsync(services, pool, wanted, [], prefixes, null));
                    Console.WriteLine($"{prefixes.Length} prefixes");
                }
            },
            cancellation));

        return command;
    }

    private static Command Assign()
    {
        var gateway = new Argument<string>("gateway") { Description = "The gateway's name." };
        var pool = new Argument<string?>("pool") { Description = "The pool, in place of another one of its kind; nothing: it gives addresses and prefixes itself.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("assign", "Give the data sessions of a gateway addresses of a pool.") { gateway, pool };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var wanted = parsed.GetValue(pool);
                var pools = await services.GetRequiredService<IPoolQuery>().PoolsAsync(cancellation);
                var gateways = await services.GetRequiredService<INodeQuery>().RowsAsync(cancellation);
                var found = gateways.FirstOrDefault(one => one.Name == parsed.GetRequiredValue(gateway))
                    ?? throw new UserException($"no gateway is called \"{parsed.GetRequiredValue(gateway)}\"");
                var of = pools.Where(one => wanted is null ? one.NodeIds.Contains(found.NodeId) : one.Name == wanted).ToArray();

                if (of.Length == 0 && wanted is not null)
                {
                    throw new UserException($"no pool is called \"{wanted}\"");
                }

                foreach (var one in of)
                {
                    var others = one.NodeIds.Remove(found.NodeId);
                    Reading.Done(await SetAsync(services, one.Name, one.Kind, [], [], wanted is null ? others : others.Add(found.NodeId)));
                }
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
                    && !(IPAddress.TryParse(text, out fixedAddress) && fixedAddress.AddressFamily is AddressFamily.InterNetwork && $"{fixedAddress}" == text))
                {
                    throw new UserException($"address: \"{text}\" is no IPv4 address"); // nor is 10.9, which could be read as 10.0.0.9
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

                Show.Either(parsed.GetValue(json), pools, () =>
                {
                    foreach (var pool in pools)
                    {
                        Console.WriteLine(
                            $"{pool.Name}  {Kinds.First(one => one.Value == pool.Kind).Key}  {pool.Leased} of {pool.Addresses}  {string.Join(", ", pool.Nodes)}");
                    }
                });
            },
            cancellation));

        return command;
    }

    private static async Task<ChangeReply> SetAsync(
        IServiceProvider services, string pool, PoolKind kind, IPAddress[] addresses, IPNetwork[] prefixes, ImmutableArray<int>? nodes)
    {
        var store = services.GetRequiredService<PoolStore>();
        var seen = (await store.GetAsync(pool))?.Version ?? 0;
        var edit = new Edit(Reading.Who, seen);

        return kind is PoolKind.Addresses
            ? await store.SetAsync(pool, addresses, [], nodes, edit)
            : await store.SetPrefixesAsync(pool, kind, prefixes, [], nodes, edit);
    }
}
