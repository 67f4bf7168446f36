using System.CommandLine;
using System.Globalization;
using System.Net;
using Billing.Host.Bench;

namespace Billing.Host.Verbs;

/// <summary>The options of a load, as the shell gives them.</summary>
internal sealed class LoadOptions
{
    private readonly Option<string?> _host = new("--host") { Description = "The server's IP address; 127.0.0.1 by default." };
    private readonly Option<int?> _authPort = new("--auth-port") { Description = "By default the configured one." };
    private readonly Option<int?> _acctPort = new("--acct-port") { Description = "By default the configured one." };
    private readonly Option<string[]> _servers = new("--server")
    {
        Description = "ADDRESS:AUTH-PORT:ACCT-PORT of one more server, any number of times: gateways fail over from one to the next.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int> _triesPerServer = new("--tries-per-server") { Description = "How often one server is asked before the next.", DefaultValueFactory = _ => 2 };
    private readonly Option<string?> _secret = new("--secret") { Description = "testing123 by default." };
    private readonly Option<RadiusLoadMode> _mode = new("--mode") { Description = "auth, accounting or (whole) sessions.", DefaultValueFactory = _ => RadiusLoadMode.Sessions };
    private readonly Option<double> _seconds = new("--seconds") { Description = "How long sessions are started, warm-up included.", DefaultValueFactory = _ => 30 };
    private readonly Option<double> _warmUp = new("--warm-up") { Description = "Seconds that are played and not measured.", DefaultValueFactory = _ => 10 };
    private readonly Option<int?> _inFlight = new("--in-flight") { Description = "Closed loop: requests that wait for an answer at once; 512 by default; of `peer` 768, and 64 for FreeRADIUS." };
    private readonly Option<double?> _rate = new("--rate") { Description = "Open loop: requests per second that are due, whatever the server does." };
    private readonly Option<int> _gateways = new("--gateways") { Description = "Gateways, two sockets each.", DefaultValueFactory = _ => 4 };
    private readonly Option<int> _interims = new("--interims") { Description = "Interim-Updates in a session.", DefaultValueFactory = _ => 3 };
    private readonly Option<int> _accounts = new("--accounts") { Description = "Accounts user000000 … that take part.", DefaultValueFactory = _ => 10_000 };
    private readonly Option<double> _retransmit = new("--retransmit") { Description = "Seconds before the first repetition.", DefaultValueFactory = _ => 2 };
    private readonly Option<int> _tries = new("--tries") { Description = "How often a request is sent before it is given up.", DefaultValueFactory = _ => 10 };
    private readonly Option<bool> _noClass = new("--no-class") { Description = "Do not return Class, as bad gateways do." };
    private readonly Option<int> _seed = new("--seed") { Description = "Decides with which account the run begins.", DefaultValueFactory = _ => 1 };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            _host, _authPort, _acctPort, _servers, _triesPerServer, _secret, _mode, _seconds, _warmUp, _inFlight, _rate, _gateways, _interims, _accounts,
            _retransmit, _tries, _noClass, _seed,
        })
        {
            command.Options.Add(option);
        }
    }

    public int AccountsOf(ParseResult parsed) => parsed.GetValue(_accounts);

    /// <exception cref="Composition.UserException">An option cannot be played; the message names it.</exception>
    public RadiusLoadOptions Read(ParseResult parsed, RadiusLoadOptions server)
    {
        try
        {
            var options = server with
            {
                Host = parsed.GetValue(_host) is { } host ? IPAddress.Parse(host) : server.Host,
                AuthPort = parsed.GetValue(_authPort) ?? server.AuthPort,
                AcctPort = parsed.GetValue(_acctPort) ?? server.AcctPort,
                Others = [.. server.Others, .. parsed.GetValue(_servers)!.Select(Server)],
                TriesPerServer = parsed.GetValue(_triesPerServer),
                Secret = parsed.GetValue(_secret) ?? server.Secret,
                Mode = parsed.GetValue(_mode),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
                WarmUp = TimeSpan.FromSeconds(parsed.GetValue(_warmUp)),
                InFlight = parsed.GetValue(_inFlight) ?? server.InFlight,
                Rate = parsed.GetValue(_rate),
                Gateways = parsed.GetValue(_gateways),
                Interims = parsed.GetValue(_interims),
                Accounts = parsed.GetValue(_accounts),
                FirstAccount = 0,
                RetransmitAfter = TimeSpan.FromSeconds(parsed.GetValue(_retransmit)),
                MaxTries = parsed.GetValue(_tries),
                EchoClass = !parsed.GetValue(_noClass),
                Seed = parsed.GetValue(_seed),
            };
            options.Validate();

            return options;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            throw new Composition.UserException(failure.Message);
        }
    }

    // The ports are what follows the last two colons: an IPv6 address has some of its own.
    private static RadiusServer Server(string text)
    {
        var acct = text.LastIndexOf(':');
        var auth = acct > 0 ? text.LastIndexOf(':', acct - 1) : -1;

        return auth > 0
            && IPAddress.TryParse(text[..auth], out var host)
            && ushort.TryParse(text[(auth + 1)..acct], CultureInfo.InvariantCulture, out var authPort)
            && ushort.TryParse(text[(acct + 1)..], CultureInfo.InvariantCulture, out var acctPort)
            ? new(host, authPort, acctPort)
            : throw new ArgumentException($"--server: expected ADDRESS:AUTH-PORT:ACCT-PORT, such as 127.0.0.1:1812:1813, not \"{text}\"");
    }
}
