using System.Net;
using NodaTime;

namespace Billing.Contracts.Nodes;

/// <param name="Groups">The node groups that it is in.</param>
/// <param name="OpenSessions">Sessions of it that have not ended.</param>
/// <param name="LastHeardAt">The newest report of an open session; null: it has none.</param>
/// <param name="IsRetired">Nobody listens to it any more.</param>
public sealed record NodeRow(
    int NodeId,
    string Name,
    IPNetwork Address,
    string Profile,
    MessageAuthenticatorPolicy MessageAuthenticator,
    bool HasSentMessageAuthenticator,
    bool LimitProxyState,
    int InterimIntervalSeconds,
    bool InputIsToUser,
    Instant? RestartedAt,
    IReadOnlyList<string> Groups,
    int OpenSessions,
    Instant? LastHeardAt,
    bool IsRetired);

/// <param name="Party"><c>called</c> or <c>calling</c>.</param>
/// <param name="Strip">Characters taken off the front, before <paramref name="Prepend"/> is put there.</param>
public sealed record NumberRuleRow(
    int NodeId, string Node, string Party, int Position, string Prefix, int MinLength, int MaxLength, int Strip, string Prepend);

/// <param name="Node">Null: at every gateway.</param>
public sealed record EmergencyNumberRow(string Number, int? NodeId, string? Node);

public sealed record NodeGroupRow(int NodeGroupId, string Name, IReadOnlyList<string> Nodes);
