using System.Buffers.Binary;
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
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
                var addresses = Addresses(parsed.GetRequiredValue(network));

                try
                {
                    await services.GetRequiredService<RealmStore>().AddAsync(parsed.GetRequiredValue(name), addresses);
                }
                catch (PostgresException failure) when (failure.SqlState is PostgresErrorCodes.UniqueViolation)
                {
                    throw new UserException($"an address of {parsed.GetRequiredValue(network)} is in a pool already");
                }

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
                var store = services.GetRequiredService<RealmStore>();
                var wanted = parsed.GetValue(pool);

                if (wanted is not null && (await store.PoolsAsync(cancellation)).All(one => one.Name != wanted))
                {
                    throw new UserException($"no pool is called \"{wanted}\"");
                }

                return await store.AssignAsync(parsed.GetRequiredValue(gateway), wanted)
                    ? 0
                    : throw new UserException($"no gateway is called \"{parsed.GetRequiredValue(gateway)}\"");
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
                    await services.GetRequiredService<RealmStore>().FixAsync(parsed.GetRequiredValue(account), fixedAddress);
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
                var pools = await services.GetRequiredService<RealmStore>().PoolsAsync(cancellation);

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

    private static IPAddress[] Addresses(string text)
    {
        if (!IPNetwork.TryParse(text, out var network) || network.BaseAddress.AddressFamily is not AddressFamily.InterNetwork || network.PrefixLength is < 16 or > 30)
        {
            throw new UserException($"network: \"{text}\"; expected an IPv4 network of /16 to /30, such as 10.9.0.0/24");
        }

        var first = BinaryPrimitives.ReadUInt32BigEndian(network.BaseAddress.GetAddressBytes());
        var count = 1u << (32 - network.PrefixLength);
        var addresses = new IPAddress[count - 2];
        Span<byte> octets = stackalloc byte[sizeof(uint)];

        for (var i = 0u; i < addresses.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets, first + 1 + i);
            addresses[i] = new(octets);
        }

        return addresses;
    }
}
