using Billing.Radius;

namespace Billing.Host.Bench;

/// <content>What is sent, and when it is sent again.</content>
public sealed partial class RadiusLoad
{
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
        session.Server = _choices[session.Gateway].At(_now);
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
        session.EventSeconds = (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        session.SessionSeconds = (uint)((_now - session.BeganAt) / Second);
        session.Octets = (ulong)Math.Max(0, session.Step - LoadSession.Start) * _options.OctetsPerInterim;
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

    private void Flush()
    {
        foreach (var socket in _sockets)
        {
            _result.SendFailures += socket.Flush();
        }
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
        _result.Retransmissions++;

        if (_servers.Length > 1 && session.Tries % _options.TriesPerServer == 0 && TryMoveOn(index))
        {
            return;
        }

        var socket = SocketOf(session);

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

    // To the next server it is another packet: identifiers are each server's own. What the first one still answers is late.
    private bool TryMoveOn(int index)
    {
        ref var session = ref _sessions[index];
        var silent = session.Server;
        var next = (silent + 1) % _servers.Length;
        var socket = SocketOf(session, next);

        if (!socket.Identifiers.TryTake(index, -1, out var identifier))
        {
            return false;
        }

        SocketOf(session).Identifiers.Free(session.Identifier);
        _choices[session.Gateway].Leave(silent, next, _now + Nanoseconds(_options.DeadTime));
        _result.Failovers++;
        session.Server = next;
        session.Identifier = identifier;

        if (socket.IsAccounting)
        {
            WriteAccounting(socket, index);
        }
        else
        {
            WriteAccess(socket, index);
        }

        Send(socket, index);

        return true;
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
}
