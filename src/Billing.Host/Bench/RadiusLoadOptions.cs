using System.Net;

namespace Billing.Host.Bench;

/// <summary>What the gateways play.</summary>
public enum RadiusLoadMode
{
    /// <summary>Logins only: an Access-Request each.</summary>
    Auth,

    /// <summary>Sessions without a login: Start, Interim-Updates, Stop.</summary>
    Accounting,

    /// <summary>Whole sessions: login, Start, Interim-Updates, Stop.</summary>
    Sessions,
}

/// <summary>A RADIUS server as a gateway has it in its list.</summary>
public sealed record RadiusServer(IPAddress Host, int AuthPort, int AcctPort);

/// <summary>A load of many gateways on one RADIUS server, or on several that stand in for each other.</summary>
/// <remarks>
/// Without a <see cref="Rate"/> the loop is closed: <see cref="InFlight"/> requests are always waiting for an answer.
/// With one it is open: requests have times at which they are due, whether or not the server keeps up, and latency
/// counts from there.
/// </remarks>
public sealed record RadiusLoadOptions(IPAddress Host, int AuthPort, int AcctPort, string Secret)
{
    /// <summary>
    /// Servers beside the first. The lists of the gateways begin at one after the other, so that each server is primary of
    /// as many: a request goes to the primary until it has been silent for <see cref="TriesPerServer"/>, then to the next.
    /// </summary>
    public IReadOnlyList<RadiusServer> Others { get; init; } = [];

    /// <summary>The address of all its gateways; null: that of the route to each server.</summary>
    public IPAddress? From { get; init; }

    /// <summary>How often a request is sent to one server before the next one is asked, where there are several.</summary>
    public int TriesPerServer { get; init; } = 2;

    /// <summary>How long a gateway leaves its primary alone after that was silent.</summary>
    public TimeSpan DeadTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many accounts take part; sessions go through them in turn.</summary>
    public int Accounts { get; init; } = 1000;

    public int FirstAccount { get; init; } = 1;

    /// <summary>The User-Name of an account's number, as a composite format.</summary>
    public string UserFormat { get; init; } = "user{0:D6}";

    public string PasswordFormat { get; init; } = "pass{0:D6}";

    public RadiusLoadMode Mode { get; init; } = RadiusLoadMode.Sessions;

    /// <summary>Interim-Updates between a session's Start and its Stop.</summary>
    public int Interims { get; init; } = 3;

    /// <summary>The most requests that wait for an answer at once, in either loop.</summary>
    public int InFlight { get; init; } = 64;

    /// <summary>Requests per second of the open loop; null for the closed one.</summary>
    public double? Rate { get; init; }

    /// <summary>How long sessions are started, the warm-up included; those that are open then go on to their Stop.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Ends the time to start sessions before that, in good order.</summary>
    public CancellationToken Ending { get; init; }

    /// <summary>Requests of this time are played but not measured.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many gateways, each with a socket for logins and one for accounting.</summary>
    public int Gateways { get; init; } = 4;

    /// <summary>
    /// By how much each Interim-Update and the Stop raise the session's octets, in both directions together.
    /// </summary>
    public ulong OctetsPerInterim { get; init; } = 10_000_000;

    /// <summary>The wait before the first repetition. It doubles with each, up to 16 s (RFC 5080 2.2.1).</summary>
    public TimeSpan RetransmitAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a request is sent before it is given up.</summary>
    public int MaxTries { get; init; } = 5;

    /// <summary>Whether Access-Requests carry a Message-Authenticator.</summary>
    public bool MessageAuthenticator { get; init; } = true;

    /// <summary>Whether accounting returns the first Class of the Access-Accept, as RFC 2865 5.25 demands.</summary>
    public bool EchoClass { get; init; } = true;

    /// <summary>Decides with which account the run begins.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where the load goes; the secret stays inside.</summary>
    public override string ToString() => FormattableString.Invariant($"{Mode} to {Host}, {AuthPort} and {AcctPort}");

    /// <summary>Refuses what cannot be played.</summary>
    /// <exception cref="ArgumentException">Says which option, and what it may be.</exception>
    public void Validate()
    {
        Require(Accounts > 0, "Accounts must be one or more.");
        Require(Gateways is > 0 and <= 256, "Gateways must be from 1 to 256.");
        Require(
            InFlight > 0 && InFlight <= Gateways * IdentifierPool.Usable,
            $"InFlight must be from 1 to {IdentifierPool.Usable} per gateway: a socket has 256 identifiers, "
            + "and repetitions need some of them.");
        Require(Interims is >= 0 and <= 1_000_000, "Interims must be from 0 to 1000000.");
        Require(Rate is null or > 0, "Rate must be positive.");
        Require(MaxTries is > 0 and <= 64, "MaxTries must be from 1 to 64.");
        Require(TriesPerServer is > 0 and <= 64, "TriesPerServer must be from 1 to 64.");
        Require(DeadTime >= TimeSpan.Zero, "DeadTime must not be negative.");
        Require(Others.Count <= 15, "There may be 16 servers at most.");
        Require(RetransmitAfter > TimeSpan.Zero, "RetransmitAfter must be positive.");
        Require(WarmUp < Duration, "WarmUp must end before Duration does.");
        Require(Secret.Length > 0, "Secret must not be empty.");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}
