using Billing.Radius;

namespace Billing.Host.Bench;

/// <content>What an answer changes.</content>
public sealed partial class RadiusLoad
{
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
            var authenticator = identifiers.Authenticator(packet.Identifier, usesAgo);

            if (PacketAuthentication.VerifyResponse(packet, authenticator, _secret))
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
}
