using System.Net;

namespace Billing.Radius.Server.Control;

/// <summary>One gateway's port as we speak to it: which of the 256 identifiers wait for an answer (RFC 2865 3).</summary>
/// <param name="reserved">How many of them, from 0 on, are given only to who asks for one of these.</param>
internal sealed class ControlPeer(int reserved = 0) : IDisposable
{
    private const int Identifiers = 256;

    private readonly PendingRequest?[] _pending = new PendingRequest?[Identifiers];
    private readonly PendingRequest?[] _before = new PendingRequest?[Identifiers];
    private readonly SemaphoreSlim _free = new(Identifiers - reserved);
    private readonly Lock _gate = new();
    private byte _next;
    private long _silentAt;

    /// <summary>Of a server that logins are passed on to.</summary>
    public SigningHabit Signing { get; } = new();

    /// <summary>Reserves an identifier, the one that was free for longest; waits where all are at work.</summary>
    public async Task<PendingRequest> BeginAsync(IPEndPoint gateway, SharedSecret secret, CancellationToken patience = default)
    {
        await _free.WaitAsync(patience);

        lock (_gate)
        {
            while (_next < reserved || _pending[_next] is not null)
            {
                _next = unchecked((byte)(_next + 1));
            }

            var request = new PendingRequest(_next, gateway, secret);
            _pending[_next] = request;
            _next = unchecked((byte)(_next + 1));

            return request;
        }
    }

    /// <summary>Takes a reserved identifier, which must be free.</summary>
    public PendingRequest Begin(byte identifier, IPEndPoint gateway, SharedSecret secret)
    {
        lock (_gate)
        {
            return _pending[identifier] = new(identifier, gateway, secret);
        }
    }

    public void End(PendingRequest request)
    {
        lock (_gate)
        {
            _pending[request.Identifier] = null;
            _before[request.Identifier] = request;
        }

        if (request.Identifier >= reserved)
        {
            _free.Release();
        }
    }

    public PendingRequest? Find(byte identifier)
    {
        lock (_gate)
        {
            return _pending[identifier];
        }
    }

    /// <summary>Gives an answer to the request that waits for it.</summary>
    /// <returns>False: one waits under its identifier, and it is neither the answer to that nor a late one to the one before.</returns>
    public bool Take(ReadOnlySpan<byte> answer)
    {
        PendingRequest? waiting, before;

        lock (_gate)
        {
            (waiting, before) = (_pending[answer[1]], _before[answer[1]]);
        }

        return waiting is null || waiting.Take(answer) || before?.Take(answer) is true;
    }

    /// <summary>Whether it answers, as far as we know; of one that was silent, one request at a time finds out.</summary>
    public bool IsWorthAsking(TimeProvider clock, TimeSpan silentFor)
    {
        var at = Volatile.Read(ref _silentAt);

        return at == 0
            || (clock.GetElapsedTime(at) >= silentFor && Interlocked.CompareExchange(ref _silentAt, clock.GetTimestamp(), at) == at);
    }

    /// <summary>When it last left a request without an answer, by the clock's timestamps; null: it answered since.</summary>
    public long? SilentAt
    {
        get => Volatile.Read(ref _silentAt) is not 0 and var at ? at : null;
        set => Volatile.Write(ref _silentAt, value ?? 0);
    }

    public void Dispose() => _free.Dispose();
}
