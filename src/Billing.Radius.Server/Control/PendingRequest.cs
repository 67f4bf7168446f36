using System.Net;

namespace Billing.Radius.Server.Control;

/// <summary>A request that waits for its answer.</summary>
/// <remarks>
/// An answer is this request's when it comes from where the request went, has its identifier, and is signed with the secret over
/// its authenticator, which holds the time of the request: no answer to an earlier one can be.
/// </remarks>
internal sealed class PendingRequest(byte identifier, IPEndPoint gateway, SharedSecret secret)
{
    private readonly TaskCompletionSource<byte[]> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _strays;

    public byte Identifier { get; } = identifier;

    public IPEndPoint Gateway { get; } = gateway;

    /// <summary>The octets as they are sent, each time the same (RFC 5080 2.2.2).</summary>
    public byte[] Octets { get; set; } = [];

    /// <summary>Which answers to a login count beside their authenticator; null: all do, for the way is safe or it is no login.</summary>
    public SigningHabit? Signing { get; set; }

    public Task<byte[]> Answer => _answer.Task;

    /// <summary>Answers that came from there under the identifier and were not to this request, or not signed with our secret.</summary>
    public int Strays => Volatile.Read(ref _strays);

    /// <returns>Whether it is the answer.</returns>
    public bool Take(ReadOnlySpan<byte> datagram)
    {
        if (Octets.Length > 0
            && RadiusPacket.TryParse(datagram, out var packet) is ParseOutcome.Ok
            && Fits(packet.Code)
            && PacketAuthentication.VerifyResponse(packet, Octets.AsSpan(4, RadiusPacket.AuthenticatorLength), secret)
            && Signing?.Allows(packet) is not false)
        {
            _answer.TrySetResult(packet.Octets.ToArray());

            return true;
        }

        Interlocked.Increment(ref _strays);

        return false;
    }

    private bool Fits(RadiusCode code) => (RadiusCode)Octets[0] switch
    {
        RadiusCode.AccessRequest => code is RadiusCode.AccessAccept or RadiusCode.AccessReject or RadiusCode.AccessChallenge,
        RadiusCode.StatusServer => code is RadiusCode.AccessAccept or RadiusCode.AccountingResponse,
        RadiusCode.AccountingRequest => code is RadiusCode.AccountingResponse,
        RadiusCode.DisconnectRequest => code is RadiusCode.DisconnectAck or RadiusCode.DisconnectNak,
        _ => code is RadiusCode.CoaAck or RadiusCode.CoaNak,
    };
}
