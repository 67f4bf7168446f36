using System.Diagnostics;
using System.Net;
using Billing.Radius;

namespace Billing.Host.Bench;

/// <summary>Plays many gateways against a RADIUS server, from one thread.</summary>
/// <remarks>
/// The thread waits for all sockets at once, reads what has come, repeats what is overdue, and sends what is due. It
/// allocates per session that ends, not per request. A server that is down or silent costs repetitions and, after the
/// last, a loss; nothing ends the run but its time.
/// </remarks>
public sealed class RadiusLoad
{
    private const long Second = 1_000_000_000;
    private const long LongestWait = Second / 10;
    private const int Nobody = IdentifierPool.Nobody;

    private static readonly TimeSpan LongestRetransmit = TimeSpan.FromSeconds(16);

    private readonly RadiusLoadOptions _options;
    private readonly SharedSecret _secret;
    private readonly LoadPackets _packets;
    private readonly LoadRandom _random;
    private readonly byte[] _received = new byte[RadiusPacket.MaximumLength];

    private readonly GatewaySocket[] _sockets;
    private readonly LoadSession[] _sessions;
    private readonly byte[] _classes;
    private readonly Stack<int> _unused = new();
    private readonly Queue<int> _ready = new();
    private readonly WaitingList[] _waiting;
    private readonly List<SessionOutcome> _outcomes = [];
    private readonly RadiusLoadResult _result = new();

    private readonly int _lastStep;
    private readonly long _wakeEvery;
    private int _underWay;
    private uint _begun;
    private long _refusals;
    private long _now;
    private long _measureFrom;
    private long _measureTo;
    private long _nextDue;

    private RadiusLoad(RadiusLoadOptions options)
    {
        options.Validate();
        _options = options;
        _secret = new SharedSecret(System.Text.Encoding.UTF8.GetBytes(options.Secret));

        // Neither a session's name nor an authenticator may come back in another run, or the server would take the
        // session, or the request, for one that it knows.
        var run = (uint)(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() & uint.MaxValue);
        _packets = new LoadPackets(options, _secret, run);
        _random = new LoadRandom(run);

        var count = Math.Max(options.OpenSessions, options.InFlight);
        _sessions = new LoadSession[count];
        _classes = new byte[options.EchoClass ? count * RadiusPacketWriter.MaximumValueLength : 0];

        for (var i = count - 1; i >= 0; i--)
        {
            _unused.Push(i);
        }

        _waiting = [.. Enumerable.Range(0, options.MaxTries).Select(t => new WaitingList(_sessions, Delay(t)))];
        _lastStep = options.Mode == RadiusLoadMode.Auth ? LoadSession.Login : LoadSession.Start + options.Interims + 1;
        _wakeEvery = options.Rate is null ? 0 : Nanoseconds(options.WakeEvery);
        _sockets = [.. Enumerable.Range(0, options.Gateways * 2).Select(Open)];
    }

