using System.Net.Sockets;
using Billing.Contracts.Nodes;
using Billing.Radius.Server.Profiles;
using NodaTime;

namespace Billing.Radius.Server.Nodes;

/// <summary>One gateway, ready for its packets. Replaced whole when its configuration changes.</summary>
internal sealed class Node(NodeView view, NodeProfile profile, PacketCounters counters)
{
    private Node? _overTls;
    private readonly long _restartedAt = view.RestartedAt?.ToUnixTimeTicks() ?? 0;

    public NodeView View { get; } = view;

    public int NodeId => View.NodeId;

    /// <summary>It may be several gateways.</summary>
    public bool IsNetwork { get; } =
        view.Address.PrefixLength < (view.Address.BaseAddress.AddressFamily is AddressFamily.InterNetwork ? 32 : 128);

    public NodeProfile Profile { get; } = profile;

    public PacketCounters Counters { get; } = counters;

    public SharedSecret Secret { get; } = new(System.Text.Encoding.UTF8.GetBytes(view.Secret));

    /// <summary>What our nonces are signed with, over TLS too: the secret that only the gateway and we know.</summary>
    public SharedSecret NonceSecret { get => field ?? Secret; private init; }

    /// <summary>Shared with the registry: a restart is known here before it is read back from the database.</summary>
    public NodeMemory Memory { get; init; } = new();

    /// <summary>
    /// The same over TLS, which proves and hides what the secret would: that is "radsec" for everybody (RFC 6614 2.3), and no
    /// packet needs a Message-Authenticator.
    /// </summary>
    public Node OverTls => _overTls ??= new(
        View with { Secret = "radsec", MessageAuthenticator = MessageAuthenticatorPolicy.No, LimitProxyState = false }, Profile, Counters)
    {
        Memory = Memory,
        NonceSecret = Secret,
    };

    public Instant? RestartedAt
    {
        get
        {
            var newest = Math.Max(_restartedAt, Memory.RestartedAtTicks);

            return newest == 0 ? null : Instant.FromUnixTimeTicks(newest);
        }
    }

    public bool RequiresMessageAuthenticator => View.MessageAuthenticator switch
    {
        MessageAuthenticatorPolicy.Yes => true,
        MessageAuthenticatorPolicy.No => false,
        _ => View.HasSentMessageAuthenticator || Memory.HasSentMessageAuthenticator,
    };
}

/// <summary>What this process has seen of a gateway, whatever its configuration becomes.</summary>
internal sealed class NodeMemory
{
    private long _restartedAtTicks;

    public bool HasSentMessageAuthenticator { get; set; }

    /// <summary>Its profile has a captive portal, or one that it had before: who was let in to it then is there still, or may be reported yet.</summary>
    public bool HasHadPortal { get; set; }

    public ClockWatch Clock { get; } = new();

    public RejectCounts Rejects { get; } = new();

    public long RestartedAtTicks => Volatile.Read(ref _restartedAtTicks);

    public void Restarted(Instant at)
    {
        var ticks = at.ToUnixTimeTicks();

        if (ticks > RestartedAtTicks)
        {
            Volatile.Write(ref _restartedAtTicks, ticks);
        }
    }
}
