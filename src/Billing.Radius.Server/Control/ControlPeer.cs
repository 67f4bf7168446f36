using System.Net;

namespace Billing.Radius.Server.Control;

/// <summary>One gateway's port as we speak to it: which of the 256 identifiers wait for an answer (RFC 2865 3).</summary>
internal sealed class ControlPeer : IDisposable
{
    private const int Identifiers = 256;

    private readonly PendingRequest?[] _pending = new PendingRequest?[Identifiers];
    private readonly SemaphoreSlim _free = new(Identifiers);
    private readonly Lock _gate = new();
    private byte _next;
    private long _silentAt;

    /// <summary>Reserves an identifier, the one that was free for longest; waits where all are at work.</summary>
    public async Task<PendingRequest> BeginAsync(IPEndPoint gateway, SharedSecret secret)
    {
        await _free.WaitAsync();

        lock (_gate)
        {
            while (_pending[_next] is not null)
            {
                _next = unchecked((byte)(_next + 1));
            }

            var request = new PendingRequest(_next, gateway, secret);
            _pending[_next] = request;
            _next = unchecked((byte)(_next + 1));

            return request;
        }
    }

    public void End(PendingRequest request)
    {
        lock (_gate)
        {
            _pending[request.Identifier] = null;
        }

        _free.Release();
    }

    public PendingRequest? Find(byte identifier)
    {
        lock (_gate)
        {
            return _pending[identifier];
        }
    }

    /// <summary>When it last left a request without an answer, by the clock's timestamps; null: it answered since.</summary>
    public long? SilentAt
    {
        get => Volatile.Read(ref _silentAt) is not 0 and var at ? at : null;
        set => Volatile.Write(ref _silentAt, value ?? 0);
    }

    public void Dispose() => _free.Dispose();
}
