using System.CommandLine;
using System.Net;
using System.Text;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Postgres.Nodes;

namespace Billing.Host.Verbs;

/// <summary><c>realm</c>: whose users other servers know. A change is in force within two seconds.</summary>
internal static class RealmVerb
{
    private static readonly Argument<string> Name = Typed.Text("realm", "What follows the last \"@\" of a user's name.", 253);

    public static Command Create() => new("realm", "Realms whose requests are passed on to another server.") { Add(), List(), Remove() };

    private static Command Add()
    {
        var server = new Option<string>("--server") { Description = "The server's IP address.", Required = true };
        var auth = new Option<int>("--auth-port") { Description = "Its port for Access-Requests.", DefaultValueFactory = _ => 1812 };
        var acct = new Option<int>("--acct-port") { Description = "Its port for Accounting-Requests.", DefaultValueFactory = _ => 1813 };
        var strip = new Option<bool>("--strip") { Description = "Tell it the user's name without the realm." };
        var backup = new Option<string>("--backup") { Description = "Another server's IP address, asked while the first is silent." };
        var tls = new Option<bool>("--tls") { Description = "Reach both by TLS (RadSec); no secret is read then." };
        var tlsPort = new Option<int>("--tls-port") { Description = "Their TCP port.", DefaultValueFactory = _ => 2083 };
        var tlsName = new Option<string>("--tls-name") { Description = "The name that their certificates must have; without it their IP addresses." };
        var command = new Command("add", "Pass a realm on, or change where to; the secret is the first line of standard input.")
        {
            Name, server, auth, acct, strip, backup, tls, tlsPort, tlsName,
        };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var address = Address(parsed.GetRequiredValue(server), "--server");
                var second = parsed.GetValue(backup) is { } other ? $"{Address(other, "--backup")}" : null;
                var overTls = parsed.GetValue(tls) ? new RealmTls(Port(parsed.GetValue(tlsPort), "--tls-port"), HostName(parsed.GetValue(tlsName))) : null;

                if (parsed.GetRequiredValue(Name).AsSpan().ContainsAny("@ "))
                {
                    throw new UserException("realm: expected what follows the \"@\", without spaces");
                }

                if (second == $"{address}")
                {
                    throw new UserException("--backup: expected the IP address of another server");
                }

                var secret = overTls is not null ? null
                    : Console.In.ReadLine() is { } line && Encoding.UTF8.GetByteCount(line) is >= 1 and <= 128 ? line
                    : throw new UserException("expected the secret that is shared with the server, 1 to 128 octets, as the first line of standard input");
                var (authPort, acctPort) = (Port(parsed.GetValue(auth), "--auth-port"), Port(parsed.GetValue(acct), "--acct-port"));
                var (store, realm) = (services.GetRequiredService<RealmStore>(), parsed.GetRequiredValue(Name).ToLowerInvariant());
                Reading.Done(await store.SetAsync(
                    realm, new($"{address}", authPort, acctPort, parsed.GetValue(strip), second, overTls), secret, await SeenAsync(store, realm)));
            },
            cancellation));

        return command;
    }

    private static Command List()
    {
        var json = Reading.JsonOption();
        var command = new Command("list", "Which realms are passed on where.") { json };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var realms = await services.GetRequiredService<IRealmQuery>().RealmsAsync(cancellation);

                Show.Either(
                    parsed.GetValue(json),
                    realms.Select(realm => new
                    {
                        realm.Realm,
                        server = realm.Server.ToString(),
                        realm.AuthPort,
                        realm.AcctPort,
                        realm.StripsName,
                        backup = realm.Backup?.ToString(),
                        realm.Tls,
                    }),
                    () =>
                    {
                        foreach (var realm in realms)
                        {
                            Console.WriteLine($"{realm.Realm}  {Servers(realm)}  {Ports(realm)}{(realm.StripsName ? "  without the realm" : "")}");
                        }
                    });
            },
            cancellation));

        return command;
    }

    private static Command Remove()
    {
        var command = new Command("remove", "Serve a realm's users here again.") { Name };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var (store, realm) = (services.GetRequiredService<RealmStore>(), parsed.GetRequiredValue(Name).ToLowerInvariant());

                return (await store.RemoveAsync(realm, await SeenAsync(store, realm))).IsDone
                    ? 0
                    : throw new UserException($"no realm \"{realm}\" is passed on");
            },
            cancellation));

        return command;
    }

    private static async Task<Edit> SeenAsync(RealmStore store, string realm) =>
        new(Reading.Who, (await store.GetAsync(realm))?.Version ?? 0);

    private static string Servers(RealmView realm) => realm.Backup is null ? $"{realm.Server}" : $"{realm.Server}, {realm.Backup}";

    private static string Ports(RealmView realm) => realm.Tls is { } tls
        ? $"TLS {tls.Port}{(tls.Name.Length > 0 ? $" ({tls.Name})" : "")}"
        : $"{realm.AuthPort}, {realm.AcctPort}";

    // Not 10.9, which could be read as 10.0.0.9.
    private static IPAddress Address(string text, string option) =>
        IPAddress.TryParse(text, out var address) && (text.Contains(':') || $"{address}" == text) ? address : throw new UserException($"{option}: \"{text}\" is no IP address");

    private static string HostName(string? name) =>
        string.IsNullOrEmpty(name) || Uri.CheckHostName(name) is not UriHostNameType.Unknown
            ? name ?? ""
            : throw new UserException($"--tls-name: expected a host's name, not \"{name}\"");

    private static int Port(int port, string option) =>
        port is >= 1 and <= 65_535 ? port : throw new UserException($"{option}: expected a port, 1 to 65535");
}