    /// <summary>Runs the load to its end.</summary>
    /// <param name="progress">Told about once a second, on the load's thread: it must be quick.</param>
    /// <param name="cancellation">Ends the run at once; the result says what was reached.</param>
    public static Task<RadiusLoadResult> RunAsync(
        RadiusLoadOptions options, IProgress<RadiusLoadProgress>? progress, CancellationToken cancellation) =>
        Task.Factory.StartNew(
            () => new RadiusLoad(options).Run(progress, cancellation),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private RadiusLoadResult Run(IProgress<RadiusLoadProgress>? progress, CancellationToken cancellation)
    {
        var processorTime = Environment.CpuUsage.TotalTime;
        var wait = new SocketWait(_sockets);
        var began = _now = Now();
        _measureFrom = began + Nanoseconds(_options.WarmUp);
        _measureTo = began + Nanoseconds(_options.Duration);
        _nextDue = began;
        var nextReport = began + Second;
        SendWhatIsDue();

        while (!cancellation.IsCancellationRequested && !IsOver())
        {
            if (_wakeEvery > 0)
            {
                wait.Sleep(OnGrid(_now + 1) - Now());
                wait.Wait(0);
            }
            else
            {
                wait.Wait(TimeToWait());
            }

            _now = Now();

            for (var i = 0; i < _sockets.Length; i++)
            {
                if (wait.IsReady(i))
                {
                    Receive(_sockets[i]);
                }
            }

            Expire();
            SendWhatIsDue();

            if (_now >= nextReport)
            {
                nextReport = _now + Second;
                progress?.Report(new(
                    TimeSpan.FromMicroseconds((_now - began) / 1000),
                    _result.Accepts + _result.Rejects + _result.AccountingResponses,
                    _result.Retransmissions,
                    _result.Losses,
                    _sessions.Length - _unused.Count));
            }
        }

        _result.MeasuredTime = TimeSpan.FromMicroseconds((Math.Min(_now, _measureTo) - _measureFrom) / 1000);
        Finish();
        _result.ProcessorTime = Environment.CpuUsage.TotalTime - processorTime;
        return _result;
    }

    private bool IsOver() =>
        _now >= _measureTo && (!_options.FinishOpen || _unused.Count == _sessions.Length);

    private long TimeToWait()
    {
        var until = _now + LongestWait;

        if (_now < _measureTo)
        {
            until = Math.Min(until, _measureTo);
        }

        foreach (var list in _waiting)
        {
            if (!list.IsEmpty)
            {
                until = Math.Min(until, _sessions[list.First].RetransmitAt);
            }
        }

        if (_options.Rate is not null && _underWay < _options.InFlight && HasWork())
        {
            until = Math.Min(until, _nextDue);
        }

        return Math.Max(0, until - Now());
    }

    /// <summary>The time of waking that follows, or the time itself: a request is due when the loop wakes for it.</summary>
    private long OnGrid(long time) => _wakeEvery == 0 ? time : (time + _wakeEvery - 1) / _wakeEvery * _wakeEvery;

    private bool HasWork() => _ready.Count > 0 || (_now < _measureTo && _unused.Count > 0);

    private void SendWhatIsDue()
    {
        if (_options.Rate is not { } rate)
        {
            // One attempt for each place: a session whose gateway has no identifier left goes back to the queue.
            for (var places = _options.InFlight - _underWay; places > 0 && HasWork(); places--)
            {
                SendNext(_now);
            }

            return;
        }

        var interval = Math.Max(1, (long)(Second / rate));

        while (_nextDue <= _now && _underWay < _options.InFlight && HasWork() && SendNext(OnGrid(_nextDue)))
        {
            _nextDue += interval;
        }
    }

    /// <summary>Begins a session while there is place and time, else takes the next step of one that waits.</summary>
    private bool SendNext(long dueAt)
    {
        var index = _now < _measureTo && _unused.Count > 0 ? Begin() : _ready.Dequeue();
        ref var session = ref _sessions[index];
        var socket = SocketOf(session);

        if (!socket.Identifiers.TryTake(index, -1, out session.Identifier))
        {
            _ready.Enqueue(index);
            return false;
        }

        session.DueAt = dueAt;
        session.FirstSentAt = _now;
        session.Tries = 0;
        DescribeEvent(ref session);

        if (socket.IsAccounting)
        {
            WriteAccounting(socket, index);
        }
        else
        {
            WriteAccess(socket, index);
        }

        _underWay++;
        Send(socket, index);
        return true;
    }

    private int Begin()
    {
        var index = _unused.Pop();
        var number = _begun++;
        _result.SessionsBegun++;
        _sessions[index] = new LoadSession
        {
            Account = _options.FirstAccount + (int)((number + (uint)_options.Seed) % (uint)_options.Accounts),
            Sequence = number,
            Gateway = (int)(number % (uint)_options.Gateways),
            Step = _options.Mode == RadiusLoadMode.Accounting ? LoadSession.Start : LoadSession.Login,
            BeganAt = _now,
        };
        return index;
    }

    /// <summary>Fixes what the request reports: its repetitions report the same.</summary>
    private void DescribeEvent(ref LoadSession session)
    {
        var done = Math.Max(0, session.Step - LoadSession.Start);
        var ahead = _lastStep - LoadSession.Start - done;
        var step = (long)_options.TimePerInterim.TotalSeconds;
        session.EventSeconds = (uint)(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - ahead * step);
        session.SessionSeconds = (uint)((_now - session.BeganAt) / Second + done * step);
        session.Octets = (ulong)done * _options.OctetsPerInterim;
    }

    private void WriteAccess(GatewaySocket socket, int index)
    {
        ref var session = ref _sessions[index];
        var authenticator = socket.Identifiers.Authenticator(session.Identifier);
        _random.Fill(authenticator);
        var length = _packets.WriteAccessRequest(
            socket.Packet(session.Identifier), session.Identifier, authenticator, index, session);
        socket.Sent(session.Identifier, length);
    }

    private void WriteAccounting(GatewaySocket socket, int index)
    {
        ref var session = ref _sessions[index];
        var delay = (_now - session.FirstSentAt + Second - 1) / Second;
        var packet = socket.Packet(session.Identifier);
        var length = _packets.WriteAccountingRequest(
            packet, session.Identifier, (uint)delay, ClassOf(index)[..session.ClassLength], index, session);
        socket.Sent(session.Identifier, length);
        packet.Slice(4, RadiusPacket.AuthenticatorLength).CopyTo(socket.Identifiers.Authenticator(session.Identifier));
    }

    private void Send(GatewaySocket socket, int index)
    {
        ref var session = ref _sessions[index];
        _result.Sent++;

        if (!socket.Send(session.Identifier))
        {
            _result.SendFailures++;
        }

        _waiting[session.Tries++].Add(index, _now);
    }

    private void Expire()
    {
        foreach (var list in _waiting)
        {
            while (!list.IsEmpty && _sessions[list.First].RetransmitAt <= _now)
            {
                var index = list.First;
                list.Remove(index);

                if (_sessions[index].Tries < _options.MaxTries)
                {
                    Repeat(index);
                }
                else
                {
                    GiveUp(index);
                }
            }
        }
    }

    /// <remarks>
    /// An Access-Request is repeated as it is. An accounting one has another Acct-Delay-Time, so it is another packet
    /// with another identifier (RFC 2866 5.2); the answer to either settles it.
    /// </remarks>
    private void Repeat(int index)
    {
        ref var session = ref _sessions[index];
        var socket = SocketOf(session);
        _result.Retransmissions++;

        if (socket.IsAccounting)
        {
            if (socket.Identifiers.TryTake(index, session.Identifier, out var identifier))
            {
                session.Identifier = identifier;
            }
            else
            {
                socket.Identifiers.Renew(session.Identifier);
            }

            WriteAccounting(socket, index);
        }

        Send(socket, index);
    }

    private void GiveUp(int index)
    {
        ref var session = ref _sessions[index];
        _result.Losses++;
        Settle(SocketOf(session), index);

        if (session.Step == LoadSession.Login)
        {
            _unused.Push(index);
        }
        else if (session.Step == _lastStep)
        {
            Record(session, SessionEnd.Unacknowledged);
            _unused.Push(index);
        }
        else
        {
            // The subscriber goes on using the service, whoever listens: the next report has the higher totals.
            Advance(index);
        }
    }

    private void Receive(GatewaySocket socket)
    {
        for (int length; (length = socket.Receive(_received, ref _refusals)) >= 0;)
        {
            if (RadiusPacket.TryParse(_received.AsSpan(0, length), out var packet) != ParseOutcome.Ok
                || !IsAnswer(packet.Code, socket.IsAccounting))
            {
                _result.Malformed++;
                continue;
            }

            var identifiers = socket.Identifiers;
            var index = identifiers.Owner(packet.Identifier);

            if (index != Nobody
                && PacketAuthentication.VerifyResponse(packet, identifiers.Authenticator(packet.Identifier), _secret))
            {
                Answered(socket, index, packet);
            }
            else if (AnswersEarlierUse(packet, identifiers))
            {
                _result.Late++;
            }
            else
            {
                _result.WrongAuthenticators++;
            }
        }
    }

    private bool AnswersEarlierUse(in RadiusPacket packet, IdentifierPool identifiers)
    {
        for (var usesAgo = 0; usesAgo < IdentifierPool.Remembered; usesAgo++)
        {
            if (PacketAuthentication.VerifyResponse(packet, identifiers.Authenticator(packet.Identifier, usesAgo), _secret))
            {
                return true;
            }
        }

        return false;
    }

    private void Answered(GatewaySocket socket, int index, in RadiusPacket packet)
    {
        ref var session = ref _sessions[index];
        _waiting[session.Tries - 1].Remove(index);
        Settle(socket, index);

        if (session.DueAt >= _measureFrom && session.DueAt < _measureTo)
        {
            (socket.IsAccounting ? _result.AccountingLatency : _result.AccessLatency).Add(Now() - session.DueAt);
        }

        switch (packet.Code)
        {
            case RadiusCode.AccountingResponse:
                _result.AccountingResponses++;
                session.AcknowledgedOctets = session.Octets;
                break;
            case RadiusCode.AccessAccept:
                _result.Accepts++;
                KeepClass(index, packet);
                break;
            default:
                _result.Rejects += packet.Code == RadiusCode.AccessReject ? 1 : 0;
                _result.Challenges += packet.Code == RadiusCode.AccessChallenge ? 1 : 0;
                _unused.Push(index);
                return;
        }

        if (session.Step < _lastStep)
        {
            Advance(index);
            return;
        }

        _result.SessionsEnded++;

        if (socket.IsAccounting)
        {
            Record(session, SessionEnd.Acknowledged);
        }

        _unused.Push(index);
    }

    private void KeepClass(int index, in RadiusPacket packet)
    {
        if (_options.EchoClass && packet.TryGet(Attributes.Class, out var value))
        {
            value.CopyTo(ClassOf(index));
            _sessions[index].ClassLength = (byte)value.Length;
        }
    }

    private void Advance(int index)
    {
        _sessions[index].Step++;
        _sessions[index].Tries = 0;
        _ready.Enqueue(index);
    }

    private void Settle(GatewaySocket socket, int index)
    {
        socket.Identifiers.Free(_sessions[index].Identifier);
        _underWay--;
    }

    private void Finish()
    {
        var unused = _unused.ToHashSet();

        for (var i = 0; i < _sessions.Length; i++)
        {
            var session = _sessions[i];

            // A session that has sent no accounting yet has nothing to be compared.
            if (!unused.Contains(i) && (session.Step > LoadSession.Start
                || (session.Step == LoadSession.Start && session.Tries > 0)))
            {
                var isStopped = session.Step == _lastStep && session.Tries > 0;
                Record(session, isStopped ? SessionEnd.Unacknowledged : SessionEnd.Open);
            }
        }

        _result.Sessions = _outcomes;
        _result.Refusals = _refusals;
        Array.ForEach(_sockets, socket => socket.Dispose());
    }

    private void Record(in LoadSession session, SessionEnd end) => _outcomes.Add(new(
        session.Account, _packets.SessionId(session.Sequence), session.Octets, session.AcknowledgedOctets, end));

    private Span<byte> ClassOf(int index) => _options.EchoClass
        ? _classes.AsSpan(index * RadiusPacketWriter.MaximumValueLength, RadiusPacketWriter.MaximumValueLength)
        : default;

    private GatewaySocket SocketOf(in LoadSession session) =>
        _sockets[session.Gateway * 2 + (session.Step == LoadSession.Login ? 0 : 1)];

    private GatewaySocket Open(int number)
    {
        var isAccounting = number % 2 == 1;
        var port = isAccounting ? _options.AcctPort : _options.AuthPort;
        return new(number / 2, new IPEndPoint(_options.Host, port), isAccounting);
    }

    private long Delay(int tries)
    {
        var delay = _options.RetransmitAfter;

        for (var i = 0; i < tries && delay < LongestRetransmit; i++)
        {
            delay *= 2;
        }

        return Nanoseconds(delay < LongestRetransmit || tries == 0 ? delay : LongestRetransmit);
    }

    private static bool IsAnswer(RadiusCode code, bool isAccounting) => isAccounting
        ? code == RadiusCode.AccountingResponse
        : code is RadiusCode.AccessAccept or RadiusCode.AccessReject or RadiusCode.AccessChallenge;

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    private static long Now() => Stopwatch.Frequency == Second
        ? Stopwatch.GetTimestamp()
        : Nanoseconds(Stopwatch.GetElapsedTime(0));
}
