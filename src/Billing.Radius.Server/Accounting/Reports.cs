using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Billing.Contracts.Sessions;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Profiles;
using NodaTime;

namespace Billing.Radius.Server.Accounting;

/// <summary>Maps an Accounting-Request to a report in our words. No vendor's name leaves here.</summary>
internal static class Reports
{
    // RFC 2866 5.10, by number from 1.
    private static readonly string[] Causes =
    [
        "User-Request", "Lost-Carrier", "Lost-Service", "Idle-Timeout", "Session-Timeout", "Admin-Reset", "Admin-Reboot",
        "Port-Error", "NAS-Error", "NAS-Request", "NAS-Reboot", "Port-Unneeded", "Port-Preempted", "Port-Suspended",
        "Service-Unavailable", "Callback", "User-Error", "Host-Request",
    ];

    public static UsageReport Read(
        in RadiusPacket packet, Node node, ReportKind kind, Instant arrivedAt, EventTime time, Nas nas = default)
    {
        var subject = Subject.Of(packet, node);
        var input = (Low: Number(packet, Attributes.AcctInputOctets), High: Number(packet, Attributes.AcctInputGigawords));
        var output = (Low: Number(packet, Attributes.AcctOutputOctets), High: Number(packet, Attributes.AcctOutputGigawords));

        var isOfEitherParty = node.Profile.EitherPartyReports && kind is not ReportKind.Start;
        var name = node.Profile.IdentifiesByUser && !isOfEitherParty ? packet.First(Attributes.UserName) : null;

        if (node.View.InputIsToUser)
        {
            (input, output) = (output, input);
        }

        return new()
        {
            Kind = kind,
            NodeId = node.NodeId,
            AcctSessionId = packet.First(Attributes.AcctSessionId) ?? "",
            UserName = subject.UserName ?? "",
            Service = subject.Service,
            CalledParty = subject.CalledParty,
            CallingParty = subject.CallingParty,
            FramedAddress = packet.TryGet(Attributes.FramedIpAddress, out var address) && address.Length == 4
                ? new IPAddress(address).ToString()
                : null,
            DurationSeconds = Seconds(packet, Attributes.AcctSessionTime) ?? Duration(packet, node.Profile.Duration),
            InputOctets = input.Low,
            InputGigawords = input.High,
            OutputOctets = output.Low,
            OutputGigawords = output.High,
            EventAt = time.At,
            HasEventTimestamp = time.IsGateways,
            GatewayAt = time.Ahead,
            NasAddress = nas.Address,
            NasIdentifier = nas.Identifier,
            ArrivedAt = arrivedAt,
            TerminateCause = Number(packet, Attributes.AcctTerminateCause) is { } cause ? Cause(cause) : null,
            ComesBack = subject.Service is { } service && node.Profile.ComesBackFor.Contains(service),
            NodeRestartedAt = node.RestartedAt,
            AccessCode = subject.AccessCode,
            IsServiceAssumed = subject.IsServiceAssumed,
            IsOfNoPortal = !node.Memory.HasHadPortal,
            IsOfEitherParty = isOfEitherParty,
            GatewayUserName = name,
            Attributes = kind is ReportKind.Stop ? packet.AttributeOctets.ToArray() : null,
        };
    }

    private static uint? Number(in RadiusPacket packet, AttributeKey key) => packet.TryGetUInt32(key, out var value) ? value : null;

    // Counted below zero, as by a clock that was set back meanwhile, it says nothing: no session has lasted for 68 years.
    private static uint? Seconds(in RadiusPacket packet, AttributeKey key) => Number(packet, key) is <= int.MaxValue and var seconds ? seconds : null;

    private static uint? Duration(in RadiusPacket packet, ImmutableArray<AttributeKey> keys)
    {
        foreach (var key in keys)
        {
            if (Seconds(packet, key) is { } seconds)
            {
                return seconds;
            }
        }

        return null;
    }

    private static string Cause(uint cause) => cause >= 1 && cause <= Causes.Length
        ? Causes[cause - 1]
        : cause.ToString(CultureInfo.InvariantCulture);
}
