using System.Collections.Immutable;
using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Accounts;

/// <summary>What gateways said to the end of sessions.</summary>
internal static class SessionWords
{
    public static string Answers(ImmutableArray<DisconnectedSession> sessions, IStringLocalizer<Words> text) => sessions.IsDefaultOrEmpty
        ? text["Done. No session was running."]
        : text["Done. {0} of {1} sessions were ended by their gateways. {2}",
            sessions.Count(session => session.Reply.Outcome is ControlOutcome.Acknowledged),
            sessions.Length,
            string.Join(" ", sessions.Where(session => session.Reply.Outcome is not ControlOutcome.Acknowledged).Select(session => text[session.Reply.Words].Value))];
}
