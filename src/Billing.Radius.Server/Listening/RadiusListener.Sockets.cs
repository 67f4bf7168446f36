using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Billing.Radius.Server.Listening;

/// <summary>Its sockets: two for each address of this machine, opened and closed.</summary>
internal sealed partial class RadiusListener
{
    private volatile ListeningSocket[] _sockets = []; // swapped whole: it is read while it changes
    private int _reading;
    private long _lostAnswers;

    /// <summary>What is bound, address by address.</summary>
    public IReadOnlyList<(PortKind Kind, IPEndPoint Local)> Bound => [.. _sockets.Select(socket => (socket.Kind, socket.Local))];

    /// <summary>Answers that did not leave: the system took no more, or too many waited. A gateway asks for them again.</summary>
    public long LostAnswers => Volatile.Read(ref _lostAnswers);

    /// <summary>Whether there are sockets and all of them are read.</summary>
    public bool IsListening => _sockets is { Length: > 0 } sockets && !Array.Exists(sockets, socket => socket.IsClosing);

    /// <summary>Binds every address and starts to read.</summary>
    /// <exception cref="ListenException">A port is taken, or an address is not this machine's.</exception>
    public void Start()
    {
        foreach (var address in Addresses())
        {
            Listen(address);
        }

        StartTls();
    }

    /// <summary>Listens on the addresses that this machine got, and no more on those that it lost, if it is to listen on all.</summary>
    public void Follow()
    {
        if (options.Value.Addresses.Length > 0)
        {
            return;
        }

        var addresses = Addresses().ToHashSet();

        foreach (var gone in _sockets.Where(socket => !addresses.Contains(socket.Local.Address)))
        {
            _sockets = [.. _sockets.Where(socket => socket != gone)];
            gone.Dispose();
            LogGone(logger, gone.Kind, gone.Local);
        }

        foreach (var address in addresses.Where(address => !_sockets.Any(socket => socket.Local.Address.Equals(address))))
        {
            try
            {
                Listen(address);
            }
            catch (ListenException failure)
            {
                LogNotFollowed(logger, failure.Message); // it may not be ready yet: IPv6 asks its neighbours first
            }
        }
    }

    /// <summary>Answers what had reached this machine, and takes nothing more: the gateway's repeat goes to another server.</summary>
    /// <remarks>
    /// Closed before the answers have left, a port would send "nobody is here" for requests that are at work. Under a flood there is
    /// always something more to read, so that ends in time too.
    /// </remarks>
    public async Task DrainAsync()
    {
        var started = clock.GetTimestamp();

        foreach (var socket in _sockets)
        {
            socket.Drain();
        }

        _accepting.Cancel();

        while ((Volatile.Read(ref _reading) > 0 || load.AtWork + load.Waiting > 0)
            && clock.GetElapsedTime(started) < options.Value.DrainTimeout)
        {
            await Task.Delay(10);
        }

        await Task.WhenAll(_connections.Keys.Select(connection => connection.FinishAsync()));
        var took = clock.GetElapsedTime(started);
        LogDrained(logger, took, load.AtWork + load.Waiting);
        Dispose();
    }

    public void Dispose()
    {
        _accepting.Cancel();
        _closed.TrySetResult();

        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }

        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private void Listen(IPAddress address)
    {
        var auth = Open(new(address, options.Value.AuthPort), PortKind.Auth);
        ListeningSocket acct;

        try
        {
            acct = Open(new(address, options.Value.AcctPort), PortKind.Acct);
        }
        catch
        {
            auth.Dispose();

            throw;
        }

        _sockets = [.. _sockets, auth, acct];

        foreach (var socket in new[] { auth, acct })
        {
            LogListening(logger, socket.Kind, socket.Local);
            Interlocked.Increment(ref _reading);
            new Thread(() => Read(socket)) { IsBackground = true, Name = $"radius {socket.Local}" }.Start();
        }
    }

    private ListeningSocket Open(IPEndPoint local, PortKind kind)
    {
        try
        {
            return new(local, kind, options.Value.ReceiveBufferBytes, lost => Interlocked.Add(ref _lostAnswers, lost), options.Value.UdpOffload);
        }
        catch (SocketException failure)
        {
            throw new ListenException(failure.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"UDP port {local} is taken by another program: stop it, or set Billing__Radius__{kind}Port to a free one",
                SocketError.AccessDenied =>
                    $"UDP port {local} may not be opened by this user: set Billing__Radius__{kind}Port to one from 1024 on",
                _ => $"UDP port {local} cannot be opened ({failure.Message}): see Billing__Radius__Addresses and Billing__Radius__{kind}Port",
            });
        }
    }

    private IEnumerable<IPAddress> Addresses()
    {
        if (options.Value.Addresses is { Length: > 0 } configured)
        {
            return configured.Select(text => IPAddress.TryParse(text, out var address)
                ? address
                : throw new ListenException($"Billing:Radius:Addresses: \"{text}\" is not an IP address"));
        }

        return NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Distinct();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "RADIUS drained in {Took}; unanswered: {Left}")]
    private static partial void LogDrained(ILogger logger, TimeSpan took, int left);

    [LoggerMessage(Level = LogLevel.Information, Message = "RADIUS {Kind} on {Local}")]
    private static partial void LogListening(ILogger logger, PortKind kind, IPEndPoint local);

    [LoggerMessage(Level = LogLevel.Information, Message = "RADIUS {Kind} no more on {Local}: the address is gone")]
    private static partial void LogGone(ILogger logger, PortKind kind, IPEndPoint local);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A new address of this machine is tried again: {Reason}")]
    private static partial void LogNotFollowed(ILogger logger, string reason);
}
