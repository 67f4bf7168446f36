using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using NodaTime;

namespace Billing.Grains.Rating;

/// <summary>What decides what a session costs, as a gateway says it.</summary>
/// <param name="Service">The service that it names; null: the account's first one.</param>
/// <param name="AccessCode">Null: a call is outgoing.</param>
/// <param name="CalledParty">As it was dialled.</param>
/// <param name="At">The session's start.</param>
/// <param name="IsServiceAssumed">The gateway does not tell the service: an account without it uses its first one.</param>
public readonly record struct ServiceRequest(
    string? Service, int NodeId, string? AccessCode, string? CalledParty, string? CallingParty, Instant At, bool IsServiceAssumed = false)
{
    internal static ServiceRequest Of(AccessRequest request) => new(
        request.Service, request.NodeId, request.AccessCode, request.CalledParty, request.CallingParty, request.At, request.IsServiceAssumed);

    internal static ServiceRequest Of(UsageReport report) => new(
        report.Service,
        report.NodeId,
        report.AccessCode,
        report.CalledParty,
        report.CallingParty,
        Sessions.Reports.Marks(report).PricedAt(report.ArrivedAt),
        report.IsServiceAssumed);
}
