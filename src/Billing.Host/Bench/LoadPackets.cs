using System.Globalization;
using System.Text;
using Billing.Radius;

namespace Billing.Host.Bench;

/// <summary>Writes what a gateway sends, without allocating.</summary>
internal sealed class LoadPackets(RadiusLoadOptions options, SharedSecret secret, uint run)
{
    private const uint StatusStart = 1;
    private const uint StatusStop = 2;
    private const uint StatusInterim = 3;
    private const uint ServiceFramed = 2;
    private const uint PortTypeEthernet = 15;
    private const uint TerminatedByUser = 1;

    private readonly CompositeFormat _userFormat = CompositeFormat.Parse(options.UserFormat);
    private readonly CompositeFormat _passwordFormat = CompositeFormat.Parse(options.PasswordFormat);

    private readonly string[] _gateways =
        [.. Enumerable.Range(1, options.Gateways).Select(i => FormattableString.Invariant($"bench-{i:D2}"))];

    /// <param name="authenticator">16 random octets.</param>
    /// <returns>The packet's length.</returns>
    public int WriteAccessRequest(
        Span<byte> buffer, byte identifier, ReadOnlySpan<byte> authenticator, int port, in LoadSession session)
    {
        Span<char> text = stackalloc char[128];
        Span<byte> password = stackalloc byte[UserPassword.MaximumLength];
        var clear = Encoding.UTF8.GetBytes(Formatted(text, _passwordFormat, session.Account), password);
        Span<byte> hidden = stackalloc byte[UserPassword.MaximumLength];
        var hiddenLength = UserPassword.Encrypt(password[..clear], authenticator, secret, hidden);

        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessRequest, identifier);

        if (options.MessageAuthenticator)
        {
            writer.ReserveMessageAuthenticator();
        }

        writer.AddString(Attributes.UserName, Formatted(text, _userFormat, session.Account));
        writer.Add(Attributes.UserPassword, hidden[..hiddenLength]);
        AddGateway(ref writer, text, port, session);

        return writer.CompleteRequest(secret, authenticator);
    }

    /// <param name="delay">Seconds since the event.</param>
    /// <returns>The packet's length.</returns>
    public int WriteAccountingRequest(
        Span<byte> buffer, byte identifier, uint delay, ReadOnlySpan<byte> @class, int port, in LoadSession session)
    {
        Span<char> text = stackalloc char[128];
        var isStart = session.Step == LoadSession.Start;
        var isStop = session.Step == options.Interims + LoadSession.Start + 1;

        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccountingRequest, identifier);
        writer.AddUInt32(Attributes.AcctStatusType, isStart ? StatusStart : isStop ? StatusStop : StatusInterim);
        writer.AddString(Attributes.UserName, Formatted(text, _userFormat, session.Account));
        AddGateway(ref writer, text, port, session);
        writer.AddString(Attributes.AcctSessionId, SessionId(text, session.Sequence));
        writer.AddUInt32(Attributes.EventTimestamp, session.EventSeconds);
        writer.AddUInt32(Attributes.AcctDelayTime, delay);

        if (!@class.IsEmpty)
        {
            writer.Add(Attributes.Class, @class);
        }

        if (!isStart)
        {
            AddUsage(ref writer, session);
        }

        if (isStop)
        {
            writer.AddUInt32(Attributes.AcctTerminateCause, TerminatedByUser);
        }

        return writer.CompleteRequest(secret, default);
    }

    public string SessionId(uint sequence)
    {
        Span<char> text = stackalloc char[16];
        return new(SessionId(text, sequence));
    }

    private ReadOnlySpan<char> SessionId(Span<char> text, uint sequence)
    {
        run.TryFormat(text, out var first, "x8", CultureInfo.InvariantCulture);
        sequence.TryFormat(text[first..], out var second, "x8", CultureInfo.InvariantCulture);
        return text[..(first + second)];
    }

    private void AddGateway(ref RadiusPacketWriter writer, scoped Span<char> text, int port, in LoadSession session)
    {
        writer.AddString(Attributes.NasIdentifier, _gateways[session.Gateway]);
        writer.AddUInt32(Attributes.NasPort, (uint)port);
        writer.AddUInt32(Attributes.NasPortType, PortTypeEthernet);
        writer.AddUInt32(Attributes.ServiceType, ServiceFramed);

        var account = (uint)session.Account;
        text.TryWrite(
            CultureInfo.InvariantCulture,
            $"02-00-{account >> 24:X2}-{(account >> 16) & 0xff:X2}-{(account >> 8) & 0xff:X2}-{account & 0xff:X2}",
            out var length);
        writer.AddString(Attributes.CallingStationId, text[..length]);
    }

    private static void AddUsage(ref RadiusPacketWriter writer, in LoadSession session)
    {
        // A subscriber sends a quarter of what it receives, roughly.
        var input = session.Octets / 5;
        var output = session.Octets - input;

        writer.AddUInt32(Attributes.AcctSessionTime, session.SessionSeconds);
        writer.AddUInt32(Attributes.AcctInputOctets, (uint)(input & uint.MaxValue));
        writer.AddUInt32(Attributes.AcctInputGigawords, (uint)(input >> 32));
        writer.AddUInt32(Attributes.AcctOutputOctets, (uint)(output & uint.MaxValue));
        writer.AddUInt32(Attributes.AcctOutputGigawords, (uint)(output >> 32));
    }

    private static ReadOnlySpan<char> Formatted(Span<char> text, CompositeFormat format, int account) =>
        text.TryWrite(CultureInfo.InvariantCulture, format, out var length, account)
            ? text[..length]
            : throw new ArgumentException("A user name or a password is too long.");
}
