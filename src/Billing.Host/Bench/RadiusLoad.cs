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
public sealed partial class RadiusLoad
{
    private const long Second = 1_000_000_000;

    // The loop wakes once in this time, sends what has become due and reads what has come. Waking for each datagram would cost
    // more than all else, and a gateway does not answer itself the moment it is answered either. Latency is measured too long
    // by up to this much, by half of it on average.
    private const long OpenLoopWakesEvery = Second / 2000;
    private const long ClosedLoopWakesEvery = Second / 1000;
    private const int Nobody = IdentifierPool.Nobody;

    private static readonly TimeSpan LongestRetransmit = TimeSpan.FromSeconds(16);

    private readonly RadiusLoadOptions _options;
    private readonly SharedSecret _secret;
    private readonly LoadPackets _packets;
    private readonly LoadRandom _random;
    private readonly byte[] _received = new byte[RadiusPacket.MaximumLength];

    private readonly RadiusServer[] _servers;
    private readonly ServerChoice[] _choices;
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

        var count = options.InFlight;
        _sessions = new LoadSession[count];
        _classes = new byte[options.EchoClass ? count * RadiusPacketWriter.MaximumValueLength : 0];

        for (var i = count - 1; i >= 0; i--)
        {
            _unused.Push(i);
        }

        _lastStep = options.Mode == RadiusLoadMode.Auth ? LoadSession.Login : LoadSession.Start + options.Interims + 1;
        _wakeEvery = options.Rate is null ? ClosedLoopWakesEvery : OpenLoopWakesEvery;
        _servers = [new(options.Host, options.AuthPort, options.AcctPort), .. options.Others];
        _waiting = [.. Enumerable.Range(0, options.MaxTries).Select(t => new WaitingList(_sessions, Delay(t)))];
        _choices = [.. Enumerable.Range(0, options.Gateways).Select(gateway => new ServerChoice(gateway % _servers.Length))];
        _sockets = [.. Enumerable.Range(0, options.Gateways * _servers.Length * 2).Select(Open)];
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
        Flush();

        while (!cancellation.IsCancellationRequested && (_now < _measureTo || _unused.Count < _sessions.Length))
        {
            wait.Sleep(OnGrid(_now + 1) - Now());
            wait.Look();
            _now = Now();

            if (_options.Ending.IsCancellationRequested)
            {
                _measureTo = Math.Min(_measureTo, _now);
            }

            for (var i = 0; i < _sockets.Length; i++)
            {
                if (wait.IsReady(i))
                {
                    Receive(_sockets[i]);
                }
            }

            Expire();
            SendWhatIsDue();
            Flush();

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

    /// <summary>
    /// The time of waking that follows, or the time itself: a request is due when the loop wakes for it.
    /// </summary>
    private long OnGrid(long time) => (time + _wakeEvery - 1) / _wakeEvery * _wakeEvery;

    private bool HasWork() => _ready.Count > 0 || (_now < _measureTo && _unused.Count > 0);

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
        _result.UserFormat = _options.UserFormat;
        _result.Refusals = _refusals;
        Array.ForEach(_sockets, socket => socket.Dispose());
    }

    private void Record(in LoadSession session, SessionEnd end) => _outcomes.Add(new(
        session.Account, _packets.SessionId(session.Sequence), session.Octets, session.AcknowledgedOctets, end));

    private Span<byte> ClassOf(int index) => _options.EchoClass
        ? _classes.AsSpan(index * RadiusPacketWriter.MaximumValueLength, RadiusPacketWriter.MaximumValueLength)
        : default;

    private GatewaySocket SocketOf(in LoadSession session) => SocketOf(session, session.Server);

    private GatewaySocket SocketOf(in LoadSession session, int server) =>
        _sockets[(session.Gateway * _servers.Length + server) * 2 + (session.Step == LoadSession.Login ? 0 : 1)];

    private GatewaySocket Open(int number)
    {
        var isAccounting = number % 2 == 1;
        var server = _servers[number / 2 % _servers.Length];
        return new(number / 2 / _servers.Length, new IPEndPoint(server.Host, isAccounting ? server.AcctPort : server.AuthPort), isAccounting, _options.From);
    }

    private long Delay(int tries)
    {
        var delay = _options.RetransmitAfter;

        // Another server has not been waited for yet.
        tries = _servers.Length == 1 ? tries : tries % _options.TriesPerServer;

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
