namespace Billing.Radius.Server;

/// <summary>Section <c>Billing:Radius</c>.</summary>
public sealed class RadiusOptions
{
    /// <summary>UDP port for Access-Request (RFC 2865 3).</summary>
    public int AuthPort { get; set; } = 1812;

    /// <summary>UDP port for Accounting-Request (RFC 2866 3).</summary>
    public int AcctPort { get; set; } = 1813;

    /// <summary>
    /// Local addresses to listen on; empty: every address that this machine has, also those that it gets later. One socket
    /// each, so that an answer leaves from the address that was asked.
    /// </summary>
    public string[] Addresses { get; set; } = [];

    /// <summary>What the kernel keeps for us while we are busy; the first thing to overflow.</summary>
    public int ReceiveBufferBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Whether datagrams of one gateway pass by one call of the system (Linux: UDP_SEGMENT, UDP_GRO); off where a network card makes a mistake of it.</summary>
    public bool UdpOffload { get; set; } = true;

    /// <summary>Requests at work at once; past it new ones are dropped (Interim first, Stop last) and the gateway repeats.</summary>
    public int MostInFlight { get; set; } = 4_000;

    /// <summary>
    /// A request that was read so long ago, and was not begun, is dropped: its gateway has given it up, and others behind it have not.
    /// </summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long an answer is kept for repeats of the same packet (RFC 5080 2.2.2).</summary>
    public TimeSpan DuplicateWindow { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>An Access-Reject leaves this much later, so that guessing is slow.</summary>
    public TimeSpan RejectDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Rejects that wait out that delay at once; past it a reject is dropped, and the gateway repeats.</summary>
    public int MostWaitingRejects { get; set; } = 10_000;

    /// <summary>Wrong credentials for one name from one gateway within a minute before they are not even looked at.</summary>
    public int MostFailuresPerMinute { get; set; } = 30;

    /// <summary>The same for one source (Calling-Station-Id) at one gateway, whatever the names.</summary>
    public int MostFailuresOfSourcePerMinute { get; set; } = 60;

    /// <summary>How long a nonce of ours for digest authentication may be used (RFC 2617 3.2.1).</summary>
    public TimeSpan DigestNonceLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest Session-Timeout that is sent.</summary>
    public TimeSpan LongestSession { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The folder of the gateways' profiles; empty: <c>Profiles</c> beside the program. A change takes effect by itself.</summary>
    public string ProfileFolder { get; set; } = "";

    /// <summary>The attribute dictionary, in FreeRADIUS's format; empty: the program's own. A change takes effect by itself.</summary>
    public string DictionaryFile { get; set; } = "";

    /// <summary>
    /// Where reports are kept while nothing can be committed, of gateways that may go on then; empty: <c>spool</c> in
    /// <c>Billing:DataFolder</c>. On a disk that stays when the process does not.
    /// </summary>
    public string SpoolFolder { get; set; } = "";

    internal string GatewayFile => Path.GetFullPath(Path.Combine(SpoolFolder, $"gateways-{AuthPort}.json"));

    internal string SpoolFile => Path.GetFullPath(Path.Combine(SpoolFolder, $"radius-{AuthPort}.db"));

    /// <summary>How often changed gateways, profiles, dictionaries and addresses of this machine are looked for.</summary>
    public TimeSpan NodeRefresh { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often this process tells the cluster how its gateways are.</summary>
    public TimeSpan HealthInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a stop waits for requests that are at work.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Disconnect- and CoA-Requests.</summary>
    public ControlOptions Control { get; set; } = new();

    /// <summary>RADIUS over TLS.</summary>
    public RadSecOptions RadSec { get; set; } = new();
}

/// <summary>Section <c>Billing:Radius:RadSec</c>: RADIUS over TLS (RFC 6614), for gateways that are known by their address, and to other realms.</summary>
/// <remarks>By certificates on both sides, or by the pre-shared key of a gateway that has one.</remarks>
public sealed class RadSecOptions
{
    /// <summary>The TCP port, 2083 by the RFC; 0: none.</summary>
    public int Port { get; set; }

    /// <summary>Our certificate with its key, a PFX file; also shown to other realms' servers.</summary>
    public string Certificate { get; set; } = "";

    public string CertificatePassword { get; set; } = "";

    /// <summary>A PEM file: the certificates of those who sign the gateways' certificates.</summary>
    public string ClientAuthority { get; set; } = "";

    /// <summary>
    /// A file of revocation lists of those authorities (PEM or DER, any number one after the other); empty: none is asked. A change counts
    /// from the next connection on.
    /// </summary>
    public string RevocationLists { get; set; } = "";

    /// <summary>The same of those who sign the certificates of other realms' servers; empty: those of the gateways.</summary>
    public string ServerAuthority { get; set; } = "";

    /// <summary>How long another realm's server may be silent before it is asked whether it lives, and then before it is given up (RFC 3539 3.4.1).</summary>
    public TimeSpan WatchdogInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections at once; past it new ones are closed.</summary>
    public int MostConnections { get; set; } = 1_000;
}

/// <summary>Section <c>Billing:Radius:Control</c>: Disconnect- and CoA-Requests to gateways (RFC 5176).</summary>
public sealed class ControlOptions
{
    /// <summary>
    /// The local address that they are sent from, which gateways must be told; empty: the one by which this machine reaches the
    /// gateway.
    /// </summary>
    public string Address { get; set; } = "";

    /// <summary>How long the first sending waits for an answer; each further one twice as long, give or take a tenth (RFC 5080 2.2.1).</summary>
    public TimeSpan FirstTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a request is sent before it is given up.</summary>
    public int Tries { get; set; } = 4;

    /// <summary>How long a gateway that did not answer is asked only once by rules, so that orders to others need not wait for it.</summary>
    public TimeSpan SilentFor { get; set; } = TimeSpan.FromSeconds(30);
}
