using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Profiles;

/// <summary>Who wants what, read from a packet by its gateway's profile.</summary>
/// <param name="CalledParty">As it was dialled.</param>
/// <param name="IsServiceAssumed">No attribute tells the service.</param>
internal readonly record struct Subject(
    string? UserName, string? Service, string? CalledParty, string? CallingParty, string? AccessCode, bool IsServiceAssumed)
{
    public static Subject Of(in RadiusPacket packet, Node node)
    {
        var profile = node.Profile;
        var rule = RuleOf(packet, profile);

        return new(
            AccountOf(packet, profile),
            rule?.Service,
            packet.First(profile.CalledParty),
            packet.First(profile.CallingParty),
            AccessCodeOf(packet, profile),
            rule is null or { IsAssumed: true });
    }

    private static string? AccountOf(in RadiusPacket packet, NodeProfile profile)
    {
        var name = packet.First(profile.Account);

        return profile.StripsRealm && name?.LastIndexOf('@') is > 0 and var at ? name![..at] : name;
    }

    private static ServiceRule? RuleOf(in RadiusPacket packet, NodeProfile profile)
    {
        foreach (var rule in profile.Services)
        {
            if (packet.First(rule.Attribute) is { } text && rule.Matches.IsMatch(text))
            {
                return rule;
            }
        }

        return null;
    }

    private static string? AccessCodeOf(in RadiusPacket packet, NodeProfile profile)
    {
        foreach (var rule in profile.AccessCodes)
        {
            if (packet.First(rule.Attribute) is { Length: > 0 } text && rule.Matches.IsMatch(text))
            {
                return rule.Code ?? text;
            }
        }

        return null;
    }
}
