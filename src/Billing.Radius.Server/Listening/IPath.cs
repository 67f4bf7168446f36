using System.Net;
using System.Net.Sockets;

namespace Billing.Radius.Server.Listening;

/// <summary>Which conversation a path is for.</summary>
internal enum PortKind
{
    Auth,
    Acct,

    /// <summary>Both, on one connection (RFC 6614 2.1).</summary>
    Tls,
}

/// <summary>How requests come and answers go.</summary>
internal interface IPath
{
    PortKind Kind { get; }

    AddressFamily Family { get; }

    void Send(ReadOnlySpan<byte> answer, SocketAddress destination);
}
