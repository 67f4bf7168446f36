using System.Collections.Immutable;
using Billing.Contracts.Accounts;
using Billing.Core.Nodes;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Grains.Rating;

/// <summary>A request in our words: which service it is, and its numbers by the rules of the gateway.</summary>
/// <param name="AccessCode">Null where none was given and it is no call.</param>
/// <param name="CalledNumber">In E.164 without "+"; null for data, whose gateways mean a network or a device by it.</param>
/// <param name="NodeGroups">Those of the gateway.</param>
public sealed record ServiceUse(
    ServiceTerms Service,
    string? AccessCode,
    string? CalledNumber,
    string? CallingNumber,
    bool IsEmergency,
    ImmutableArray<string> NodeGroups,
    Instant At)
{
    // What profiles call a call, and how long a call for help is let through to somebody who has no calls.
    private const string Voice = "voice";
    private const long LongestEmergencySeconds = 7_200;

    public bool IsIncoming => string.Equals(AccessCode, AccessCodes.Incoming, StringComparison.OrdinalIgnoreCase);

    /// <summary>A registration, or the PIN before the number is dialled: nothing is used yet.</summary>
    public bool IsNothingYet(ServiceRequest request) => Service.Unit is Unit.Second && request.CalledParty is null && !IsIncoming;

    /// <summary>Null when the service is not one of the account's, and it is no call for help.</summary>
    /// <remarks>A service that is named is meant: another one in its place would be used for another one's price, or for nothing.</remarks>
    public static ServiceUse? Of(AccountTerms account, ServiceRequest request, NumberPlan plan)
    {
        var named = request.Service is { } name ? account.For(name) : null;
        var isCall = named is not null ? named.Unit is Unit.Second : request.Service is Voice;
        var isIncoming = string.Equals(request.AccessCode, AccessCodes.Incoming, StringComparison.OrdinalIgnoreCase);
        var isEmergency = isCall && !isIncoming && request.CalledParty is { } dialled && plan.IsEmergency(dialled);

        if (named is null)
        {
            if (isEmergency)
            {
                named = new(Voice, Unit.Second, 0, null, LongestEmergencySeconds, null);
            }
            else if (request is { Service: null } or { IsServiceAssumed: true } && !account.Services.IsEmpty)
            {
                named = account.Services[0];
            }
            else
            {
                return null;
            }
        }

        var hasNumbers = named.Unit is not Unit.Byte;

        return new(
            named,
            request.AccessCode ?? (named.Unit is Unit.Second && request.CalledParty is not null ? AccessCodes.Outgoing : null),
            hasNumbers && request.CalledParty is { } called ? plan.NormalizeCalled(called) : null,
            hasNumbers && request.CallingParty is { } calling ? plan.NormalizeCalling(calling) : null,
            isEmergency,
            plan.Groups,
            request.At);
    }
}
